/* WebSocket for the load program: everybody's sockets on one epoll. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "body.h"
#include "load.h"
#include "ws.h"

struct connection {
	struct ws ws;
	int number;
	const struct participant *who;
	bool is_watched_for_writing;
};

static struct connection *connections;
static int connection_count;
static int epoll_fd = -1;
static SSL_CTX *context;
static const struct load_config *config;

static void watch(struct connection *c, int operation)
{
	bool writes = ws_wants_write(&c->ws);
	struct epoll_event event = {.events = EPOLLIN | (writes ? (uint32_t)EPOLLOUT : 0u), .data.ptr = c};
	if (c->ws.state == WS_LOST) {
		die("a connection was lost");
	}
	if (operation == EPOLL_CTL_ADD || writes != c->is_watched_for_writing) {
		epoll_ctl(epoll_fd, operation, c->ws.fd, &event);
		c->is_watched_for_writing = writes;
	}
}

/* The number stands in receipts as "txn":"b-<number>" and in events as "body":"b-<number> ...". */
static void hear(void *of, const char *text, size_t length)
{
	static const char in_receipt[] = "{\"txn\":\"b-", in_body[] = "\"body\":\"b-";
	static bool has_told; /* why; the others are counted */
	const struct connection *c = of;
	if (length > sizeof in_receipt && memcmp(text, in_receipt, sizeof in_receipt - 1) == 0) {
		bool is_ok = memmem(text, length < 80 ? length : 80, "\"ok\":true", 9) != NULL;
		if (!is_ok && !has_told) {
			has_told = true;
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

static void wire_connect(const struct load_config *load, const struct participant *people, int count)
{
	static const char hello[] = "{\"txn\":\"hello\",\"cmd\":\"session.hello\",\"args\":{}}";
	char ca[1024];
	config = load;
	snprintf(ca, sizeof ca, "%s/ca.crt", load->certs);
	context = ws_context(ca);
	epoll_fd = epoll_create1(0);
	connections = calloc((size_t)count, sizeof *connections);
	connection_count = count;
	for (int i = 0; i < count; i++) {
		struct connection *c = &connections[i];
		c->number = i;
		c->who = &people[i];
		ws_open(&c->ws, context, load->port, people[i].cookie);
		ws_send(&c->ws, hello, sizeof hello - 1);
		watch(c, EPOLL_CTL_ADD);
	}
}

static void wire_send(int participant, int64_t number)
{
	struct connection *c = &connections[participant];
	char text[BODY_LIMIT + 512];
	int length = load_command(text, sizeof text, c->who, number);
	ws_send(&c->ws, text, (size_t)length);
	watch(c, EPOLL_CTL_MOD);
}

static void wire_turn(int64_t wait_us)
{
	struct epoll_event events[256];
	struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
	int count = epoll_pwait2(epoll_fd, events, 256, &wait, NULL);
	for (int i = 0; i < count; i++) {
		struct connection *c = events[i].data.ptr;
		ws_flush(&c->ws);
		ws_read(&c->ws, hear, c);
		watch(c, EPOLL_CTL_MOD);
	}
}

static void wire_close(void)
{
	for (int i = 0; i < connection_count; i++) {
		ws_close(&connections[i].ws);
	}
	free(connections);
	SSL_CTX_free(context);
	close(epoll_fd);
}

const struct transport transport_ws = {wire_connect, wire_send, wire_turn, wire_close};
