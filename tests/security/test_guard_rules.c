/* The rule of the Mosquitto plugin: what a device and the daemon may touch, and everything they may not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "guard_rules.h"

struct example {
	const char *user;
	const char *topic;
	enum guard_access access;
	bool is_allowed;
};

static void check_examples(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct example *e = &examples[i];
		const struct guard_request request = {
			.user = e->user, .topic = e->topic, .access = e->access, .qos = 1};

		cr_expect(guard_is_allowed(&request) == e->is_allowed, "user '%s', access %d, topic '%s' should be %s",
			e->user, (int)e->access, e->topic, e->is_allowed ? "allowed" : "refused");
	}
}

#define CHECK(examples) check_examples(examples, sizeof(examples) / sizeof(examples[0]))

Test(guard_rules, a_device_uses_its_own_two_topics_and_only_in_their_direction)
{
	static const struct example examples[] = {
		{"a-khan-1", "corridor/v1/a-khan-1/evt", GUARD_SUBSCRIBE, true},
		{"a-khan-1", "corridor/v1/a-khan-1/evt", GUARD_UNSUBSCRIBE, true},
		{"a-khan-1", "corridor/v1/a-khan-1/evt", GUARD_READ, true},
		{"a-khan-1", "corridor/v1/a-khan-1/cmd", GUARD_WRITE, true},
		{"a-khan-1", "corridor/v1/a-khan-1/cmd", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/a-khan-1/cmd", GUARD_UNSUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/a-khan-1/cmd", GUARD_READ, false},
		{"a-khan-1", "corridor/v1/a-khan-1/evt", GUARD_WRITE, false},
	};
	CHECK(examples);
}

Test(guard_rules, a_device_cannot_touch_another_device)
{
	static const struct example examples[] = {
		{"a-khan-1", "corridor/v1/b-osei-1/evt", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/b-osei-1/evt", GUARD_READ, false},
		{"a-khan-1", "corridor/v1/b-osei-1/cmd", GUARD_WRITE, false},
		{"a-khan-1", "corridor/v1/a-khan-10/evt", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/a-khan-/evt", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1//evt", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/evt", GUARD_SUBSCRIBE, false},
		{"a-khan-1", "corridor/v1/corridord/cmd", GUARD_WRITE, false},
	};
	CHECK(examples);
}

Test(guard_rules, wildcards_shared_and_server_topics_are_refused_to_everybody)
{
	static const char *const topics[] = {"#", "+", "+/+/+/+", "/#", "corridor/#", "corridor/v1/#",
		"corridor/v1/+/#", "corridor/v1/+/evt", "corridor/v1/a-khan-1/#", "corridor/v1/a-khan-1/+",
		"corridor/+/a-khan-1/evt", "+/v1/a-khan-1/evt", "$share/g/corridor/v1/+/cmd",
		"$share/g/corridor/v1/a-khan-1/evt", "$share/g/#", "$SYS/#", "$SYS/broker/uptime", "$CONTROL/#",
		"$CONTROL/dynamic-security/v1", "$queue/corridor/v1/+/cmd", "", "/", "corridor", "corridor/v1",
		"corridor/v1/", "corridor/v2/a-khan-1/evt", "Corridor/v1/a-khan-1/evt", "/corridor/v1/a-khan-1/evt",
		"corridor/v1/a-khan-1/evt/", "corridor/v1/a-khan-1/evt/x", "corridor/v1/a-khan-1/x/evt",
		"corridor/v1/a-khan-1/EVT", "corridor/v1/a-khan-1", "corridor/v1/a-khan-1/",
		" corridor/v1/a-khan-1/evt", "corridor/v1/a-khan-1/evt "};
	static const char *const users[] = {"a-khan-1", "corridord"};

	for (size_t t = 0; t < sizeof(topics) / sizeof(topics[0]); t++) {
		for (size_t u = 0; u < 2; u++) {
			for (int access = GUARD_SUBSCRIBE; access <= GUARD_WRITE; access++) {
				const struct guard_request request = {
					.user = users[u], .topic = topics[t], .access = (enum guard_access)access};

				cr_expect(!guard_is_allowed(&request), "user '%s', access %d, topic '%s'", users[u],
					access, topics[t]);
			}
		}
	}
}

Test(guard_rules, the_daemon_hears_every_device_and_answers_any)
{
	static const struct example examples[] = {
		{"corridord", "corridor/v1/+/cmd", GUARD_SUBSCRIBE, true},
		{"corridord", "corridor/v1/+/cmd", GUARD_UNSUBSCRIBE, true},
		{"corridord", "corridor/v1/a-khan-1/cmd", GUARD_READ, true},
		{"corridord", "corridor/v1/a-khan-1/evt", GUARD_WRITE, true},
		{"corridord", "corridor/v1/a-khan-1/cmd", GUARD_SUBSCRIBE, false},
		{"corridord", "corridor/v1/a-khan-1/evt", GUARD_READ, false},
		{"corridord", "corridor/v1/a-khan-1/cmd", GUARD_WRITE, false},
		{"corridord", "corridor/v1/corridord/cmd", GUARD_WRITE, false},
		{"corridord", "corridor/v1/corridord/evt", GUARD_SUBSCRIBE, false},
		{"corridord", "corridor/v1/+/cmd", GUARD_READ, false},
		{"corridord", "corridor/v1/+/evt", GUARD_WRITE, false},
		{"corridord", "corridor/v1/A/evt", GUARD_WRITE, false},
		{"corridord", "corridor/v1/a.b/cmd", GUARD_READ, false},
		{"corridord", "corridor/v1/a/b/cmd", GUARD_READ, false},
	};
	CHECK(examples);
}

Test(guard_rules, a_name_that_is_no_device_id_may_do_nothing)
{
	static const char *const users[] = {"", "-a", "A-khan-1", "a.khan", "a_khan", "a/khan", "+", "#", "a+", "a#",
		"a-khan-1 ", " a-khan-1", "Corridord", "corridord ", "a\nb", "a\xc3\xa9", "$SYS", "a%u",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	static const char *const last[] = {"evt", "evt", "evt", "cmd"};

	for (size_t u = 0; u < sizeof(users) / sizeof(users[0]); u++) {
		for (int access = GUARD_SUBSCRIBE; access <= GUARD_WRITE; access++) {
			char own[128];
			const struct guard_request request = {
				.user = users[u], .topic = own, .access = (enum guard_access)access};

			snprintf(own, sizeof(own), "corridor/v1/%s/%s", users[u], last[access]);
			cr_expect(!guard_is_allowed(&request), "user '%s', access %d", users[u], access);
		}
	}
}

Test(guard_rules, the_longest_and_the_shortest_device_id_are_allowed)
{
	char longest[64 + 1];
	char topic[128];
	struct guard_request request = {.user = longest, .topic = topic, .access = GUARD_WRITE};

	memset(longest, 'z', sizeof(longest) - 1);
	longest[64] = '\0';
	snprintf(topic, sizeof(topic), "corridor/v1/%s/cmd", longest);
	cr_expect(guard_is_allowed(&request));
	request.user = "0";
	request.topic = "corridor/v1/0/cmd";
	cr_expect(guard_is_allowed(&request));
}

Test(guard_rules, retained_and_qos_2_are_refused_on_writing)
{
	struct guard_request request = {.user = "a-khan-1", .topic = "corridor/v1/a-khan-1/cmd", .access = GUARD_WRITE};

	cr_expect(guard_is_allowed(&request));
	request.qos = 2;
	cr_expect(!guard_is_allowed(&request));
	request.qos = 1;
	cr_expect(guard_is_allowed(&request));
	request.is_retained = true;
	cr_expect(!guard_is_allowed(&request));

	request.user = "corridord";
	request.topic = "corridor/v1/a-khan-1/evt";
	cr_expect(!guard_is_allowed(&request));
	request.is_retained = false;
	cr_expect(guard_is_allowed(&request));
}

Test(guard_rules, nobody_nothing_and_unknown_access_are_refused)
{
	struct guard_request request = {.user = NULL, .topic = "corridor/v1/a-khan-1/cmd", .access = GUARD_WRITE};

	cr_expect(!guard_is_allowed(&request));
	request.user = "a-khan-1";
	request.topic = NULL;
	cr_expect(!guard_is_allowed(&request));
	request.topic = "corridor/v1/a-khan-1/cmd";
	request.access = (enum guard_access)(GUARD_WRITE + 1);
	cr_expect(!guard_is_allowed(&request));
}
