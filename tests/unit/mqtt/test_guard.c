/* What the MQTT server lets whom do. */
#include <criterion/criterion.h>
#include <string.h>

#include "guard_feed.h"
#include "guard_rules.h"

#define FEED "corridor/v1/feed/referrals"
#define LIST "corridor/v1/roll"

enum { DENIED, ALLOWED };

Test(guard, each_may_do_what_the_table_says_and_nothing_else)
{
	static const struct {
		const char *user, *topic;
		enum guard_access access;
		bool may_hear_feed;
		bool is_allowed;
	} rows[] = {
		{"n-shaw-1", "corridor/v1/n-shaw-1/evt", GUARD_SUBSCRIBE, false, ALLOWED},
		{"n-shaw-1", "corridor/v1/n-shaw-1/cmd", GUARD_WRITE, false, ALLOWED},
		{"n-shaw-1", "corridor/v1/a-khan-1/evt", GUARD_SUBSCRIBE, true, DENIED},

		/* The feed: those whom the daemon named. */
		{"n-shaw-1", FEED, GUARD_SUBSCRIBE, true, ALLOWED},
		{"n-shaw-1", FEED, GUARD_READ, true, ALLOWED},
		{"n-shaw-1", FEED, GUARD_UNSUBSCRIBE, true, ALLOWED},
		{"n-shaw-1", FEED, GUARD_WRITE, true, DENIED},
		{"a-khan-1", FEED, GUARD_SUBSCRIBE, false, DENIED},
		{"a-khan-1", FEED, GUARD_READ, false, DENIED},
		{"a-khan-1", FEED, GUARD_UNSUBSCRIBE, false, ALLOWED},
		{"a-khan-1", FEED, GUARD_WRITE, false, DENIED},
		{"corridord", FEED, GUARD_WRITE, false, ALLOWED},
		{"corridord", FEED, GUARD_READ, true, DENIED},
		{"corridord", FEED, GUARD_SUBSCRIBE, true, DENIED},

		/* Its list: from the daemon to the guard, and to nobody else. */
		{"corridord", LIST, GUARD_WRITE, false, ALLOWED},
		{"corridord", LIST, GUARD_SUBSCRIBE, false, DENIED},
		{"n-shaw-1", LIST, GUARD_WRITE, true, DENIED},
		{"n-shaw-1", LIST, GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", LIST, GUARD_READ, true, DENIED},

		/* No way around it. */
		{"n-shaw-1", "corridor/v1/feed/#", GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", "corridor/v1/feed/+", GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", "corridor/v1/+/referrals", GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", "$share/x/" FEED, GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", FEED "/", GUARD_SUBSCRIBE, true, DENIED},
		{"n-shaw-1", "/" FEED, GUARD_SUBSCRIBE, true, DENIED},
		{"corridord", "corridor/v1/feed/other", GUARD_WRITE, true, DENIED},
		{"feed", "corridor/v1/feed/evt", GUARD_SUBSCRIBE, false, ALLOWED},
		{"feed", FEED, GUARD_SUBSCRIBE, false, DENIED},
		{"N-Shaw-1", FEED, GUARD_SUBSCRIBE, true, DENIED},
		{NULL, FEED, GUARD_SUBSCRIBE, true, DENIED},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct guard_request request = {.user = rows[i].user,
			.topic = rows[i].topic,
			.access = rows[i].access,
			.qos = 1,
			.may_hear_feed = rows[i].may_hear_feed};

		cr_assert_eq(guard_is_allowed(&request), rows[i].is_allowed, "row %zu: %s %d %s", i,
			rows[i].user ? rows[i].user : "nobody", rows[i].access, rows[i].topic);
	}
}

Test(guard, nothing_is_written_retained_or_at_qos_2_not_even_to_the_feed)
{
	struct guard_request request = {.user = "corridord", .topic = FEED, .access = GUARD_WRITE, .qos = 1};

	cr_assert(guard_is_allowed(&request));
	request.is_retained = true;
	cr_assert_not(guard_is_allowed(&request));
	request.is_retained = false;
	request.qos = 2;
	cr_assert_not(guard_is_allowed(&request));
}

Test(guard, who_never_has_to_be_heard_of_may_do_nothing)
{
	cr_assert_not(guard_is_alive_often_enough(0));
	cr_assert(guard_is_alive_often_enough(1));
	cr_assert(guard_is_alive_often_enough(GUARD_KEEPALIVE_MOST_S));
	cr_assert_not(guard_is_alive_often_enough(GUARD_KEEPALIVE_MOST_S + 1));
	cr_assert_not(guard_is_alive_often_enough(65535));
}

Test(guard, the_list_counts_only_from_the_daemon)
{
	cr_assert(guard_is_roll("corridord", LIST));
	cr_assert_not(guard_is_roll("n-shaw-1", LIST));
	cr_assert_not(guard_is_roll(NULL, LIST));
	cr_assert_not(guard_is_roll("corridord", FEED));
}

static void set(struct guard_feed *feed, const char *lines)
{
	guard_feed_set(feed, lines, strlen(lines));
}

Test(guard, nobody_hears_the_feed_until_the_daemon_has_named_somebody)
{
	struct guard_feed *feed = guard_feed_new();

	cr_assert_not_null(feed);
	cr_assert_not(guard_feed_has(feed, "n-shaw-1"));
	cr_assert_not(guard_feed_has(feed, ""));
	cr_assert_not(guard_feed_has(feed, NULL));
	guard_feed_free(feed);
	guard_feed_free(NULL);
}

Test(guard, the_last_list_is_the_one_that_counts)
{
	struct guard_feed *feed = guard_feed_new();

	set(feed, "r-feed-1\nn-shaw-1\nz-1\nb-1\n");
	cr_assert(guard_feed_has(feed, "n-shaw-1") && guard_feed_has(feed, "r-feed-1"));
	cr_assert(guard_feed_has(feed, "z-1") && guard_feed_has(feed, "b-1"));
	cr_assert_not(guard_feed_has(feed, "n-shaw-"));
	cr_assert_not(guard_feed_has(feed, "n-shaw-11"));
	cr_assert_not(guard_feed_has(feed, "n-shaw-1\nz-1"));
	cr_assert_not(guard_feed_has(feed, ""));
	set(feed, "r-feed-1");
	cr_assert(guard_feed_has(feed, "r-feed-1"));
	cr_assert_not(guard_feed_has(feed, "n-shaw-1"));
	set(feed, "");
	cr_assert_not(guard_feed_has(feed, "r-feed-1"));
	set(feed, "\n\n");
	cr_assert_not(guard_feed_has(feed, ""));
	guard_feed_free(feed);
}

static void count(void *context, const char *device)
{
	char *named = context;

	strcat(named, device);
	strcat(named, " ");
}

Test(feed, the_roll_also_names_those_who_are_refused)
{
	struct guard_feed *feed = guard_feed_new();
	char named[100] = "";

	guard_feed_each_refused(feed, count, named);
	cr_assert_str_eq(named, "");
	cr_assert_not(guard_feed_refuses(feed, "a-khan-1"));
	set(feed, "!a-khan-1\n!z-1\nn-shaw-1\n");
	cr_assert(guard_feed_refuses(feed, "a-khan-1") && guard_feed_refuses(feed, "z-1"));
	cr_assert_not(guard_feed_refuses(feed, "n-shaw-1"));
	cr_assert_not(guard_feed_refuses(feed, "!z-1"));
	cr_assert_not(guard_feed_refuses(feed, NULL));
	cr_assert_not(guard_feed_has(feed, "a-khan-1"));
	cr_assert(guard_feed_has(feed, "n-shaw-1"));
	guard_feed_each_refused(feed, count, named);
	cr_assert_str_eq(named, "a-khan-1 z-1 ");
	set(feed, "");
	cr_assert_not(guard_feed_refuses(feed, "a-khan-1"), "reinstated");
	guard_feed_free(feed);
}

Test(guard_rules, whoever_is_refused_may_do_nothing)
{
	struct guard_request request = {
		.user = "a-khan-1", .topic = "corridor/v1/a-khan-1/evt", .access = GUARD_SUBSCRIBE};

	cr_assert(guard_is_allowed(&request));
	request.is_refused = true;
	cr_assert_not(guard_is_allowed(&request));
	request.topic = "corridor/v1/a-khan-1/cmd";
	request.access = GUARD_WRITE;
	cr_assert_not(guard_is_allowed(&request));
}
