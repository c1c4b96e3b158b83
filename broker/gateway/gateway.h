/*
 * The browsers' side of the broker: HTTPS, WebSocket, sign-in, static files, and the operator's plain HTTP port.
 *
 * Layer: gateway; it alone sees libwebsockets and OpenSSL. Threads: the thread of the uv loop, for all functions here;
 * the engine's threads only put what they have into its queues and wake the loop.
 * Owns: sockets, sessions' cookies, queues towards browsers. Borrows: loop, engine, clock, and every string of the
 * configuration, until gateway_free.
 *
 * Order of life: gateway_new, engine_start, gateway_start, uv_run ..., gateway_stop, engine_stop, gateway_free.
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "engine/engine.h"

struct gateway;

/* Everything is bounded; 0 means the number in brackets. */
struct gateway_limits {
	size_t connections;             /* open at once [20,000] */
	size_t connections_per_address; /* of one IPv4 address or IPv6 /64; hospitals share one [15,000] */
	size_t sockets_per_person;      /* WebSockets [1,000] */
	size_t commands_in_flight;      /* of one WebSocket, not yet answered [1,000] */
	size_t queue_capacity;          /* answers, and events, waiting for the loop [16,384] */
	size_t outbox_frames;           /* waiting for one slow reader [2,048] */
	size_t outbox_bytes;            /* likewise [4 MiB] */
	int64_t session_check_ms;       /* a socket's session is looked at again so often [15,000] */
	int64_t failed_sign_ins;        /* of one address at once; one more each second [100] */
	uint16_t ping_seconds;          /* of silence until a socket is pinged [25] */
	uint16_t pong_seconds;          /* a socket that does not answer a ping so long is closed [10] */
};

/* How the MQTT link is, for /readyz and /metrics: siblings do not know each other. */
struct mqtt_health {
	bool is_ready;
	char why[128];       /* when it is not */
	int64_t received;    /* commands taken in, since start */
	int64_t published;   /* messages handed to the server */
	int64_t dropped;     /* receipts, events and hints that were not published */
	int64_t connections; /* that became ready */
	int64_t failures;    /* connections lost, and attempts that failed */
};

struct gateway_config {
	uv_loop_t *loop;
	struct engine *engine;
	const struct clock *clock;         /* NULL: the machine's */
	const char *host;                  /* address to listen on; NULL: 127.0.0.1 */
	int port;                          /* 0: any free one, see gateway_port */
	const char *certificate_path;      /* PEM, with its chain */
	const char *key_path;              /* PEM */
	const char *mqtt_certificate_path; /* PEM; only told of in /metrics, when it expires; NULL: none */
	const char *const *origins;        /* "https://host:port" of the web client, exactly as browsers send it */
	size_t origin_count;
	const char *crl_file;     /* list of certificates taken back, DER, read each time it is asked for; NULL: none */
	const char *web_root;     /* folder with the web client, read whole at start; NULL: none */
	const char *ops_host;     /* NULL: 127.0.0.1 */
	int ops_port;             /* 0: any free one; -1: none */
	struct text cookie_key;   /* secret that seals cookies; must outlive restarts, or sessions end with them */
	int64_t session_limit_ms; /* the engine's: life of the cookie */
	int64_t session_idle_ms;  /* the engine's: a session whose sockets send nothing so long is ended; 0: never */
	const char *version;      /* for /metrics */
	/* Tells how the MQTT link is; NULL: there is none. Called on the loop's thread. */
	void (*look_at_mqtt)(void *context, struct mqtt_health *health);
	void *mqtt_context;
	struct gateway_limits limits;
};

/* A new gateway, which adds its sink to the engine: call it before engine_start. NULL with no memory. */
struct gateway *gateway_new(const struct gateway_config *config);

/* Reads the web client and listens. On failure why says in one line what is wrong: ERROR_BAD_REQUEST for what is
 * configured (files, addresses, certificate), ERROR_BUSY when a port is taken or there is no memory. */
MUST_USE enum error gateway_start(struct gateway *gateway, char why[256]);

/* Reads the certificate and its key again: handshakes from now on show the new one, open connections stay. On failure, which why
 * tells in one sentence, the old one is shown as before: ERROR_BAD_REQUEST, ERROR_BUSY. */
MUST_USE enum error gateway_reload(struct gateway *gateway, char why[256]);

/* Whether a certificate and its key could be used now; errors as above. For files that others will read. */
MUST_USE enum error gateway_check_certificate(const char *chain_path, const char *key_path, char why[256]);

/* The ports listened on, once started. */
int gateway_port(const struct gateway *gateway);
int gateway_ops_port(const struct gateway *gateway);

/* Says goodbye to every socket (1001), waits for them up to two seconds, and stops listening. Runs the loop itself:
 * call it when uv_run has returned, not from a callback. */
void gateway_stop(struct gateway *gateway);

/* Frees a gateway that was stopped or never started, once the engine has stopped; NULL is fine. */
void gateway_free(struct gateway *gateway);

#endif
