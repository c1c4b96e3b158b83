/* Every report over history.txt gives the table that was calculated by hand. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tests/reports/history.h"
#include "tests/reports/strict_csv.h"

#define QUARTER "\"from\":\"2027-01-01\",\"until\":\"2027-03-31\""

static const struct {
	const char *expected, *as, *wire, *args;
} tables[] = {
	{"avoided", "n.shaw", "report.avoided", "{" QUARTER "}"},
	{"avoided_month_practice", "n.shaw", "report.avoided", "{" QUARTER ",\"by\":[\"month\",\"practice\"]}"},
	{"avoided_hillside", "d.moore", "report.avoided", "{" QUARTER "}"},
	{"avoided_beyond", "n.shaw", "report.avoided", "{" QUARTER ",\"reach\":\"beyond_icb\"}"},
	{"reply_times", "n.shaw", "report.reply_times", "{" QUARTER "}"},
	{"reply_times_month", "o.frost", "report.reply_times", "{" QUARTER ",\"by\":[\"month\"]}"},
	{"reply_times_beyond", "n.shaw", "report.reply_times", "{" QUARTER ",\"reach\":\"beyond_icb\"}"},
	{"outcomes", "n.shaw", "report.outcomes", "{" QUARTER "}"},
	{"activity", "n.shaw", "report.activity", "{" QUARTER "}"},
	{"activity_beyond", "n.shaw", "report.activity", "{" QUARTER ",\"reach\":\"beyond_icb\"}"},
	{"equity", "n.shaw", "report.equity", "{" QUARTER ",\"by\":[\"age_band\",\"sex\"]}"},
	{"return", "n.shaw", "report.return", "{" QUARTER "}"},
	{"workload", "n.shaw", "report.workload", "{" QUARTER "}"},
	{"relationships", "b.osei", "report.relationships", "{" QUARTER "}"},
	{"relationships", "m.grant", "report.relationships", "{" QUARTER "}"},
	{"relationships_hillside", "d.moore", "report.relationships", "{" QUARTER "}"},
};

static struct buffer read_file(const char *name)
{
	char path[512], bytes[4096];
	struct buffer out = {0};
	FILE *file;

	snprintf(path, sizeof(path), REPORTS_FOLDER "/expected/%s.csv", name);
	file = fopen(path, "r");
	cr_assert_not_null(file, "%s", path);
	for (size_t count; (count = fread(bytes, 1, sizeof(bytes), file)) > 0;)
		buffer_append(&out, bytes, count);
	fclose(file);
	return out;
}

static void compare(const char *name, const struct strict_csv *expected, const struct strict_csv *got)
{
	cr_assert_eq(got->column_count, expected->column_count, "%s: %zu columns", name, got->column_count);
	cr_assert(got->row_count > expected->row_count, "%s: definitions follow", name);
	for (size_t row = 0; row < expected->row_count; row++) {
		for (size_t column = 0; column < expected->column_count; column++)
			cr_expect_str_eq(got->cells[row][column], expected->cells[row][column],
				"%s, row %zu, %s: is %s, should be %s", name, row, expected->cells[0][column],
				got->cells[row][column], expected->cells[row][column]);
	}
	for (size_t column = 0; column < expected->column_count; column++)
		cr_assert_str_empty(got->cells[expected->row_count][column], "%s: an empty row ends the table", name);
}

Test(tables, are_those_calculated_by_hand)
{
	static struct strict_csv expected, got;
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct buffer file = read_file(tables[i].expected);
		struct buffer export =
			history_export(&world, tables[i].as, tables[i].wire, tables[i].args, false, NULL);
		struct text table = buffer_text(&export);

		cr_assert(table.length > 3 && memcmp(table.data, "\xEF\xBB\xBF", 3) == 0, "a byte order mark");
		table = (struct text){table.data + 3, table.length - 3};
		cr_assert(strict_csv_read(buffer_text(&file), true, &expected), "%s", tables[i].expected);
		cr_assert(strict_csv_read(table, false, &got), "%s as CSV", tables[i].expected);
		compare(tables[i].expected, &expected, &got);
		buffer_deinit(&file);
		buffer_deinit(&export);
	}
	history_close(&subject, &world);
}

Test(tables, are_empty_for_a_time_in_which_nothing_happened)
{
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	struct report_outcomes_args args = {.from = 20300101, .until = 20300131};
	const struct report_outcomes_result *outcomes =
		world_query(&world, NULL, "n.shaw", COMMAND_report_outcomes, &args, NULL);
	cr_assert_eq(outcomes->rows.count, 0);
	struct report_avoided_args avoided_args = {.from = 20300101, .until = 20300131};
	const struct report_avoided_result *avoided =
		world_query(&world, NULL, "n.shaw", COMMAND_report_avoided, &avoided_args, NULL);
	cr_assert_eq(avoided->rows.count, 3, "each specialty that is linked, or was ever decided about");
	history_close(&subject, &world);
}

Test(tables, tell_clinicians_and_coordinators_of_their_own_neighbourhood_only)
{
	static const struct {
		const char *as, *scope;
		int64_t asked;
	} rows[] = {{"a.khan", "riverside", 5}, {"m.grant", "riverside", 5}, {"d.moore", "hillside", 2},
		{"n.shaw", "", 7}, {"o.frost", "", 7}, {"e.okafor", "", 0}};
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report_activity_args args = {.from = 20270101, .until = 20270331};
		const struct report_activity_result *result =
			world_query(&world, NULL, rows[i].as, COMMAND_report_activity, &args, NULL);
		const struct activity_row *activity = result->rows.items;
		int64_t asked = 0;

		for (size_t j = 0; j < result->rows.count; j++)
			asked += activity[j].treatment_function == WORLD_CARDIOLOGY ? activity[j].asked : 0;
		cr_assert_eq(asked, rows[i].asked, "%s", rows[i].as);
		cr_assert_str_eq(result->scope.text, rows[i].scope, "%s", rows[i].as);
	}
	history_close(&subject, &world);
}

Test(tables, take_what_was_set_for_a_specialty_with_its_source_and_scale_it_to_the_population)
{
	struct subject subject;
	struct world world;
	struct activity_set_data set = {.treatment_function = WORLD_CARDIOLOGY,
		.first_per_week = 10,
		.total_per_week = 31,
		.source = text_of("County audit"),
		.year = 2026};

	history_open(&subject, &world);
	world_happens(&world, EVENT_activity_set, (struct conversation_id){0}, (struct thread_id){0}, "o.frost", &set);
	struct report_activity_args args = {.from = 20270101, .until = 20270331};
	const struct report_activity_result *result =
		world_query(&world, NULL, "n.shaw", COMMAND_report_activity, &args, NULL);
	const struct activity_row *rows = result->rows.items;
	cr_assert_eq(rows[0].expected_first_per_week.hundredths, 840, "10 for 50,000 is 8.40 for 42,000");
	cr_assert_eq(rows[0].expected_total_per_week.hundredths, 2604);
	cr_assert_eq(rows[1].expected_first_per_week.hundredths, 1000);
	cr_assert(text_is(rows[0].source, "County audit"));
	cr_assert_eq(rows[0].year, 2026);
	cr_assert_eq(rows[2].expected_first_per_week.hundredths, 2200, "dermatology is as before");
	cr_assert_eq(rows[2].year, 2024);
	history_close(&subject, &world);
}

/* Paediatrics has a figure in the seed table, Elderly Medicine none; and 0 may be set, which is a figure. */
Test(tables, expect_nothing_where_no_figure_is_known_which_is_not_0)
{
	struct subject subject;
	struct world world;
	struct link_created_data link = {.link = {900},
		.name = text_of("Elderly"),
		.neighbourhood = neighbourhood("riverside"),
		.treatment_function = 430,
		.reply_working_days = 2,
		.weekly_limit = 20};
	struct activity_set_data none = {
		.treatment_function = WORLD_DERMATOLOGY, .source = text_of("County audit"), .year = 2026};

	history_open(&subject, &world);
	link.link.pos = store_last_pos(world.store) + 1;
	world_happens(&world, EVENT_link_created, (struct conversation_id){link.link.pos}, (struct thread_id){0},
		"o.frost", &link);
	world_happens(&world, EVENT_activity_set, (struct conversation_id){0}, (struct thread_id){0}, "o.frost", &none);
	struct buffer csv = history_export(&world, "n.shaw", "report.activity", "{" QUARTER "}", false, NULL);
	cr_assert(strstr(csv.data, ",430,Elderly Medicine Service,12.86,0,0,,,,\"no figure in NAPC"), "%s", csv.data);
	cr_assert(strstr(csv.data, ",330,Dermatology Service,12.86,2,0,0,0,,County audit,2026"), "%s", csv.data);
	buffer_deinit(&csv);
	struct buffer avoided = history_export(&world, "n.shaw", "report.avoided", "{" QUARTER "}", true, NULL);
	cr_assert(strstr(avoided.data, "\"treatment_function\":\"430\""));
	cr_assert_null(strstr(strstr(avoided.data, "\"430\""), "expected"), "%s", avoided.data);
	cr_assert(strstr(avoided.data, "\"expected_first_per_week\":0,"), "dermatology: %s", avoided.data);
	buffer_deinit(&avoided);
	struct report_avoided_args args = {.from = 20270101, .until = 20270331, .by = SET_OF(BY_NEIGHBOURHOOD)};
	const struct report_avoided_result *places =
		world_query(&world, NULL, "n.shaw", COMMAND_report_avoided, &args, NULL);
	const struct avoided_row *rows = places->rows.items;
	cr_assert_eq(rows[1].expected_first_per_week.hundredths, 3700, "the sum of what is known");
	history_close(&subject, &world);
}
