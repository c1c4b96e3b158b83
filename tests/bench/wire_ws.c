/* WebSocket over TLS for the load program: just enough of RFC 6455 for a client that trusts its server. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"

enum { IN_BYTES = 256 * 1024, OUT_BYTES = 1024 * 1024, OPCODE_TEXT = 1, OPCODE_CLOSE = 8, OPCODE_PING = 9 };

struct connection {
	int fd;
	SSL *ssl;
	int number;
	const struct participant *who;
	char *in;
	size_t in_length;
	char *out;
	size_t out_length;
	bool wants_write;
};

static struct connection *connections;
static int connection_count;
static int epoll_fd = -1;
static SSL_CTX *context;
static const struct load_config *config;
static char padding[4096];

static void watch(struct connection *c, int operation, bool writes)
{
	struct epoll_event event = {.events = EPOLLIN | (writes ? (uint32_t)EPOLLOUT : 0u), .data.ptr = c};
	epoll_ctl(epoll_fd, operation, c->fd, &event);
	c->wants_write = writes;
}

static void flush(struct connection *c)
{
	while (c->out_length > 0) {
		int written = SSL_write(c->ssl, c->out, (int)c->out_length);
		if (written <= 0) {
			if (SSL_get_error(c->ssl, written) != SSL_ERROR_WANT_WRITE) {
				die("a connection was lost while writing");
			}
			break;
		}
		c->out_length -= (size_t)written;
		memmove(c->out, c->out + written, c->out_length);
	}
	if (c->wants_write != (c->out_length > 0)) {
		watch(c, EPOLL_CTL_MOD, c->out_length > 0);
	}
}

/* A masked frame, as clients must send; a mask of zero leaves the bytes as they are. */
static void queue_frame(struct connection *c, int opcode, const char *bytes, size_t length)
{
	if (c->out_length + length + 14 > OUT_BYTES) {
		die("the server does not read what is sent");
	}
	unsigned char *to = (unsigned char *)c->out + c->out_length;
	size_t head = 2;
	to[0] = (unsigned char)(0x80 | opcode);
	if (length < 126) {
		to[1] = (unsigned char)(0x80 | length);
	} else {
		to[1] = 0x80 | 126;
		to[2] = (unsigned char)(length >> 8);
		to[3] = (unsigned char)length;
		head = 4;
	}
	memset(to + head, 0, 4);
	memcpy(to + head + 4, bytes, length);
	c->out_length += head + 4 + length;
}

/* The number stands in receipts as "txn":"b-<number>" and in events as "body":"b-<number> ...". */
static void hear(struct connection *c, const char *text, size_t length)
{
	static const char in_receipt[] = "{\"txn\":\"b-", in_body[] = "\"body\":\"b-";
	if (length > sizeof in_receipt && memcmp(text, in_receipt, sizeof in_receipt - 1) == 0) {
		bool is_ok = memmem(text, length < 80 ? length : 80, "\"ok\":true", 9) != NULL;
		if (!is_ok) {
			fprintf(stderr, "refused: %.*s\n", (int)(length > 300 ? 300 : length), text);
		}
		load_on_receipt(atoll(text + sizeof in_receipt - 1), is_ok);
		return;
	}
	const char *body = memmem(text, length, in_body, sizeof in_body - 1);
	if (body) {
		load_on_delivery(atoll(body + sizeof in_body - 1), c->number);
	}
}

/* Takes whole frames off the front of what was read. */
static void take_frames(struct connection *c)
{
	size_t at = 0;
	while (c->in_length - at >= 2) {
		const unsigned char *frame = (const unsigned char *)c->in + at;
		size_t head = 2, length = frame[1] & 0x7F;
		if (length == 126) {
			head = 4;
			length = c->in_length - at >= 4 ? (size_t)frame[2] << 8 | frame[3] : IN_BYTES;
		} else if (length == 127) {
			head = 10;
			length = c->in_length - at >= 10 ? (size_t)frame[6] << 24 | (size_t)frame[7] << 16 |
								   (size_t)frame[8] << 8 | frame[9]
							 : IN_BYTES;
		}
		if (c->in_length - at < head + length) {
			break;
		}
		int opcode = frame[0] & 0x0F;
		if (opcode == OPCODE_TEXT) {
			hear(c, (const char *)frame + head, length);
		} else if (opcode == OPCODE_PING) {
			queue_frame(c, 10, (const char *)frame + head, length);
			flush(c);
		} else if (opcode == OPCODE_CLOSE) {
			die("the server closed a socket");
		}
		at += head + length;
	}
	c->in_length -= at;
	memmove(c->in, c->in + at, c->in_length);
}

