#define _GNU_SOURCE /* memmem */

#include "tests/unit/mqtt/link_device.h"

#include <mosquitto.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static int64_t now_ms(void)
{
	return clock_system()->monotonic_ms(clock_system());
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int message, int count, const int *granted)
{
	struct device *device = context;

	(void)mosquitto;
	(void)message;
	device->is_subscribed = count == 1 && granted[0] == 1;
}

static void on_message(struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct device *device = context;
	size_t length = (size_t)message->payloadlen;

	(void)mosquitto;
	/* after an outage a hint to sync may come at any moment: it is counted apart */
	if (length < 100 && memmem(message->payload, length, "\"event\":\"resync\"", 16)) {
		device->resync_count++;
		return;
	}
	if (length >= sizeof(device->heard))
		length = sizeof(device->heard) - 1;
	memcpy(device->heard, message->payload, length);
	device->heard[length] = '\0';
	device->heard_length = length;
	device->heard_count++;
}

bool device_connect(struct device *device, const char *name, const struct server *server)
{
	char certificate[128], key[128], topic[128];
	const int64_t until_ms = now_ms() + 5000;

	*device = (struct device){.name = name};
	snprintf(certificate, sizeof(certificate), "%s/certs/devices/%s.crt", server->directory, name);
	snprintf(key, sizeof(key), "%s/certs/devices/%s.key", server->directory, name);
	snprintf(topic, sizeof(topic), "corridor/v1/%s/evt", name);
	device->mosquitto = mosquitto_new(name, true, device);
	mosquitto_tls_set(device->mosquitto, server_path(server, "certs/ca.crt"), NULL, certificate, key, NULL);
	mosquitto_subscribe_callback_set(device->mosquitto, on_subscribe);
	mosquitto_message_callback_set(device->mosquitto, on_message);
	if (mosquitto_connect(device->mosquitto, "127.0.0.1", server->port, 60) != MOSQ_ERR_SUCCESS)
		return false;
	mosquitto_subscribe(device->mosquitto, NULL, topic, 1);
	while (!device->is_subscribed && now_ms() < until_ms) {
		if (mosquitto_loop(device->mosquitto, 100, 1) != MOSQ_ERR_SUCCESS)
			return false;
	}
	return device->is_subscribed;
}

void device_disconnect(struct device *device)
{
	if (!device->mosquitto)
		return;
	mosquitto_disconnect(device->mosquitto);
	mosquitto_destroy(device->mosquitto);
	device->mosquitto = NULL;
}

bool device_say(struct device *device, const char *json, size_t length, bool is_retained)
{
	char topic[128];

	snprintf(topic, sizeof(topic), "corridor/v1/%s/cmd", device->name);
	return mosquitto_publish(device->mosquitto, NULL, topic, (int)length, json, 1, is_retained) == MOSQ_ERR_SUCCESS;
}

bool device_hears(struct device *device, size_t count, int wait_ms)
{
	const int64_t until_ms = now_ms() + wait_ms;

	while (device->heard_count < count && now_ms() < until_ms) {
		if (mosquitto_loop(device->mosquitto, 20, 1) != MOSQ_ERR_SUCCESS)
			return false;
	}
	return device->heard_count >= count;
}

bool device_is_told_to_sync(struct device *device, int wait_ms)
{
	const int64_t until_ms = now_ms() + wait_ms;

	while (device->resync_count == 0 && now_ms() < until_ms) {
		if (mosquitto_loop(device->mosquitto, 20, 1) != MOSQ_ERR_SUCCESS)
			return false;
	}
	return device->resync_count > 0;
}
