#include "mqtt/topic.h"

#include <stdio.h>
#include <string.h>

static const char PREFIX[] = "corridor/v1/";
static const char SUFFIX[] = "/cmd";

/* [a-z0-9][a-z0-9-]{0,63}, whatever the locale. */
static bool is_device_id(const char *bytes, size_t length)
{
	if (length < 1 || length > LIMIT_HANDLE_BYTES || bytes[0] == '-')
		return false;
	for (size_t i = 0; i < length; i++) {
		char byte = bytes[i];

		if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-'))
			return false;
	}
	return true;
}

bool topic_to_device(const char *topic, struct device_id *device)
{
	const size_t prefix_length = sizeof(PREFIX) - 1;
	const size_t suffix_length = sizeof(SUFFIX) - 1;
	const size_t length = strlen(topic);
	size_t id_length;

	if (length <= prefix_length + suffix_length)
		return false;
	id_length = length - prefix_length - suffix_length;
	if (memcmp(topic, PREFIX, prefix_length) != 0 || strcmp(topic + prefix_length + id_length, SUFFIX) != 0)
		return false;
	if (!is_device_id(topic + prefix_length, id_length))
		return false;
	*device = (struct device_id){0};
	memcpy(device->text, topic + prefix_length, id_length);
	return true;
}

void topic_of_events(const struct device_id *device, char topic[TOPIC_BYTES])
{
	snprintf(topic, TOPIC_BYTES, "%s%s/evt", PREFIX, device->text);
}
