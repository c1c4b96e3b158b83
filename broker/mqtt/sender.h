/*
 * Publishes what waits in the mailbag, as fast as the MQTT server confirms.
 *
 * Layer: mqtt. Thread: the link's. Owns the parcels it has begun; borrows the mailbag.
 * Nothing is given to libmosquitto unless it can be sent: its own queue knows no bound (pitfalls 4.2.4 and 4.2.5).
 */
#ifndef MQTT_SENDER_H
#define MQTT_SENDER_H

#include "mqtt/flight.h"
#include "mqtt/letter.h"
#include "mqtt/mailbag.h"

struct mosquitto;

enum { SENDER_BATCH = 64 };

struct sender {
	struct mailbag *mailbag;
	size_t payload_bytes; /* most bytes of one payload */
	atomic_int_fast64_t published;
	struct flight flight;
	struct parcel *batch[SENDER_BATCH]; /* taken from the mailbag; the first of them is being sent */
	size_t batch_count;
	size_t batch_next;
	struct letter letter; /* of batch[batch_next], while is_open */
	bool is_open;
	size_t reader_next; /* who of its readers is next */
	struct buffer roll; /* who may hear the feed, as last told to the guard */
};

/* packet_bytes: the largest packet that the MQTT server takes. */
void sender_init(struct sender *sender, struct mailbag *mailbag, size_t packet_bytes);

/* Drops what was begun. */
void sender_deinit(struct sender *sender);

/* Publishes until there is nothing more, or the server or the socket must catch up. False when the connection is broken. */
bool sender_turn(struct sender *sender, struct mosquitto *mosquitto);

/* The server has a message. */
void sender_confirmed(struct sender *sender, int message);

/* True when nothing is begun and nothing unconfirmed. */
bool sender_is_idle(const struct sender *sender);

/* The connection is gone: drops what was begun, and remembers who may have missed what was under way. */
void sender_disconnected(struct sender *sender);

#endif
