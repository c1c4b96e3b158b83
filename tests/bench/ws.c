#define _GNU_SOURCE
#include "ws.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"

/* Reserved, not used: pages are only there once they are written to. */
enum { IN_BYTES = 1024 * 1024, OUT_BYTES = 1024 * 1024, REQUEST_BYTES = 1024 };
enum { OPCODE_TEXT = 1, OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10 };

SSL_CTX *ws_context(const char *ca_path)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	signal(SIGPIPE, SIG_IGN); /* a socket that the server closed is told of by its state */
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(context,
		SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	if (SSL_CTX_load_verify_locations(context, ca_path, NULL) != 1) {
		die("cannot read ca.crt");
	}
	return context;
}

/* --- opening ------------------------------------------------------------------------------------------------------------ */

void ws_begin(struct ws *ws, SSL_CTX *context, int port, const char *cookie)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int one = 1;
	*ws = (struct ws){.port = port, .cookie = cookie, .in = malloc(IN_BYTES), .out = malloc(OUT_BYTES)};
	inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
	ws->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	ws->ssl = SSL_new(context);
	if (!ws->in || !ws->out || !ws->ssl || ws->fd < 0) {
		die("no memory, or no more sockets (ulimit -n)");
	}
	setsockopt(ws->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	SSL_set_fd(ws->ssl, ws->fd);
	SSL_set1_host(ws->ssl, "localhost");
	if (connect(ws->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) {
		ws->state = WS_LOST;
	}
}

static void reach(struct ws *ws)
{
	int error = 0;
	socklen_t size = sizeof error;
	getsockopt(ws->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	ws->state = error ? WS_LOST : WS_SHAKING;
}

/* True when a call of OpenSSL only has to wait. */
static bool can_wait(struct ws *ws, int result)
{
	int error = SSL_get_error(ws->ssl, result);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static void shake(struct ws *ws)
{
	int result = SSL_connect(ws->ssl);
	if (result == 1) {
		ws->state = WS_UPGRADING;
	} else if (!can_wait(ws, result)) {
		ws->state = WS_LOST;
	}
}

static void ask_upgrade(struct ws *ws)
{
	char request[REQUEST_BYTES];
	int length = snprintf(request, sizeof request,
		"GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: corridor.v1\r\nOrigin: https://localhost:%d\r\n"
		"Cookie: __Host-corridor=%s\r\n\r\n",
		ws->port, ws->port, ws->cookie);
	int result = SSL_write(ws->ssl, request, length);
	ws->asked = result == length;
	if (!ws->asked && !can_wait(ws, result)) {
		ws->state = WS_LOST;
	}
}

static void upgrade(struct ws *ws)
{
	if (!ws->asked) {
		ask_upgrade(ws);
	}
	int got = ws->asked ? SSL_read(ws->ssl, ws->in + ws->in_length, REQUEST_BYTES) : 0;
	if (ws->asked && got <= 0 && !can_wait(ws, got)) {
		ws->state = WS_LOST;
	}
	if (got <= 0) {
		return;
	}
	ws->in_length += (size_t)got;
	char *end = memmem(ws->in, ws->in_length, "\r\n\r\n", 4);
	if (!end) {
		return;
	}
	ws->state = memcmp(ws->in, "HTTP/1.1 101", 12) == 0 ? WS_OPEN : WS_LOST;
	size_t used = (size_t)(end + 4 - ws->in);
	ws->in_length -= used;
	memmove(ws->in, ws->in + used, ws->in_length);
}

void ws_step(struct ws *ws)
{
	if (ws->state == WS_REACHING) {
		reach(ws);
	}
	if (ws->state == WS_SHAKING) {
		shake(ws);
	}
	if (ws->state == WS_UPGRADING) {
		upgrade(ws);
	}
}

bool ws_wants_write(const struct ws *ws)
{
	return ws->state == WS_REACHING || (ws->state == WS_SHAKING && SSL_want_write(ws->ssl)) || ws->out_length > 0;
}

void ws_open(struct ws *ws, SSL_CTX *context, int port, const char *cookie)
{
	ws_begin(ws, context, port, cookie);
	while (ws->state != WS_OPEN && ws->state != WS_LOST) {
		struct pollfd wait = {.fd = ws->fd, .events = (short)(POLLIN | (ws_wants_write(ws) ? POLLOUT : 0))};
		poll(&wait, 1, 10000);
		ws_step(ws);
	}
	if (ws->state == WS_LOST) {
		fprintf(stderr, "%.*s\n", (int)ws->in_length, ws->in);
		die("a WebSocket was refused");
	}
}

/* --- talking ------------------------------------------------------------------------------------------------------------ */

void ws_flush(struct ws *ws)
{
	while (ws->out_length > 0) {
		int written = SSL_write(ws->ssl, ws->out, (int)ws->out_length);
		if (written <= 0) {
			if (!can_wait(ws, written)) {
				ws->state = WS_LOST;
			}
			return;
		}
		ws->out_length -= (size_t)written;
		memmove(ws->out, ws->out + written, ws->out_length);
	}
}

/* A masked frame, as clients must send; a mask of zero leaves the bytes as they are. */
static void queue_frame(struct ws *ws, int opcode, const char *bytes, size_t length)
{
	if (ws->out_length + length + 14 > OUT_BYTES || length > UINT16_MAX) {
		die("the server does not read what is sent");
	}
	unsigned char *to = (unsigned char *)ws->out + ws->out_length;
	size_t head = length < 126 ? 2 : 4;
	to[0] = (unsigned char)(0x80 | opcode);
	to[1] = (unsigned char)(0x80 | (length < 126 ? length : 126));
	if (head == 4) {
		to[2] = (unsigned char)(length >> 8);
		to[3] = (unsigned char)length;
	}
	memset(to + head, 0, 4);
	memcpy(to + head + 4, bytes, length);
	ws->out_length += head + 4 + length;
}

void ws_send(struct ws *ws, const char *text, size_t length)
{
	queue_frame(ws, OPCODE_TEXT, text, length);
	ws_flush(ws);
}

/* Bytes of a frame's head, and what its content has; false when not all of the head is there. */
static bool measure_frame(const unsigned char *frame, size_t there, size_t *head, size_t *length)
{
	if (there < 2) {
		return false;
	}
	size_t short_length = frame[1] & 0x7F, extra = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
	*head = 2 + extra;
	*length = extra ? 0 : short_length;
	for (size_t i = 0; there >= *head && i < extra; i++) {
		*length = *length << 8 | frame[2 + i];
	}
	return there >= *head;
}

static void take_frames(struct ws *ws, void (*hear)(void *context, const char *text, size_t length), void *context)
{
	size_t at = 0, head = 0, length = 0;
	while (measure_frame((const unsigned char *)ws->in + at, ws->in_length - at, &head, &length) &&
		ws->in_length - at >= head + length) {
		int opcode = ws->in[at] & 0x0F;
		if (opcode == OPCODE_TEXT) {
			hear(context, ws->in + at + head, length);
		} else if (opcode == OPCODE_PING) {
			queue_frame(ws, OPCODE_PONG, ws->in + at + head, length);
			ws_flush(ws);
		} else if (opcode == OPCODE_CLOSE) {
			ws->state = WS_LOST;
		}
		at += head + length;
	}
	ws->in_length -= at;
	memmove(ws->in, ws->in + at, ws->in_length);
}

void ws_read(struct ws *ws, void (*hear)(void *context, const char *text, size_t length), void *context)
{
	take_frames(ws, hear, context); /* what came with the answer to the upgrade */
	while (ws->state == WS_OPEN) {
		int got = SSL_read(ws->ssl, ws->in + ws->in_length, (int)(IN_BYTES - ws->in_length));
		if (got <= 0) {
			if (!can_wait(ws, got)) {
				ws->state = WS_LOST;
			}
			return;
		}
		ws->in_length += (size_t)got;
		take_frames(ws, hear, context);
	}
}

void ws_close(struct ws *ws)
{
	SSL_free(ws->ssl);
	if (ws->fd >= 0) {
		close(ws->fd);
	}
	free(ws->in);
	free(ws->out);
	*ws = (struct ws){.fd = -1, .state = WS_LOST};
}
