/*
 * Who is here, and telling them: events and hints to every open socket of the people they are for.
 *
 * Layer: gateway. Thread: network. An event is encoded once, and once more with its txn for the device it came from.
 */
#ifndef GATEWAY_FANOUT_H
#define GATEWAY_FANOUT_H

#include "gateway/web_socket.h"

/* The socket's person is here, and hears from now on. ERROR_RATE_LIMITED with too many sockets, ERROR_BUSY with no
 * memory. */
MUST_USE enum error fanout_join(struct web_socket *socket);

/* The socket hears no more; fine when it never joined. */
void fanout_leave(struct web_socket *socket);

/* Tells an event, or a hint, to whom it is for. Both are borrowed. */
void fanout_event(struct gateway *gateway, const struct broadcast *broadcast);
void fanout_hint(struct gateway *gateway, const struct passing_hint *hint);

/* Events were lost on the way here: closes every open socket (4008), so that its client syncs. */
void fanout_lost(struct gateway *gateway);

void fanout_free(struct gateway *gateway);

#endif
