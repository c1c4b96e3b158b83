#include <criterion/criterion.h>

#include <time.h>

#include "base/clock.h"

Test(clock, of_the_machine_shows_the_time)
{
	const struct clock *clock = clock_system();
	int64_t before_s = (int64_t)time(NULL);
	int64_t shown_ms = clock->wall_ms(clock);
	int64_t after_s = (int64_t)time(NULL);

	/* time() may read a clock that ticks a little later than the fine one. */
	cr_assert(shown_ms >= before_s * 1000);
	cr_assert(shown_ms < (after_s + 2) * 1000);
}

Test(clock, of_the_machine_never_goes_back)
{
	const struct clock *clock = clock_system();
	int64_t last_ms = clock->monotonic_ms(clock);

	for (int i = 0; i < 10000; i++) {
		int64_t now_ms = clock->monotonic_ms(clock);

		cr_assert(now_ms >= last_ms);
		last_ms = now_ms;
	}
}

Test(clock, for_tests_stands_until_it_is_moved)
{
	struct fake_clock fake;
	const struct clock *clock = &fake.clock;

	fake_clock_init(&fake, 1795339865123);
	cr_assert_eq(clock->wall_ms(clock), 1795339865123);
	cr_assert_eq(clock->monotonic_ms(clock), 0);
	fake_clock_advance(&fake, 1500);
	cr_assert_eq(clock->wall_ms(clock), 1795339866623);
	cr_assert_eq(clock->monotonic_ms(clock), 1500);
	fake.wall_now_ms -= 3600000; /* somebody sets the wall clock */
	cr_assert_eq(clock->wall_ms(clock), 1795336266623);
	cr_assert_eq(clock->monotonic_ms(clock), 1500);
}
