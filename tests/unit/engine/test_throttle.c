/* How long guessers wait. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/text.h"
#include "engine/throttle.h"

static struct fake_clock clock_of_test;

static struct throttle *make(size_t capacity)
{
	fake_clock_init(&clock_of_test, 0);
	return throttle_new(&clock_of_test.clock, capacity);
}

static void fail(struct throttle *throttle, const char *name, int times)
{
	for (int i = 0; i < times; i++)
		throttle_failed(throttle, text_of(name));
}

Test(throttle, waits_double_after_three_free_attempts_and_end_at_a_quarter_of_an_hour)
{
	static const int64_t waits_s[] = {0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900};
	struct throttle *throttle = make(10);

	for (size_t i = 0; i < sizeof waits_s / sizeof waits_s[0]; i++) {
		fail(throttle, "a", 1);
		cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), waits_s[i] * 1000, "after %zu", i + 1);
	}
	fail(throttle, "a", 1000000);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 900000);
	fake_clock_advance(&clock_of_test, 899999);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 1);
	fake_clock_advance(&clock_of_test, 1);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 0);
	throttle_free(throttle);
}

Test(throttle, names_do_not_slow_each_other_and_a_right_attempt_clears_one)
{
	struct throttle *throttle = make(10);

	fail(throttle, "a", 6);
	cr_assert(throttle_wait_ms(throttle, text_of("a")) > 0);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("b")), 0);
	throttle_succeeded(throttle, text_of("a"));
	throttle_succeeded(throttle, text_of("b"));
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 0);
	fail(throttle, "a", 3);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 0, "it begins anew");
	throttle_free(throttle);
}

Test(throttle, a_quiet_day_is_forgotten)
{
	struct throttle *throttle = make(10);

	fail(throttle, "a", 6);
	fake_clock_advance(&clock_of_test, (int64_t)24 * 3600 * 1000 - 1);
	fail(throttle, "a", 1);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 16000, "not quite a day");
	fake_clock_advance(&clock_of_test, (int64_t)24 * 3600 * 1000);
	fail(throttle, "a", 1);
	cr_assert_eq(throttle_wait_ms(throttle, text_of("a")), 0);
	throttle_free(throttle);
}

Test(throttle, is_bounded_and_forgets_the_one_quiet_longest)
{
	struct throttle *throttle = make(10);
	char name[16];

	for (int i = 0; i < 11; i++) {
		snprintf(name, sizeof name, "name %d", i);
		fail(throttle, name, 5);
		fake_clock_advance(&clock_of_test, 1);
	}
	cr_assert_eq(throttle_wait_ms(throttle, text_of("name 0")), 0, "made room");
	for (int i = 1; i < 11; i++) {
		snprintf(name, sizeof name, "name %d", i);
		cr_assert(throttle_wait_ms(throttle, text_of(name)) > 0, "%s", name);
	}
	throttle_free(throttle);
	throttle_free(NULL);
}
