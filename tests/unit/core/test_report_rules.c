/* The arithmetic of reports. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "core/report_rules.h"
#include "tests/fixtures/random.h"

enum { VALUES = 200, ROUNDS = 2000 };

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

Test(report_rules, take_the_nearest_rank_and_the_middle)
{
	int64_t ten[] = {10, 1, 9, 2, 8, 3, 7, 4, 6, 5};
	cr_assert_eq(report_percentile(ten, 10, 90), 9);
	cr_assert_eq(report_percentile(ten, 10, 100), 10);
	cr_assert_eq(report_percentile(ten, 10, 1), 1);
	cr_assert_eq(report_median(ten, 10), 6, "5.5, rounded half up");
	int64_t eleven[] = {11, 10, 1, 9, 2, 8, 3, 7, 4, 6, 5};
	cr_assert_eq(report_percentile(eleven, 11, 90), 10, "the tenth: 9 are too few");
	cr_assert_eq(report_median(eleven, 11), 6);
	int64_t one[] = {7};
	cr_assert_eq(report_percentile(one, 1, 90), 7);
	cr_assert_eq(report_median(one, 1), 7);
	int64_t two[] = {4, 2};
	cr_assert_eq(report_median(two, 2), 3);
}

Test(report_rules, select_what_sorting_would)
{
	struct chance chance = {.state = 7};
	for (int round = 0; round < ROUNDS; round++) {
		int64_t values[VALUES], sorted[VALUES];
		size_t count = 1 + (size_t)chance_below(&chance, VALUES);
		int64_t kinds = 1 + chance_below(&chance, 300); /* few: many are equal */
		for (size_t i = 0; i < count; i++) {
			values[i] = chance_below(&chance, kinds);
		}
		memcpy(sorted, values, sizeof sorted);
		qsort(sorted, count, sizeof *sorted, compare);
		int percent = 1 + (int)chance_below(&chance, 100);
		size_t rank = (count * (size_t)percent + 99) / 100;
		cr_assert_eq(report_percentile(values, count, percent), sorted[rank - 1]);
		int64_t middle = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2] + 1) / 2;
		cr_assert_eq(report_median(values, count), middle);
	}
}

/* Domain 5.1, for Riverside's 50,000 and Hillside's 42,000, by hand. */
Test(report_rules, scale_the_seed_table_to_a_population)
{
	static const struct {
		int64_t per_week, riverside, hillside;
	} rows[] = {{19, 1900, 1596}, {50, 5000, 4200}, {28, 2800, 2352}, {62, 6200, 5208}, {22, 2200, 1848},
		{58, 5800, 4872}, {12, 1200, 1008}, {36, 3600, 3024}, {9, 900, 756}, {26, 2600, 2184}, {23, 2300, 1932},
		{49, 4900, 4116}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		cr_expect_eq(report_scaled(rows[i].per_week, 50000), rows[i].riverside);
		cr_expect_eq(report_scaled(rows[i].per_week, 42000), rows[i].hillside);
	}
	cr_expect_eq(report_scaled(1, 250), 1, "0.005 is rounded up");
	cr_expect_eq(report_scaled(1, 249), 0);
	cr_expect_eq(report_scaled(100000, 100000000), 20000000000);
}

Test(report_rules, give_hours_weeks_and_shares_in_hundredths)
{
	cr_expect_eq(report_hours(3600000), 100);
	cr_expect_eq(report_hours(9000000), 250);
	cr_expect_eq(report_hours(18000), 1, "0.005 hours");
	cr_expect_eq(report_hours(17999), 0);
	cr_expect_eq(report_weeks(7), 100);
	cr_expect_eq(report_weeks(90), 1286);
	cr_expect_eq(report_percent_of_expected(28, 2800, 7), 10000, "all of them");
	cr_expect_eq(report_percent_of_expected(1, 2352, 90), 33);
	cr_expect_eq(report_percent_of_expected(1, 0, 90), 0);
}

/* By trying all parts that would be shown like these: is there a part that has one value only? */
static bool is_given_away(int64_t total, const int64_t *parts)
{
	int64_t shown[3], least[3] = {99, 99, 99}, most[3] = {-1, -1, -1}, try[3];
	for (size_t i = 0; i < 3; i++) {
		shown[i] = report_count_beyond(parts[i]);
	}
	for (try[0] = 0; try[0] < 15; try[0]++) {
		for (try[1] = 0; try[1] < 15; try[1]++) {
			for (try[2] = 0; try[2] < 15; try[2]++) {
				bool is_like = report_count_beyond(try[0] + try[1] + try[2]) == total;
				for (size_t i = 0; i < 3; i++) {
					is_like = is_like && report_count_beyond(try[i]) == shown[i];
				}
				for (size_t i = 0; is_like && i < 3; i++) {
					least[i] = try[i] < least[i] ? try[i] : least[i];
					most[i] = try[i] > most[i] ? try[i] : most[i];
				}
			}
		}
	}
	for (size_t i = 0; i < 3; i++) {
		if (shown[i] == COUNT_WITHHELD && least[i] == most[i]) {
			return true;
		}
	}
	return false;
}

Test(report_rules, see_when_a_sum_gives_a_withheld_part_away)
{
	cr_expect(report_gives_away(10, (int64_t[]){COUNT_WITHHELD, COUNT_WITHHELD}, 2), "4 + 4");
	cr_expect_not(report_gives_away(5, (int64_t[]){COUNT_WITHHELD, COUNT_WITHHELD}, 2));
	cr_expect_not(report_gives_away(10, (int64_t[]){5, 5}, 2), "nothing is withheld");
	int given = 0;
	for (int64_t a = 0; a < 10; a++) {
		for (int64_t b = 0; b < 10; b++) {
			for (int64_t c = 0; c < 10; c++) {
				int64_t parts[] = {a, b, c}, total = report_count_beyond(a + b + c);
				int64_t shown[] = {
					report_count_beyond(a), report_count_beyond(b), report_count_beyond(c)};
				if (total == COUNT_WITHHELD) {
					continue; /* may stand for any number, for sums are withheld too */
				}
				bool expected = is_given_away(total, parts);
				given += expected;
				cr_assert_eq(report_gives_away(total, shown, 3), expected, "%d + %d + %d", (int)a,
					(int)b, (int)c);
			}
		}
	}
	cr_assert(given > 0);
}
