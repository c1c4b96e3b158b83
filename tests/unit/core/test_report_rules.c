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
	cr_expect_eq(report_whole_hours(9000000), 300);
	cr_expect_eq(report_percent_of_expected(28, 2800, 7).hundredths, 10000, "all of them");
	cr_expect_eq(report_percent_of_expected(1, 2352, 90).hundredths, 33);
	cr_expect(report_percent_of_expected(0, 2352, 90).is_known, "none of some is 0");
	cr_expect_not(report_percent_of_expected(1, 0, 90).is_known, "some of none is nothing");
}

/* --- beyond the board ------------------------------------------------------------------------------------------------ */

enum { DRAWS = 200000, COUNTS = 30, OUTCOMES = 64, SHOWN = 2 };

/* How often a count becomes which sum, and whether a number or none is shown for it. */
struct fates {
	int often[OUTCOMES][SHOWN]; /* sum / 5 + OUTCOMES / 2 */
	int64_t total;
};

static struct fates *fates_of(int64_t count)
{
	static struct fates fates[COUNTS + 2];
	struct chance chance = {.state = 97};
	fates[count] = (struct fates){0};
	for (int i = 0; i < DRAWS; i++) {
		struct hidden_count hidden = {0};
		report_hide(&hidden, count, chance_bits(&chance));
		int64_t shown = report_shown(&hidden);
		cr_assert(shown == COUNT_WITHHELD || (shown == hidden.sum && shown >= 5 && shown % 5 == 0));
		cr_assert(count >= 5 || shown == COUNT_WITHHELD, "%lld is shown as %lld", (long long)count,
			(long long)shown);
		int64_t place = hidden.sum / 5 + OUTCOMES / 2;
		if (place >= 0 && place < OUTCOMES) {
			fates[count].often[place][shown != COUNT_WITHHELD]++;
		}
		fates[count].total += hidden.sum;
	}
	return &fates[count];
}

Test(report_rules, disturb_counts_so_that_they_are_right_on_average)
{
	for (int64_t count = 1; count <= COUNTS; count++) {
		double mean = (double)fates_of(count)->total / DRAWS;
		cr_expect(mean > (double)count - 0.05 && mean < (double)count + 0.05, "%lld becomes %f",
			(long long)count, mean);
	}
	struct hidden_count none = {0};
	report_hide(&none, 0, 12345);
	cr_expect_eq(report_shown(&none), 0);
}

/* What does not rule out one case more never tells how many there are. */
Test(report_rules, show_nothing_that_one_case_more_could_not_show_too)
{
	struct fates before = *fates_of(1);
	for (int64_t count = 1; count <= COUNTS; count++) {
		const struct fates *more = fates_of(count + 1);
		for (size_t i = 0; i < OUTCOMES; i++) {
			for (size_t j = 0; j < SHOWN; j++) {
				bool is_seen = before.often[i][j] > DRAWS / 100;
				cr_expect(!is_seen || more->often[i][j] > DRAWS / 1000,
					"%lld: %d times of %lld, %d times of one more",
					(long long)((int64_t)i - OUTCOMES / 2) * 5, before.often[i][j],
					(long long)count, more->often[i][j]);
			}
		}
		before = *more;
	}
}

Test(report_rules, add_months_and_show_their_sum_when_they_show_that_it_is_not_small)
{
	struct hidden_count hidden = {.sum = 5, .least = 4};
	cr_expect_eq(report_shown(&hidden), COUNT_WITHHELD, "four months with somebody may be four people");
	hidden.least = 5;
	cr_expect_eq(report_shown(&hidden), 5);
	hidden.sum = 0;
	cr_expect_eq(report_shown(&hidden), COUNT_WITHHELD, "0 would say that there is nobody");
	hidden.sum = -5;
	cr_expect_eq(report_shown(&hidden), COUNT_WITHHELD);
}
