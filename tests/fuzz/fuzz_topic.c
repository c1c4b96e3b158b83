/*
 * topic_to_device, and the rules of the MQTT server's guard: the first byte says who asks for what, the rest is the topic.
 *
 * Whatever the topic, a device reads and writes nothing but its own two, and the daemon takes a command from a device only
 * under that device's name.
 */
#include <string.h>

#include "base/text.h"
#include "broker/mqtt/mosquitto/guard_rules.h"
#include "mqtt/topic.h"
#include "tests/fuzz/fuzz.h"

static void check_device(const char *topic)
{
	struct device_id device;
	char again[sizeof device.text + 32];

	if (!topic_to_device(topic, &device))
		return;
	snprintf(again, sizeof again, "corridor/v1/%s/cmd", device.text);
	MUST(strcmp(again, topic) == 0);
	MUST(device.text[0] && !strpbrk(device.text, "/+#.$ "));
}

static void check_guard(const char *topic, uint8_t how)
{
	const struct guard_request request = {.user = "a-khan-1",
		.topic = topic,
		.access = (enum guard_access)(how & 3),
		.qos = how >> 2 & 3,
		.is_retained = (how & 16) != 0,
		.may_hear_feed = (how & 32) != 0};
	bool is_own = strcmp(topic, "corridor/v1/a-khan-1/evt") == 0;
	bool is_command = strcmp(topic, "corridor/v1/a-khan-1/cmd") == 0;
	bool is_feed = strcmp(topic, "corridor/v1/feed/referrals") == 0;

	if (!guard_is_allowed(&request))
		return;
	if (request.access == GUARD_WRITE)
		MUST(is_command && request.qos < 2 && !request.is_retained);
	else if (request.access == GUARD_UNSUBSCRIBE)
		MUST(is_own || is_feed);
	else
		MUST(is_own || (is_feed && request.may_hear_feed));
}

static void check_nobody(const char *topic, uint8_t how)
{
	const struct guard_request request = {.topic = topic, .access = (enum guard_access)(how & 3)};
	char device[65];

	MUST(!guard_is_allowed(&request));
	if (guard_device_of_events(topic, device))
		MUST(strlen(topic) == strlen("corridor/v1//evt") + strlen(device));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t how = size > 0 ? data[0] : 0;
	char *topic = calloc(1, size + 1);

	if (!topic)
		return 0;
	if (size > 0)
		memcpy(topic, data + 1, size - 1);
	check_device(topic);
	check_guard(topic, how);
	check_nobody(topic, how);
	free(topic);
	return 0;
}
