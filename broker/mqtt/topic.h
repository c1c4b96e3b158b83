/*
 * MQTT topics and the devices they belong to (design 4.2).
 *
 * Layer: mqtt. Thread: any. Pure.
 */
#ifndef MQTT_TOPIC_H
#define MQTT_TOPIC_H

#include <stdbool.h>

#include "corridor/ids.h"

/* What the daemon subscribes to. */
#define TOPIC_ALL_COMMANDS "corridor/v1/+/cmd"

/* The live feed of the ledger, and the list of those who may hear it, which only the guard reads. */
#define TOPIC_FEED "corridor/v1/feed/referrals"
#define TOPIC_ROLL "corridor/v1/roll"

enum { TOPIC_BYTES = LIMIT_HANDLE_BYTES + sizeof("corridor/v1//evt") };

/* The device that publishes to this topic. False when it is not corridor/v1/<device>/cmd with a well-formed id: the MQTT
 * server's list should have stopped it, and is not trusted alone (pitfalls 4.1.7). */
bool topic_to_device(const char *topic, struct device_id *device);

/* corridor/v1/<device>/evt, where a device hears its receipts and events. */
void topic_of_events(const struct device_id *device, char topic[TOPIC_BYTES]);

#endif
