/*
 * One WebSocket over TLS as a browser would open it: just enough of RFC 6455 for a client that trusts its server. Nothing
 * here blocks: the caller waits for the socket.
 */
#ifndef BENCH_WS_H
#define BENCH_WS_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

enum ws_state { WS_REACHING, WS_SHAKING, WS_UPGRADING, WS_OPEN, WS_LOST };

struct ws {
	enum ws_state state;
	int fd;
	int port;
	const char *cookie; /* borrowed */
	SSL *ssl;
	bool asked; /* the upgrade was asked for */
	char *in;
	size_t in_length;
	char *out;
	size_t out_length;
};

/* Trusts the authority in this file and nobody else. Ends the program when it cannot be read. */
SSL_CTX *ws_context(const char *ca_path);

/* Begins to open one on 127.0.0.1; ws_step goes on whenever its socket can be read or written. */
void ws_begin(struct ws *ws, SSL_CTX *context, int port, const char *cookie);
void ws_step(struct ws *ws);

/* Whether it waits for room to write. */
bool ws_wants_write(const struct ws *ws);

/* Waits until it is open; ends the program when it is refused. */
void ws_open(struct ws *ws, SSL_CTX *context, int port, const char *cookie);

/* Queues a text and sends what can be sent. */
void ws_send(struct ws *ws, const char *text, size_t length);
void ws_flush(struct ws *ws);

/* Reads what has come and hands over each whole text. */
void ws_read(struct ws *ws, void (*hear)(void *context, const char *text, size_t length), void *context);

void ws_close(struct ws *ws);

#endif
