/*
 * One connection to the MQTT server, from the first packet to its end.
 *
 * Layer: client. For wire.c only; all on its thread. Nothing survives it: what libmosquitto had queued goes with it, and is
 * sent again by whoever waits for a receipt.
 */
#ifndef CLIENT_WIRE_CONNECTION_H
#define CLIENT_WIRE_CONNECTION_H

#include <mosquitto.h>

#include "wire.h"

/* A payload that came, until libmosquitto has let go of its locks. */
struct wire_message {
	struct wire_message *next;
	size_t length;
	char bytes[];
};

struct wire_connection {
	const struct wire_config *config;
	const struct wire_hooks *hooks;
	struct mosquitto *mosquitto;
	char command_topic[96];
	char event_topic[96];
	struct wire_message *first_message;
	struct wire_message **last_message; /* where the next one is hung */
	bool is_subscribed;
	bool is_over;
	char why[256]; /* it is over */
};

/* Begins to connect. False when that fails at once, with why set. Always end it with client_wire_connection_deinit. */
bool client_wire_connection_init(
	struct wire_connection *connection, const struct wire_config *config, const struct wire_hooks *hooks);

/* Waits up to timeout_ms for traffic, or until wake_file can be read, and handles it. False when the connection is over. */
bool client_wire_connection_turn(struct wire_connection *connection, int wake_file, int64_t timeout_ms);

/* Publishes a command. */
void client_wire_connection_publish(struct wire_connection *connection, const char *bytes, size_t length);

/* Says goodbye if it can, and frees. */
void client_wire_connection_deinit(struct wire_connection *connection);

#endif
