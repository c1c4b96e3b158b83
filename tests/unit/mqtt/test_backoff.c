#include <criterion/criterion.h>

#include "mqtt/backoff.h"

Test(backoff, waits_double_up_to_a_bound)
{
	static const int64_t longest_ms[] = {100, 200, 400, 800, 1600, 2000, 2000, 2000};
	struct backoff least = {0}, most = {0};

	for (size_t i = 0; i < sizeof(longest_ms) / sizeof(longest_ms[0]); i++) {
		int64_t half_ms = longest_ms[i] / 2;

		cr_assert(backoff_after_failure(&least, 0) == half_ms);
		cr_assert(backoff_after_failure(&most, (uint32_t)half_ms) == longest_ms[i]);
	}
}

Test(backoff, no_chance_leads_out_of_the_bounds)
{
	for (uint32_t chance = 0; chance < 5000; chance += 7) {
		struct backoff backoff = {.next_ms = BACKOFF_LONGEST_MS};
		int64_t wait_ms = backoff_after_failure(&backoff, chance);

		cr_assert(wait_ms >= BACKOFF_LONGEST_MS / 2 && wait_ms <= BACKOFF_LONGEST_MS);
	}
}

Test(backoff, only_a_connection_that_lasted_starts_it_over)
{
	struct backoff backoff = {.next_ms = 1600};

	backoff_after_connection(&backoff, BACKOFF_STABLE_MS - 1);
	cr_assert(backoff.next_ms == 1600);
	backoff_after_connection(&backoff, BACKOFF_STABLE_MS);
	cr_assert(backoff_after_failure(&backoff, 0) == BACKOFF_FIRST_MS / 2);
}
