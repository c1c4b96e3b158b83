/*
 * The link to the MQTT server: commands in, receipts, events and hints out.
 *
 * Layer: mqtt. Threads: the link runs in one thread of its own, which outlives every failure: whatever happens to the
 * connection is said once, and tried again. The functions here may be called from any thread.
 * Owns: the connection and its queue. Borrows: the engine and the strings of its configuration.
 *
 * MQTT is a way to travel, never a memory: clean sessions, nothing retained, and while the server is away everything
 * that would go out is dropped. Devices send a command until they have its receipt, and ask for the events they missed;
 * those we know to have missed one are told with the hint {"event":"resync"}.
 */
#ifndef MQTT_LINK_H
#define MQTT_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"

struct link;

struct link_config {
	const char *host; /* must be named in the server's certificate */
	int port;
	const char *ca; /* files, PEM; read again at every connection */
	const char *certificate;
	const char *key;
	const char *client_id; /* as the certificate's common name */
	int keepalive_s;       /* at least 5; a dead connection is noticed within twice that */
	size_t packet_bytes;   /* the server's max_packet_size */
	size_t queue_capacity; /* receipts, events and hints that wait to be published */
	struct engine *engine;
};

/* What a link is configured with unless told. */
enum { LINK_KEEPALIVE_S = 10, LINK_PACKET_BYTES = 131072, LINK_QUEUE_CAPACITY = 10000 };

/* A new link; NULL with no memory or file descriptors. Nothing runs yet. */
struct link *link_new(const struct link_config *config);

/* For engine_add_sink, before link_start. */
struct sink *link_sink(struct link *link);

/* Starts the thread, which connects as soon as it can. ERROR_BUSY when it cannot be started. */
MUST_USE enum error link_start(struct link *link);

/* Connects anew with the files as they are now, unless they are the same as at the last connection: what is waiting is
 * published first. */
void link_reload(struct link *link);

/* Publishes what is waiting, for half a second at most, says goodbye and ends the thread. Returns within two seconds even
 * when the thread is stuck in a name lookup; such a link is never freed. */
void link_stop(struct link *link);

/* Frees a stopped link, once no engine knows its sink any more; NULL is fine. */
void link_free(struct link *link);

/* True while commands can come in: connected, and the subscription granted. Otherwise why says in a few words what is
 * wrong. */
bool link_is_ready(struct link *link, char why[128]);

/* Since start. */
struct link_counters {
	int64_t received;    /* commands taken in */
	int64_t published;   /* messages handed to the server */
	int64_t dropped;     /* receipts, events and hints that were not published */
	int64_t connections; /* that became ready: one more than reconnects */
	int64_t failures;    /* connections lost, and attempts that failed */
};
void link_count(struct link *link, struct link_counters *counters);

#endif
