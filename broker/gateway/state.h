/*
 * What the files of gateway/ share: the gateway itself and its connections.
 *
 * Layer: gateway, inside only. Thread: network, but for what is marked otherwise.
 */
#ifndef GATEWAY_STATE_H
#define GATEWAY_STATE_H

#include <libwebsockets.h>
#include <stdatomic.h>

#include "base/digest.h"
#include "base/map.h"
#include "base/queue.h"
#include "gateway/gateway.h"
#include "gateway/ring.h"

struct address;
struct certificate;
struct exchange;
struct files;
struct web_socket;

/* What /metrics tells of the gateway; only ever counted up. */
struct gateway_counters {
	int64_t connections;      /* accepted */
	int64_t connections_over; /* turned away: too many */
	int64_t handshakes;       /* WebSockets opened */
	int64_t handshakes_denied;
	int64_t requests; /* HTTP */
	int64_t sign_ins;
	int64_t sign_ins_failed;
	int64_t frames_in;
	int64_t frames_out;
	int64_t frames_refused; /* not a command we understand */
	int64_t overflows;      /* sockets closed because they read too slowly */
};

struct gateway {
	struct gateway_config config; /* defaults filled in */
	struct lws_context *context; /* NULL when not listening; libwebsockets sets it to NULL when all of it is gone */
	struct certificate *certificate; /* that is shown to browsers */
	struct lws_vhost *web;
	struct lws_vhost *ops;
	uv_poll_t door; /* door.h */
	int door_socket;
	bool has_door; /* the handle is open */
	bool is_door_shut;
	uv_async_t wake;
	uv_timer_t tick;
	bool has_wake; /* the handle is open */
	bool has_tick;
	int64_t ticks;
	bool is_stopping;

	struct sink sink;
	struct queue *finished;  /* struct request, from the engine's threads */
	struct queue *answers;   /* struct session_query, likewise */
	struct queue *events;    /* struct broadcast, likewise */
	struct queue *hints;     /* struct passing_hint, likewise */
	atomic_bool lost_events; /* events was full: everybody has to sync */
	size_t requests_out;     /* submitted to the engine and not back yet: finished never overflows */
	size_t queries_out;      /* likewise for answers */

	struct map *connections; /* by id */
	struct map *addresses;   /* by network address */
	struct map *sessions;    /* by digest of the token */
	struct map *people;      /* who has an open socket, by handle */
	struct files *files;
	uint64_t last_id;
	size_t connection_count;
	size_t socket_count;

	char *standing_headers; /* header lines that every answer carries */
	char random_key[DIGEST_BYTES];
	struct lws_protocols web_protocols[3];
	struct lws_protocols ops_protocols[2];
	struct lws_retry_bo validity;
	struct gateway_counters counters;
};

/* One accepted TCP connection, from its adoption by libwebsockets to its last callback. */
struct connection {
	struct gateway *gateway;
	struct lws *wsi; /* NULL once it is closing for good */
	uint64_t id;
	struct address *address;
	bool is_ops;
	bool may_upgrade; /* the handshake passed all checks, and token is its session */
	struct digest token;
	struct exchange *exchange; /* the HTTP request being answered, or NULL */
	struct web_socket *socket; /* after the upgrade, or NULL */
};

/* The gateway and the connection that a callback is about; the connection is NULL for listening sockets. */
struct gateway *gateway_of(struct lws *wsi);
struct connection *connection_of(struct lws *wsi);

/* Time by the configured clock. */
int64_t gateway_now_ms(const struct gateway *gateway); /* monotonic */
int64_t gateway_wall_now_ms(const struct gateway *gateway);

/* Takes up a new connection, counted for its address. ERROR_BUSY when there are too many, or with no memory. */
MUST_USE enum error connection_begin(struct gateway *gateway, struct lws *wsi);

/* libwebsockets has closed it: nothing may be written any more. Leaves all lists. */
void connection_closed(struct connection *connection);

/* Frees it, after the last callback. */
void connection_free(struct connection *connection);

/* The open connection with this number, or NULL. */
struct connection *connection_find(struct gateway *gateway, uint64_t id);

/* Sends a request of a connection to the engine, which answers through the sink. Takes the request. False when too many
 * are under way; the request is freed then. */
bool gateway_submit(struct gateway *gateway, struct request *request);

#endif
