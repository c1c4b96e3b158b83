/*
 * Where browsers come in: a listening socket of our own, which hands each connection to libwebsockets.
 *
 * A TLS handshake costs as much as many messages. Libwebsockets would accept all that wait at once, and after a power cut
 * that is everybody: those who are in already would not be served for seconds. So few are let in each time the loop comes
 * round; the others wait in the kernel.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_DOOR_H
#define GATEWAY_DOOR_H

#include "gateway/state.h"

/* Listens on the configured address. ERROR_BUSY with why when it cannot. */
MUST_USE enum error door_open(struct gateway *gateway, char why[256]);

/* The port listened on; 0 when the door is closed. */
int door_port(const struct gateway *gateway);

/* Opens it again when it was shut for want of file descriptors; called once a second. */
void door_tick(struct gateway *gateway);

/* Listens no more, running the loop until the handle is closed. */
void door_close(struct gateway *gateway);

#endif
