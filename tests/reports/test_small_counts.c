/*
 * Beyond the integrated care board: counts of 1 to 4 are withheld, all others rounded to the nearest 5.
 *
 * Whoever has a total and all other groups tries to find a withheld count by subtraction. What is published says that a
 * withheld count lies in 1..4 and a rounded one within 2 of what is shown, so a subtraction leaves a range; the last
 * test measures how often that range is a single value, which takes every count at the very edge of its rounding.
 */
#include <criterion/criterion.h>

#include "core/report_rules.h"
#include "tests/fixtures/random.h"
#include "tests/reports/history.h"

enum { GROUPS = 6, TABLES = 20000 };

struct range {
	int64_t least, most;
};

/* What a published count says. */
static struct range range_of(int64_t shown)
{
	if (shown == COUNT_WITHHELD)
		return (struct range){1, 4};
	if (shown == 0)
		return (struct range){0, 0};
	return (struct range){shown == 5 ? 5 : shown - 2, shown + 2};
}

/* What a total leaves for one of its parts. */
static struct range left_for(int64_t shown_total, const int64_t *shown, size_t one)
{
	struct range left = range_of(shown_total), own = range_of(shown[one]);

	for (size_t i = 0; i < GROUPS; i++) {
		if (i == one)
			continue;
		left.least -= range_of(shown[i]).most;
		left.most -= range_of(shown[i]).least;
	}
	left.least = left.least > own.least ? left.least : own.least;
	left.most = left.most < own.most ? left.most : own.most;
	return left;
}

Test(small_counts, are_withheld_and_the_others_rounded_to_the_nearest_5)
{
	static const int64_t shown[] = {0, -1, -1, -1, -1, 5, 5, 5, 10, 10, 10, 10, 10, 15, 15};

	for (int64_t count = 0; count < 15; count++)
		cr_expect_eq(report_count_beyond(count), shown[count], "%lld", (long long)count);
	cr_expect_eq(report_count_beyond(1000002), 1000000);
	cr_expect_eq(report_count_beyond(1000003), 1000005);
}

Test(small_counts, are_withheld_in_every_column_that_counts_cases)
{
	struct avoided_row row = {.asked = 12, .answered = 4, .closed = 7, .expected_first_per_week = 2352};

	report_withhold(&avoided_row_record, &row);
	cr_assert_eq(row.asked, 10);
	cr_assert_eq(row.answered, COUNT_WITHHELD);
	cr_assert_eq(row.closed, 5);
	cr_assert_eq(row.prompted, 0);
	cr_assert_eq(row.expected_first_per_week, 2352, "not a count");
}

Test(small_counts, are_not_what_is_left_of_a_total)
{
	struct chance chance = {.state = 41};
	int withheld = 0, exact = 0, pinned = 0;

	for (int table = 0; table < TABLES; table++) {
		int64_t counts[GROUPS], shown[GROUPS], total = 0, shown_sum = 0;

		for (size_t i = 0; i < GROUPS; i++) {
			counts[i] = chance_below(&chance, 30);
			shown[i] = report_count_beyond(counts[i]);
			total += counts[i];
			shown_sum += shown[i] == COUNT_WITHHELD ? 0 : shown[i];
		}
		for (size_t i = 0; i < GROUPS; i++) {
			if (shown[i] != COUNT_WITHHELD)
				continue;
			struct range left = left_for(report_count_beyond(total), shown, i);

			cr_assert(left.least <= counts[i] && counts[i] <= left.most);
			withheld++;
			exact += report_count_beyond(total) - shown_sum == counts[i];
			pinned += left.least == left.most;
		}
	}
	cr_assert(withheld > TABLES / 2);
	cr_assert(exact * 2 < withheld, "plain subtraction is wrong more often than right: %d of %d", exact, withheld);
	cr_assert(pinned * 1000 <= withheld, "the range is one value for %d of %d", pinned, withheld);
}

/* A month more, a grouping more: what differs between two exports is a multiple of 5. */
Test(small_counts, cannot_be_had_by_taking_one_export_from_another)
{
	static const uint32_t groupings[] = {SET_OF(BY_TREATMENT_FUNCTION), SET_OF(BY_NEIGHBOURHOOD), SET_OF(BY_MONTH),
		SET_OF(BY_PRACTICE), SET_OF(BY_MONTH) | SET_OF(BY_PRACTICE)};
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	for (size_t i = 0; i < sizeof(groupings) / sizeof(groupings[0]); i++) {
		struct report_avoided_args args = {
			.from = 20270101, .until = 20270331, .by = groupings[i], .reach = REACH_BEYOND_ICB};
		const struct report_avoided_result *result =
			world_query(&world, NULL, "n.shaw", COMMAND_report_avoided, &args, NULL);
		const char *rows = result->rows.items;

		for (size_t at = 0; at < result->rows.count; at++) {
			for (size_t j = 0; j < avoided_row_record.field_count; j++) {
				const struct field *field = &avoided_row_record.fields[j];

				if (field->kind != FIELD_KIND_COUNT)
					continue;
				int64_t count = *(const int64_t *)field_of(field, rows + at * avoided_row_record.size);
				cr_assert(count == COUNT_WITHHELD || count % 5 == 0, "%s is %lld", field->name,
					(long long)count);
			}
		}
	}
	history_close(&subject, &world);
}