static void read_all(struct connection *c)
{
	for (;;) {
		int got = SSL_read(c->ssl, c->in + c->in_length, (int)(IN_BYTES - c->in_length));
		if (got <= 0) {
			if (SSL_get_error(c->ssl, got) != SSL_ERROR_WANT_READ) {
				die("a connection was lost while reading");
			}
			return;
		}
		c->in_length += (size_t)got;
		take_frames(c);
	}
}

static void upgrade(struct connection *c)
{
	char request[1024];
	int length = snprintf(request, sizeof request,
		"GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: corridor.v1\r\nOrigin: https://localhost:%d\r\n"
		"Cookie: __Host-corridor=%s\r\n\r\n",
		config->port, config->port, c->who->cookie);
	SSL_write(c->ssl, request, length);
	char *end = NULL;
	while (!end) {
		int got = SSL_read(c->ssl, c->in + c->in_length, (int)(IN_BYTES - 1 - c->in_length));
		if (got <= 0) {
			die("the server did not answer the upgrade");
		}
		c->in_length += (size_t)got;
		end = memmem(c->in, c->in_length, "\r\n\r\n", 4);
	}
	if (memcmp(c->in, "HTTP/1.1 101", 12) != 0) {
		fprintf(stderr, "%.*s\n", (int)(end - c->in), c->in);
		die("the server refused the upgrade");
	}
	size_t used = (size_t)(end + 4 - c->in);
	c->in_length -= used;
	memmove(c->in, c->in + used, c->in_length);
}

static void open_connection(struct connection *c, int number, const struct participant *who)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)config->port)};
	int one = 1;
	c->number = number;
	c->who = who;
	c->in = malloc(IN_BYTES);
	c->out = malloc(OUT_BYTES);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	inet_pton(AF_INET, config->host, &address.sin_addr);
	if (!c->in || !c->out || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) {
		die("cannot connect");
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	c->ssl = SSL_new(context);
	SSL_set_fd(c->ssl, c->fd);
	SSL_set1_host(c->ssl, "localhost");
	if (SSL_connect(c->ssl) != 1) {
		die("the TLS handshake failed");
	}
	upgrade(c);
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	watch(c, EPOLL_CTL_ADD, false);
	static const char hello[] = "{\"txn\":\"hello\",\"cmd\":\"session.hello\",\"args\":{}}";
	queue_frame(c, OPCODE_TEXT, hello, sizeof hello - 1);
	flush(c);
}

static void ws_connect(const struct load_config *load, const struct participant *people, int count)
{
	char ca[1024];
	config = load;
	memset(padding, 'x', sizeof padding);
	snprintf(ca, sizeof ca, "%s/ca.crt", load->certs);
	context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(context,
		SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	if (SSL_CTX_load_verify_locations(context, ca, NULL) != 1) {
		die("cannot read ca.crt");
	}
	epoll_fd = epoll_create1(0);
	connections = calloc((size_t)count, sizeof *connections);
	connection_count = count;
	for (int i = 0; i < count; i++) {
		open_connection(&connections[i], i, &people[i]);
	}
}

static void ws_send(int participant, int64_t number)
{
	struct connection *c = &connections[participant];
	char text[5000];
	int length = snprintf(text, sizeof text,
		"{\"txn\":\"b-%lld\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"%s\",\"body\":\"b-%lld %.*s\"}}",
		(long long)(load_base + number), c->who->thread, (long long)(load_base + number),
		config->body_bytes - 12, padding);
	queue_frame(c, OPCODE_TEXT, text, (size_t)length);
	flush(c);
}

static void ws_turn(int64_t wait_us)
{
	struct epoll_event events[256];
	struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
	int count = epoll_pwait2(epoll_fd, events, 256, &wait, NULL);
	for (int i = 0; i < count; i++) {
		struct connection *c = events[i].data.ptr;
		if (events[i].events & EPOLLOUT) {
			flush(c);
		}
		if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
			read_all(c);
		}
	}
}

static void ws_close(void)
{
	for (int i = 0; i < connection_count; i++) {
		SSL_free(connections[i].ssl);
		close(connections[i].fd);
		free(connections[i].in);
		free(connections[i].out);
	}
	free(connections);
	SSL_CTX_free(context);
	close(epoll_fd);
}

const struct transport transport_ws = {ws_connect, ws_send, ws_turn, ws_close};
