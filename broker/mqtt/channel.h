/*
 * One connection to the MQTT server, from its first byte to its last: connect, TLS, CONNACK, SUBACK, commands in.
 *
 * Layer: mqtt. Thread: the link's. A channel that was lost is closed, and opened again with a fresh libmosquitto
 * handle: nothing of the old one (queued messages, half a packet) may leak into the new.
 *
 * libmosquitto 2.0.11 is never given a thread, a blocking connect, or a poll of its own (pitfalls 4.2): with TLS it spins
 * on a refused connection, ends its loop for good on a failed handshake, and hangs in connect().
 */
#ifndef MQTT_CHANNEL_H
#define MQTT_CHANNEL_H

#include "mqtt/link.h"
#include "mqtt/sender.h"

enum { CHANNEL_WHY_BYTES = 128 };

enum channel_phase {
	CHANNEL_REACHING,    /* TCP connect under way */
	CHANNEL_GREETING,    /* TLS handshake, CONNECT sent, no CONNACK yet */
	CHANNEL_SUBSCRIBING, /* no SUBACK yet */
	CHANNEL_READY,
	CHANNEL_LOST
};

struct channel {
	const struct link_config *config; /* borrowed */
	struct sink *sink;                /* borrowed: the mailbag's */
	struct sender *sender;            /* borrowed */
	atomic_int_fast64_t *received;    /* borrowed: counts commands */
	struct mosquitto *mosquitto;      /* owned */
	enum channel_phase phase;
	int64_t deadline_ms;         /* monotonic: must be READY by then */
	int64_t ready_at_ms;         /* monotonic */
	uint64_t packets;            /* seen by our callbacks; tells whether reading made progress */
	bool may_have_more;          /* bytes may wait in the TLS layer, where poll does not see them */
	char why[CHANNEL_WHY_BYTES]; /* it was lost */
	char library_says[CHANNEL_WHY_BYTES];
};

/* Begins a connection. Afterwards the phase is REACHING, or LOST with why. */
void channel_open(struct channel *channel);

/* Waits for the socket or wake_fd (an eventfd, which is emptied), at most wait_ms, and does what there is to do. False
 * once the channel is lost. */
bool channel_turn(struct channel *channel, int wake_fd, int wait_ms);

/* Says goodbye, if there is anybody, and frees what channel_open made. */
void channel_close(struct channel *channel);

#endif
