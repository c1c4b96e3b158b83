#include "guard_rules.h"

#include <stddef.h>
#include <string.h>

#define DAEMON "corridord"
#define TOPIC_PREFIX "corridor/v1/"
#define TOPIC_FEED TOPIC_PREFIX "feed/referrals"
#define TOPIC_ROLL TOPIC_PREFIX "roll"
#define ACCESS_COUNT (GUARD_WRITE + 1)

enum { DEVICE_ID_BYTES_MAX = 64 };

/* What may stand between the prefix and the last level. A row that is all zero allows nothing. */
enum middle { MIDDLE_NOTHING, MIDDLE_OWN_ID, MIDDLE_ANY_DEVICE, MIDDLE_PLUS };

struct rule {
	enum middle middle;
	const char *last_level;
};

static const struct rule device_rules[ACCESS_COUNT] = {
	[GUARD_SUBSCRIBE] = {MIDDLE_OWN_ID, "/evt"},
	[GUARD_UNSUBSCRIBE] = {MIDDLE_OWN_ID, "/evt"},
	[GUARD_READ] = {MIDDLE_OWN_ID, "/evt"},
	[GUARD_WRITE] = {MIDDLE_OWN_ID, "/cmd"},
};

static const struct rule daemon_rules[ACCESS_COUNT] = {
	[GUARD_SUBSCRIBE] = {MIDDLE_PLUS, "/cmd"},
	[GUARD_UNSUBSCRIBE] = {MIDDLE_PLUS, "/cmd"},
	[GUARD_READ] = {MIDDLE_ANY_DEVICE, "/cmd"},
	[GUARD_WRITE] = {MIDDLE_ANY_DEVICE, "/evt"},
};

static bool is_text(const char *bytes, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(bytes, text, length) == 0;
}

/* Spelt out, not isalnum(): what counts as a letter must not depend on the server's locale. */
static bool is_device_id(const char *bytes, size_t length)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	if (length == 0 || length > DEVICE_ID_BYTES_MAX || bytes[0] == '-')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (memchr(allowed, bytes[i], sizeof(allowed) - 1) == NULL)
			return false;
	}
	return !is_text(bytes, length, DAEMON);
}

static bool is_middle(enum middle middle, const char *bytes, size_t length, const char *user)
{
	switch (middle) {
	case MIDDLE_OWN_ID:
		return is_text(bytes, length, user);
	case MIDDLE_ANY_DEVICE:
		return is_device_id(bytes, length);
	case MIDDLE_PLUS:
		return is_text(bytes, length, "+");
	case MIDDLE_NOTHING:
		break;
	}
	return false;
}

static bool is_topic_of(const struct rule *rule, const char *topic, const char *user)
{
	const size_t prefix_length = strlen(TOPIC_PREFIX);
	size_t length, last_length;

	if (rule->middle == MIDDLE_NOTHING || strncmp(topic, TOPIC_PREFIX, prefix_length) != 0)
		return false;
	topic += prefix_length;
	length = strlen(topic);
	last_length = strlen(rule->last_level);
	if (length < last_length || strcmp(topic + length - last_length, rule->last_level) != 0)
		return false;
	return is_middle(rule->middle, topic, length - last_length, user);
}

/* The topics that belong to no single device. */
static bool is_feed_allowed(const struct guard_request *request, bool is_daemon)
{
	const bool is_feed = strcmp(request->topic, TOPIC_FEED) == 0;

	if (is_daemon)
		return request->access == GUARD_WRITE && (is_feed || strcmp(request->topic, TOPIC_ROLL) == 0);
	if (!is_feed || request->access == GUARD_WRITE)
		return false;
	return request->access == GUARD_UNSUBSCRIBE || request->may_hear_feed;
}

bool guard_is_allowed(const struct guard_request *request)
{
	const struct rule *rules;

	if (request->is_refused)
		return false;
	if (request->user == NULL || request->topic == NULL || (unsigned)request->access >= ACCESS_COUNT)
		return false;
	if (strcmp(request->user, DAEMON) == 0)
		rules = daemon_rules;
	else if (is_device_id(request->user, strlen(request->user)))
		rules = device_rules;
	else
		return false;
	if (request->access == GUARD_WRITE && (request->qos > 1 || request->is_retained))
		return false;
	return is_topic_of(&rules[request->access], request->topic, request->user) ||
	       is_feed_allowed(request, rules == daemon_rules);
}

bool guard_is_roll(const char *user, const char *topic)
{
	return user != NULL && topic != NULL && strcmp(user, DAEMON) == 0 && strcmp(topic, TOPIC_ROLL) == 0;
}

bool guard_device_of_events(const char *topic, char device[65])
{
	const struct rule *rule = &daemon_rules[GUARD_WRITE];
	size_t length;

	if (!is_topic_of(rule, topic, DAEMON))
		return false;
	length = strlen(topic) - strlen(TOPIC_PREFIX) - strlen(rule->last_level);
	memcpy(device, topic + strlen(TOPIC_PREFIX), length);
	device[length] = '\0';
	return true;
}

bool guard_is_device(const char *user)
{
	return user != NULL && is_device_id(user, strlen(user));
}

bool guard_is_alive_often_enough(int keepalive_s)
{
	return keepalive_s > 0 && keepalive_s <= GUARD_KEEPALIVE_MOST_S;
}
