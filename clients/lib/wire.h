/*
 * The line to the MQTT server: one supervised connection at a time, in a thread of its own.
 *
 * Layer: client; wire_*.c alone see libmosquitto. Owns the thread and the connection. It never gives up: whatever ends a
 * connection, it waits a little longer each time (with jitter, up to half a minute) and connects again.
 * Hooks run on that thread. MQTT 3.1.1, clean session, QoS 1, TLS 1.2 or later, the server's name verified.
 */
#ifndef CLIENT_WIRE_H
#define CLIENT_WIRE_H

#include "corridor/client.h"

/* Borrowed texts: they outlive the wire. */
struct wire_config {
	const char *host;
	int port;
	const char *ca_path;
	const char *certificate_path;
	const char *key_path;
	const char *device;
};

struct wire_hooks {
	void (*ready)(void *context);                 /* subscribed */
	void (*lost)(void *context, const char *why); /* or not reached at all */
	void (*received)(void *context, const char *bytes, size_t length);
	int64_t (*work)(void *context); /* publishes what is due; returns ms until there is more */
	void *context;
};

struct wire;

/* A line that does nothing yet. ARGUMENT, MEMORY. Free it with client_wire_free. */
CORRIDOR_MUST_USE enum corridor_error client_wire_new(
	const struct wire_config *config, const struct wire_hooks *hooks, struct wire **out);

/* Starts the thread. MEMORY when there can be none. */
CORRIDOR_MUST_USE enum corridor_error client_wire_start(struct wire *wire);

/* Makes work be called soon. Any thread. */
void client_wire_wake(struct wire *wire);

/* Publishes a command; only from work and received. It may be lost: only the receipt tells. */
void client_wire_publish(struct wire *wire, const char *bytes, size_t length);

/* Ends the thread; no hook runs afterwards. */
void client_wire_stop(struct wire *wire);

/* Frees a stopped line; NULL is fine. */
void client_wire_free(struct wire *wire);

#endif
