/* Beyond the integrated care board: whole months, small counts withheld, the same cases disturbed alike wherever they are
 * counted, and never a number that one case more would rule out. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/fixtures/random.h"
#include "tests/reports/history.h"
#include "tests/reports/many_cases.h"

enum { GROUPINGS = 16, CASES = 90 };

static const int64_t shown_from = 5;

static bool is_count(const struct field *field)
{
	return field->kind == FIELD_KIND_COUNT;
}

static int64_t count_at(const struct field *field, const void *row)
{
	return *(const int64_t *)field_of(field, row);
}

static const struct report_avoided_result *avoided(
	struct world *world, uint32_t by, int32_t from, int32_t until, enum report_reach reach)
{
	struct report_avoided_args args = {.from = from, .until = until, .by = by, .reach = reach};

	return world_query(world, NULL, "n.shaw", COMMAND_report_avoided, &args, NULL);
}

/* --- what is shown --------------------------------------------------------------------------------------------------- */

Test(small_counts, are_withheld_in_every_column_and_grouping_and_all_others_are_multiples_of_5)
{
	struct subject subject;
	struct world world;
	int withheld = 0, numbers = 0;

	many_cases_open(&subject, &world, 7, CASES);
	for (uint32_t by = 1; by < GROUPINGS; by++) {
		const struct report_avoided_result *exact = avoided(&world, by << 1, 20270101, 20270331, REACH_LOCAL);
		const struct report_avoided_result *shown =
			avoided(&world, by << 1, 20270101, 20270331, REACH_BEYOND_ICB);

		cr_assert_eq(exact->rows.count, shown->rows.count);
		for (size_t i = 0; i < exact->rows.count; i++) {
			const struct avoided_row *a = (const struct avoided_row *)exact->rows.items + i;
			const struct avoided_row *b = (const struct avoided_row *)shown->rows.items + i;

			cr_assert_str_eq(a->practice.text, b->practice.text);
			for (size_t j = 0; j < avoided_row_record.field_count; j++) {
				const struct field *field = &avoided_row_record.fields[j];

				if (!is_count(field))
					continue;
				int64_t count = count_at(field, a), is = count_at(field, b);
				cr_assert_eq(is == 0, count == 0, "0 is shown as 0, and nothing else is");
				cr_assert(is == COUNT_WITHHELD || is % 5 == 0);
				cr_assert(count >= shown_from || is <= 0, "%lld as %lld", (long long)count,
					(long long)is);
				withheld += is == COUNT_WITHHELD;
				numbers += is > 0;
			}
		}
	}
	cr_assert(withheld > 100 && numbers > 100, "%d withheld, %d numbers", withheld, numbers);
	history_close(&subject, &world);
}

Test(small_counts, have_nothing_shown_for_a_part_of_a_month)
{
	static const struct {
		int32_t from, until;
		enum error error;
	} rows[] = {{20270101, 20270131, OK}, {20270101, 20270331, OK}, {20270102, 20270131, ERROR_BAD_REQUEST},
		{20270101, 20270130, ERROR_BAD_REQUEST}, {20270131, 20270131, ERROR_BAD_REQUEST},
		{20270101, 20270228, OK}, {20270101, 20270227, ERROR_BAD_REQUEST},
		{20240201, 20240228, ERROR_BAD_REQUEST}, {20240201, 20240229, OK},
		{20270601, 20270614, ERROR_BAD_REQUEST}, {20270601, 20270615, OK}};
	struct subject subject;
	struct world world;

	history_open(&subject, &world); /* it ends on 2027-06-15 */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report_workload_args args = {
			.from = rows[i].from, .until = rows[i].until, .reach = REACH_BEYOND_ICB};
		enum error error;

		world_query(&world, NULL, "n.shaw", COMMAND_report_workload, &args, &error);
		cr_expect_eq(error, rows[i].error, "%d to %d", rows[i].from, rows[i].until);
	}
	history_close(&subject, &world);
}

/* Asking for the same cases in another way teaches nothing. */
Test(small_counts, are_shown_alike_in_every_row_and_report_that_counts_the_same_cases)
{
	struct subject subject;
	struct world world;
	struct report_activity_args args = {.from = 20270101, .until = 20270331, .reach = REACH_BEYOND_ICB};
	int numbers = 0;

	many_cases_open(&subject, &world, 11, CASES);
	const struct report_activity_result *activity =
		world_query(&world, NULL, "n.shaw", COMMAND_report_activity, &args, NULL);
	const struct activity_row *services = activity->rows.items;
	const struct report_avoided_result *both = avoided(
		&world, SET_OF(BY_NEIGHBOURHOOD) | SET_OF(BY_TREATMENT_FUNCTION), 20270101, 20270331, REACH_BEYOND_ICB);
	for (size_t i = 0; i < both->rows.count; i++) {
		const struct avoided_row *row = (const struct avoided_row *)both->rows.items + i;

		for (size_t j = 0; j < activity->rows.count; j++) {
			if (services[j].treatment_function != row->treatment_function ||
				strcmp(services[j].neighbourhood.text, row->neighbourhood.text) != 0)
				continue;
			cr_expect_eq(services[j].asked, row->asked);
			numbers += row->asked > 0;
		}
	}
	cr_assert_eq(numbers, 3);
	/* a practice belongs to one neighbourhood */
	const struct report_avoided_result *one =
		avoided(&world, SET_OF(BY_PRACTICE), 20270101, 20270331, REACH_BEYOND_ICB);
	const struct report_avoided_result *two =
		avoided(&world, SET_OF(BY_PRACTICE) | SET_OF(BY_NEIGHBOURHOOD), 20270101, 20270331, REACH_BEYOND_ICB);
	cr_assert_eq(one->rows.count, two->rows.count);
	for (size_t i = 0; i < one->rows.count; i++) {
		const struct avoided_row *row = (const struct avoided_row *)one->rows.items + i;

		for (size_t j = 0; j < two->rows.count; j++) {
			const struct avoided_row *same = (const struct avoided_row *)two->rows.items + j;

			if (strcmp(row->practice.text, same->practice.text) != 0)
				continue;
			for (size_t k = 0; k < avoided_row_record.field_count; k++) {
				const struct field *field = &avoided_row_record.fields[k];

				if (is_count(field))
					cr_expect_eq(count_at(field, row), count_at(field, same), "%s", field->name);
			}
		}
	}
	history_close(&subject, &world);
}

