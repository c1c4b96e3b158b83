#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "mqtt/topic.h"

#define TEN "abcdefghij"
#define SIXTY_FOUR TEN TEN TEN TEN TEN TEN "abcd"

static const struct {
	const char *topic;
	const char *device; /* NULL: not a command topic */
} TOPICS[] = {
	{"corridor/v1/a-khan-1/cmd", "a-khan-1"},
	{"corridor/v1/7/cmd", "7"},
	{"corridor/v1/" SIXTY_FOUR "/cmd", SIXTY_FOUR},
	{"corridor/v1/" SIXTY_FOUR "e/cmd", NULL},
	{"corridor/v1/a-khan-1/evt", NULL},
	{"corridor/v1/a-khan-1/cmd/", NULL},
	{"corridor/v1/a-khan-1/cmd/cmd", NULL},
	{"corridor/v1//cmd", NULL},
	{"corridor/v1/cmd", NULL},
	{"corridor/v1/-a/cmd", NULL},
	{"corridor/v1/A-KHAN-1/cmd", NULL},
	{"corridor/v1/a.khan/cmd", NULL},
	{"corridor/v1/a_khan/cmd", NULL},
	{"corridor/v1/a khan/cmd", NULL},
	{"corridor/v1/a/b/cmd", NULL},
	{"corridor/v1/+/cmd", NULL},
	{"corridor/v1/#/cmd", NULL},
	{"corridor/v1/\xc3\xa9/cmd", NULL},
	{"corridor/v2/a-khan-1/cmd", NULL},
	{"/corridor/v1/a-khan-1/cmd", NULL},
	{"corridor/v1/a-khan-1", NULL},
	{"$SYS/broker/cmd", NULL},
	{"", NULL},
};

Test(topic, only_a_command_topic_of_a_well_formed_device_is_one)
{
	for (size_t i = 0; i < sizeof(TOPICS) / sizeof(TOPICS[0]); i++) {
		struct device_id device = {"untouched"};
		bool is_one = topic_to_device(TOPICS[i].topic, &device);

		cr_assert(is_one == (TOPICS[i].device != NULL), "%s", TOPICS[i].topic);
		cr_assert_str_eq(device.text, is_one ? TOPICS[i].device : "untouched", "%s", TOPICS[i].topic);
	}
}

Test(topic, a_device_hears_on_its_own_topic)
{
	struct device_id device = {"a-khan-1"};
	struct device_id longest = {SIXTY_FOUR};
	char topic[TOPIC_BYTES];

	topic_of_events(&device, topic);
	cr_assert_str_eq(topic, "corridor/v1/a-khan-1/evt");
	topic_of_events(&longest, topic);
	cr_assert_str_eq(topic, "corridor/v1/" SIXTY_FOUR "/evt");
}
