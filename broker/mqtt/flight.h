/*
 * The QoS 1 messages that the MQTT server has not confirmed yet.
 *
 * Layer: mqtt. Thread: the link's. Bounded, and so is what libmosquitto keeps for us: nothing is published while it is full.
 */
#ifndef MQTT_FLIGHT_H
#define MQTT_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"

/* libmosquitto walks all of them at every publish and every confirmation: more would cost more than it brings. */
enum { FLIGHT_MOST = 200 };

/* A zeroed struct is an empty one. */
struct flight {
	size_t count;
	struct {
		int message;             /* libmosquitto's number */
		struct device_id device; /* who misses it; empty: nobody can be told */
	} slots[FLIGHT_MOST];
};

bool flight_is_full(const struct flight *flight);

/* It must not be full. */
void flight_add(struct flight *flight, int message, const struct device_id *device);

/* The server has it. False when the message was not in flight (QoS 0 is confirmed by libmosquitto itself). */
bool flight_land(struct flight *flight, int message);

#endif
