/*
 * One browser's WebSocket: commands in, receipts, events and hints out.
 *
 * Layer: gateway. Thread: network. Owned by its connection.
 * It is open once its session is confirmed; until then it neither reads nor hears anything.
 */
#ifndef GATEWAY_WEB_SOCKET_H
#define GATEWAY_WEB_SOCKET_H

#include "gateway/assembly.h"
#include "gateway/outbox.h"
#include "gateway/sessions.h"

/* Why we close, as RFC 6455 and our own clients know it. */
enum close_code {
	CLOSE_GOING_AWAY = 1001,
	CLOSE_NOT_TEXT = 1003,
	CLOSE_TOO_LARGE = 1009,
	CLOSE_NO_ROOM = 1013,
	CLOSE_SESSION_ENDED = 4001,
	CLOSE_TOO_MANY = 4003,
	CLOSE_RESYNC = 4008 /* it read too slowly, or we lost events: sync, and go on */
};

/* A person with an open socket. */
struct person_sockets {
	struct person_id person;
	struct ring sockets; /* struct web_socket, of_person */
	size_t count;
};

struct web_socket {
	struct connection *connection;
	struct web_session *session;
	struct person_sockets *person; /* while open */
	struct ring of_session;
	struct ring of_person;
	struct assembly assembly;
	struct outbox outbox;
	size_t in_flight; /* commands not yet answered */
	bool is_open;
	bool is_close_sent;
	enum close_code close_code; /* 0: it stays open */
	const char *close_reason;
};

/* The handshake is done. ERROR_BUSY with no memory. */
MUST_USE enum error web_socket_begin(struct connection *connection);

/* Its session is confirmed: it may speak and hear. Nothing happens when it is open already. */
void web_socket_open(struct web_socket *socket);

/* A chunk of a message came. */
void web_socket_receive(struct web_socket *socket, struct text chunk);

/* The other side closes, or answers our close. Returns what the callback must: -1 when that was the end. */
int web_socket_peer_closes(const struct web_socket *socket);

/* It can take a frame. Returns what the callback must: -1 to close. */
int web_socket_writeable(struct web_socket *socket);

/* Queues a frame; one that reads too slowly is closed instead (4008). */
void web_socket_send(struct web_socket *socket, struct frame *frame);

/* Queues what is in a buffer as a frame. */
void web_socket_send_text(struct web_socket *socket, const struct buffer *text);

/* Closes it with a code as soon as it can take that, or hard after some seconds. */
void web_socket_close(struct web_socket *socket, enum close_code code, const char *reason);

/* The engine has answered one of its commands. */
void web_socket_finished(struct web_socket *socket, const struct request *request);

/* It is gone: leaves its session and its person. */
void web_socket_closed(struct web_socket *socket);
void web_socket_free(struct web_socket *socket); /* NULL is fine */

#endif
