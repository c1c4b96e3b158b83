/* A device of thread_link: one MQTT client that sends commands and keeps the last lines it heard. */
#ifndef TESTS_UNIT_MQTT_LINK_DEVICE_H
#define TESTS_UNIT_MQTT_LINK_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/unit/mqtt/link_server.h"

struct mosquitto;

enum { DEVICE_HEARD_BYTES = 200 * 1024 };

struct device {
	const char *name;
	struct mosquitto *mosquitto;
	bool is_subscribed;
	size_t heard_count;
	size_t resync_count;            /* beside them: told to sync */
	size_t heard_length;            /* of the newest */
	char heard[DEVICE_HEARD_BYTES]; /* the newest */
};

/* Connects and subscribes. */
bool device_connect(struct device *device, const char *name, const struct server *server);
void device_disconnect(struct device *device);

/* Publishes a command. */
bool device_say(struct device *device, const char *json, size_t length, bool is_retained);

/* Waits until it has heard count lines since it connected, at most wait_ms. */
bool device_hears(struct device *device, size_t count, int wait_ms);

/* Waits until it was told to sync since it connected, at most wait_ms. */
bool device_is_told_to_sync(struct device *device, int wait_ms);

#endif