Test(small_counts, are_disturbed_otherwise_under_another_secret)
{
	struct subject subject;
	struct world world;
	int differences = 0;

	many_cases_open(&subject, &world, 13, CASES);
	const struct avoided_row *before =
		avoided(&world, SET_OF(BY_MONTH), 20270101, 20270331, REACH_BEYOND_ICB)->rows.items;
	memset(world.hiding_key.bytes, 7, sizeof(world.hiding_key.bytes));
	const struct avoided_row *after =
		avoided(&world, SET_OF(BY_MONTH), 20270101, 20270331, REACH_BEYOND_ICB)->rows.items;
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < avoided_row_record.field_count; j++) {
			const struct field *field = &avoided_row_record.fields[j];

			differences += is_count(field) && count_at(field, before + i) != count_at(field, after + i);
		}
	}
	cr_assert(differences > 5, "%d", differences);
	history_close(&subject, &world);
}

/* --- one case more --------------------------------------------------------------------------------------------------- */

/* Every report that may leave the board, exactly, over each month and all of them. */
static const struct {
	const char *wire;
	uint32_t by;
} reports[] = {{"report.avoided", 2}, {"report.avoided", 4}, {"report.avoided", 8}, {"report.avoided", 16},
	{"report.avoided", 30}, {"report.reply_times", 4}, {"report.reply_times", 30}, {"report.outcomes", 0},
	{"report.activity", 0}, {"report.equity", 2}, {"report.equity", 4}, {"report.equity", 8}, {"report.equity", 14},
	{"report.return", 0}, {"report.workload", 0}};

static struct list ask(struct world *world, size_t which, const struct record_type **type)
{
	const struct command_row *row = command_find(text_of(reports[which].wire));
	char *args = arena_take(world->arena, row->args->size);
	struct list rows = {0};

	for (size_t i = 0; i < row->args->field_count; i++) {
		const struct field *field = &row->args->fields[i];
		int32_t value = strcmp(field->name, "from") == 0    ? 20270101
				: strcmp(field->name, "until") == 0 ? 20270331
				: strcmp(field->name, "by") == 0    ? (int32_t)reports[which].by
								    : 0;

		if (value != 0)
			memcpy(args + field->offset, &value, sizeof(value));
	}
	const char *result = world_query(world, NULL, "n.shaw", row->kind, args, NULL);
	for (size_t i = 0; i < row->result->field_count; i++) {
		const struct field *field = &row->result->fields[i];

		if (field->kind != FIELD_KIND_RECORDS)
			continue;
		memcpy(&rows, field_of(field, result), sizeof(rows));
		*type = field->record;
	}
	return rows;
}

/* The attack that any combination of numbers would have to survive: a case is there twice. If nothing but counts that were
 * there anyway grows, and by no more than one, then all that is shown may stem from the one world or the other
 * (test_report_rules.c: what is shown of a count can be shown of one more), and no count is known for certain. */
Test(small_counts, grow_by_one_at_most_and_never_from_0_when_a_case_is_there_twice)
{
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct subject subject[2];
		struct world world[2];
		int grown = 0;

		for (int i = 0; i < 2; i++)
			many_cases_open_twice(&subject[i], &world[i], seed, CASES, i == 1 ? (int)seed * 7 : -1);
		for (size_t which = 0; which < sizeof(reports) / sizeof(reports[0]); which++) {
			const struct record_type *type;
			struct list before = ask(&world[0], which, &type), after = ask(&world[1], which, &type);

			cr_assert_eq(before.count, after.count, "%s", reports[which].wire);
			for (size_t row = 0; row < before.count; row++) {
				for (size_t i = 0; i < type->field_count; i++) {
					const struct field *field = &type->fields[i];
					if (!is_count(field))
						continue;
					int64_t was = count_at(field, (const char *)before.items + row * type->size);
					int64_t is = count_at(field, (const char *)after.items + row * type->size);

					cr_assert(is == was || (is == was + 1 && was > 0), "%s, %s: %lld becomes %lld",
						reports[which].wire, field->name, (long long)was, (long long)is);
					grown += (int)(is - was);
				}
			}
		}
		cr_assert(grown >= 10, "%d", grown);
		for (int i = 0; i < 2; i++)
			history_close(&subject[i], &world[i]);
	}
}
