/* Reports as files: the same bytes for the same log, definitions inside, and nothing that a spreadsheet would run. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "core/record.h"
#include "gateway/csv.h"
#include "tests/reports/history.h"
#include "tests/reports/strict_csv.h"

#define QUARTER "\"from\":\"2027-01-01\",\"until\":\"2027-03-31\""

static const struct {
	const char *wire, *args, *as;
} exports[] = {
	{"report.avoided", "{" QUARTER ",\"by\":[\"month\",\"neighbourhood\"]}", "n.shaw"},
	{"report.reply_times", "{" QUARTER "}", "n.shaw"},
	{"report.outcomes", "{" QUARTER "}", "n.shaw"},
	{"report.activity", "{" QUARTER ",\"reach\":\"beyond_icb\"}", "n.shaw"},
	{"report.equity", "{" QUARTER ",\"by\":[\"deprivation_decile\"]}", "n.shaw"},
	{"report.return", "{" QUARTER "}", "n.shaw"},
	{"report.workload", "{" QUARTER "}", "n.shaw"},
	{"report.relationships", "{" QUARTER "}", "a.khan"},
};

enum { EXPORTS = sizeof(exports) / sizeof(exports[0]) };

static bool holds(const struct buffer *buffer, const char *text)
{
	return strstr(buffer->data, text) != NULL;
}

Test(export, is_the_same_to_the_byte_whenever_the_same_log_is_asked)
{
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	for (size_t i = 0; i < (size_t)EXPORTS * 2; i++) {
		bool is_json = i >= EXPORTS;
		const char *wire = exports[i % EXPORTS].wire, *args = exports[i % EXPORTS].args;
		struct buffer first = history_export(&world, exports[i % EXPORTS].as, wire, args, is_json, NULL);

		world.now_ms += 40 * 86400000ll; /* weeks later */
		struct buffer second = history_export(&world, exports[i % EXPORTS].as, wire, args, is_json, NULL);
		cr_assert_eq(store_rebuild(world.store), OK);
		struct buffer rebuilt = history_export(&world, exports[i % EXPORTS].as, wire, args, is_json, NULL);
		cr_assert(text_equal(buffer_text(&first), buffer_text(&second)), "%s", wire);
		cr_assert(text_equal(buffer_text(&first), buffer_text(&rebuilt)), "%s, rebuilt", wire);
		buffer_deinit(&first);
		buffer_deinit(&second);
		buffer_deinit(&rebuilt);
	}
	history_close(&subject, &world);
}

Test(export, says_below_the_table_what_was_asked_and_what_every_column_means)
{
	static struct strict_csv csv;
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	for (size_t i = 0; i < EXPORTS; i++) {
		struct buffer out =
			history_export(&world, exports[i].as, exports[i].wire, exports[i].args, false, NULL);
		struct text table = {out.data + 3, out.length - 3};

		cr_assert(strict_csv_read(table, false, &csv), "%s", exports[i].wire);
		size_t defined = 0;
		for (size_t column = 0; column < csv.column_count; column++) {
			for (size_t row = csv.row_count; row-- > 1;) {
				if (strcmp(csv.cells[row][0], csv.cells[0][column]) == 0 && csv.cells[row][1][0]) {
					defined++;
					break;
				}
			}
		}
		cr_assert_eq(
			defined, csv.column_count, "%s defines %zu of %zu", exports[i].wire, defined, csv.column_count);
		cr_assert(holds(&out, "\r\nfrom,2027-01-01,"));
		cr_assert(holds(&out, "\r\nuntil,2027-03-31,"));
		cr_assert_not(holds(&out, "1795"), "no position and no time of making");
		buffer_deinit(&out);
	}
	history_close(&subject, &world);
}

Test(export, tells_its_reach_and_scope)
{
	struct subject subject;
	struct world world;

	history_open(&subject, &world);
	struct buffer beyond = history_export(
		&world, "d.moore", "report.activity", "{" QUARTER ",\"reach\":\"beyond_icb\"}", false, NULL);
	cr_assert(
		holds(&beyond, "\r\nreach,beyond_icb,\"outside it: whole months only; counts of 1 to 4 are withheld"));
	cr_assert(holds(&beyond, "\r\nscope,hillside,"));
	struct buffer json = history_export(&world, "d.moore", "report.activity", "{" QUARTER "}", true, NULL);
	cr_assert(holds(
		&json, "{\"report\":\"activity\",\"from\":\"2027-01-01\",\"until\":\"2027-03-31\",\"definitions\":{"));
	cr_assert(holds(&json, "\"scope\":\"hillside\""));
	cr_assert(holds(&json, "\"expected_first_per_week\":23.52"));
	buffer_deinit(&beyond);
	buffer_deinit(&json);
	history_close(&subject, &world);
}

Test(export, is_refused_for_a_time_that_ends_before_it_begins)
{
	struct subject subject;
	struct world world;
	enum error error;

	history_open(&subject, &world);
	for (size_t i = 0; i < EXPORTS; i++) {
		struct buffer out = history_export(&world, exports[i].as, exports[i].wire,
			strstr(exports[i].args, "deprivation")
				? "{\"from\":\"2027-02-01\",\"until\":\"2027-01-31\",\"by\":[\"sex\"]}"
				: "{\"from\":\"2027-02-01\",\"until\":\"2027-01-31\"}",
			false, &error);
		cr_assert_eq(error, ERROR_BAD_REQUEST, "%s", exports[i].wire);
		buffer_deinit(&out);
	}
	history_close(&subject, &world);
}

Test(export, lets_no_formula_run_and_quotes_what_must_be)
{
	static const char *const names[] = {
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a,b", "a\"b", "a\r\nb", "plain"};
	static const char *const read_back[] = {
		"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "a,b", "a\"b", "a\r\nb", "plain"};
	static struct strict_csv csv;
	struct outcome_row rows[sizeof(names) / sizeof(names[0])] = {{0}};
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		rows[i] = (struct outcome_row){.treatment_function = 320,
			.treatment_function_name = text_of(names[i]),
			.closed = i == 0 ? COUNT_WITHHELD : (int64_t)i};
	csv_write(&outcome_row_record, (struct list){rows, sizeof(names) / sizeof(names[0])}, &out);
	cr_assert(strict_csv_read((struct text){out.data + 3, out.length - 3}, false, &csv));
	cr_assert_eq(csv.row_count, 1 + sizeof(names) / sizeof(names[0]));
	cr_assert_str_eq(csv.cells[1][3], "*");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_expect_str_eq(csv.cells[i + 1][1], read_back[i]);
	buffer_deinit(&out);
}
