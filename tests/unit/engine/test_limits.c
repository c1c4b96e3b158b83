#include <criterion/criterion.h>
#include <stdio.h>

#include "base/text.h"
#include "engine/limits.h"

static struct fake_clock fake;
static struct limits *limits;

static void open_with(int64_t per_minute, int64_t burst)
{
	fake_clock_init(&fake, 0);
	limits = limits_new(&fake.clock, per_minute, burst);
	cr_assert_not_null(limits);
}

static void tear_down(void)
{
	limits_free(limits);
	limits = NULL;
}

TestSuite(limits, .fini = tear_down);

static int64_t take(const char *name)
{
	return limits_take(limits, text_of(name));
}

Test(limits, a_burst_is_granted_at_once_and_no_more)
{
	open_with(60, 5);
	for (int i = 0; i < 5; i++)
		cr_assert_eq(take("a"), 0);
	cr_assert(take("a") > 0);
	cr_assert(take("a") > 0, "asking again does not help");
}

Test(limits, who_waits_as_long_as_told_is_granted_one_and_not_two)
{
	static const int64_t rates[] = {1, 2, 6, 7, 59, 60, 120, 601, 10000};

	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		tear_down();
		open_with(rates[i], 2);
		take("a");
		take("a");
		for (int round = 0; round < 20; round++) {
			int64_t wait_ms = take("a");

			cr_assert(wait_ms > 0 && wait_ms <= 60000 / rates[i] + 1, "%lld a minute: %lld ms",
				(long long)rates[i], (long long)wait_ms);
			fake_clock_advance(&fake, wait_ms);
			cr_assert_eq(take("a"), 0, "%lld a minute", (long long)rates[i]);
		}
	}
}

Test(limits, over_a_long_time_the_rate_is_kept_however_often_is_asked)
{
	int granted = 0;

	open_with(120, 1);
	for (int64_t ms = 0; ms < 10 * 60000; ms += 7) {
		granted += take("a") == 0;
		fake_clock_advance(&fake, 7);
	}
	cr_assert(granted >= 1190 && granted <= 1201, "%d in ten minutes", granted);
}

Test(limits, quiet_time_is_saved_up_to_the_burst)
{
	open_with(60, 3);
	for (int i = 0; i < 3; i++)
		take("a");
	fake_clock_advance(&fake, (int64_t)10 * 365 * 86400 * 1000);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(take("a"), 0);
	cr_assert(take("a") > 0);
}

Test(limits, names_do_not_share)
{
	open_with(60, 1);
	cr_assert_eq(take("a"), 0);
	cr_assert_eq(take("b"), 0);
	cr_assert(take("a") > 0);
	cr_assert(take("b") > 0);
	cr_assert_eq(take("ab"), 0);
}

Test(limits, asking_first_costs_nothing)
{
	open_with(60, 1);
	for (int i = 0; i < 10; i++)
		cr_assert_eq(limits_ask(limits, text_of("a")), 0);
	cr_assert_eq(take("a"), 0);
	cr_assert(limits_ask(limits, text_of("a")) > 0);
}

/* More names than are kept: the quiet ones are forgotten, the busy one is not let off. */
Test(limits, a_crowd_of_names_does_not_free_the_one_that_waits)
{
	char name[32];

	open_with(1, 1);
	for (int i = 0; i < 19999; i++) {
		snprintf(name, sizeof name, "quiet-%d", i);
		take(name);
	}
	fake_clock_advance(&fake, 61000);
	cr_assert_eq(take("busy"), 0);
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "new-%d", i);
		cr_assert_eq(take(name), 0);
	}
	cr_assert(take("busy") > 0);
	cr_assert_eq(take("quiet-7"), 0);
}
