/* Reports as tables and as files. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "clients/ctl/report.h"

static const char rows_json[] =
	"[{\"month\":\"2026-10\",\"treatment_function\":\"320\",\"treatment_function_name\":\"Cardiology Service\","
	"\"asked\":28,\"answered\":25,\"within_promise\":\"*\",\"median_hours\":3.5},"
	"{\"month\":\"2026-10\",\"treatment_function\":\"120\",\"treatment_function_name\":\"=Ear, \\\"Nose\\\"\","
	"\"asked\":5,\"answered\":5,\"within_promise\":5,\"median_hours\":12}]";

static void said(char *text, size_t size)
{
	FILE *out = cr_get_redirected_stdout();
	size_t length;

	fflush(stdout);
	length = fread(text, 1, size - 1, out);
	text[length] = '\0';
}

Test(report, every_report_is_a_command_of_the_contract_and_every_command_a_report)
{
	static const char *const wires[] = {
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) wire,
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/commands.def"
#undef COMMAND
#undef RECORD
#undef FIELD
#undef END
	};
	size_t count = 0;

	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		if (strncmp(wires[i], "report.", 7) != 0)
			continue;
		cr_assert_not_null(report_find(wires[i] + 7), "%s", wires[i]);
		count++;
	}
	for (const struct word *word = report_words; word->wire; word++, count--)
		cr_assert_str_eq(words_command_kind(report_find(word->wire)->wire), "REPORT");
	cr_assert_eq(count, 0);
	cr_assert_null(report_find("nonsense"));
}

Test(report, the_columns_are_those_of_the_contract)
{
	for (const struct word *word = report_words; word->wire; word++) {
		struct report_columns columns;
		const struct report *report = report_find(word->wire);

		report_columns_of(report->record, &columns);
		cr_assert(columns.count > 3, "%s", word->wire);
		for (size_t i = 0; i < columns.count; i++) {
			cr_assert_str_not_empty(columns.items[i].heading);
			cr_assert(strlen(columns.items[i].heading) <= 14, "%s is wide", columns.items[i].heading);
		}
		if (!report->inner)
			continue;
		report_columns_of(report->inner, &columns);
		cr_assert(columns.count > 3);
	}
}

Test(report, a_table_shows_what_is_there_and_what_it_means, .init = cr_redirect_stdout)
{
	json_t *rows = json_loads(rows_json, 0, NULL);
	char text[4096];

	cr_assert_not_null(rows);
	report_print_table(report_find("reply_times"), rows);
	said(text, sizeof(text));
	cr_assert_eq(strncmp(text, "MONTH    CODE  SPECIALTY           ASKED  ANSWERED  IN TIME  MEDIAN H\n", 68), 0,
		"%s", text);
	cr_assert_not_null(strstr(text, "2026-10  320   Cardiology Service     28        25        *      3.50\n"));
	cr_assert_not_null(strstr(text, "\nIN TIME      of them, answered by the promise"));
	cr_assert_null(strstr(text, "PRACTICE"), "no column without a value");
	cr_assert_null(strstr(text, "9 IN 10 H"), "no meaning of a column that is not shown");
	json_decref(rows);
}

Test(report, a_table_of_nothing_says_so, .init = cr_redirect_stdout)
{
	json_t *rows = json_array();
	char text[256];

	report_print_table(report_find("avoided"), rows);
	said(text, sizeof(text));
	cr_assert_str_eq(text, "Nothing to count in that time.\n");
	json_decref(rows);
}

Test(report, a_file_has_its_columns_first_its_meanings_last_and_no_formula, .init = cr_redirect_stdout)
{
	json_t *rows = json_loads(rows_json, 0, NULL);
	json_t *args =
		json_pack("{s:s,s:s,s:[s]}", "from", "2026-10-01", "until", "2026-10-31", "by", "treatment_function");
	char text[4096];

	report_print_csv(report_find("reply_times"), rows, args);
	said(text, sizeof(text));
	cr_assert_eq(strncmp(text, "\xEF\xBB\xBF\"month\",\"treatment_function\",", 32), 0, "%s", text);
	cr_assert_not_null(strstr(
		text, "\"2026-10\",\"320\",\"Cardiology Service\",\"\",\"\",\"28\",\"25\",\"*\",\"3.50\",\"\"\r\n"));
	cr_assert_not_null(strstr(text, "\"'=Ear, \"\"Nose\"\"\""));
	cr_assert_not_null(strstr(text,
		"\r\n\r\n\"report\",\"reply_times\"\r\n\"from\",\"2026-10-01\"\r\n\"until\",\"2026-10-31\"\r\n"
		"\"by\",\"treatment_function\"\r\n\"reach\",\"local\"\r\n"));
	cr_assert_not_null(strstr(text, "\r\n\"asked\",\"cases asked\"\r\n"));
	json_decref(args);
	json_decref(rows);
}

Test(report, people_within_a_row_become_rows_of_a_file, .init = cr_redirect_stdout)
{
	json_t *rows = json_loads("[{\"link\":\"l1\",\"name\":\"Riverside cardiology\",\"cases\":3,\"people\":["
				  "{\"clinician\":\"a.khan\",\"specialist\":\"e.okafor\",\"cases\":2},"
				  "{\"clinician\":\"b.osei\",\"specialist\":\"e.okafor\",\"cases\":1}]}]",
		0, NULL);
	char text[4096];

	report_print_csv(report_find("relationships"), rows, NULL);
	said(text, sizeof(text));
	cr_assert_not_null(
		strstr(text, "\r\n\"l1\",\"Riverside cardiology\",\"3\",\"\",\"\",\"\",\"\",\"\",\"a.khan\","));
	cr_assert_not_null(
		strstr(text, "\r\n\"l1\",\"Riverside cardiology\",\"3\",\"\",\"\",\"\",\"\",\"\",\"b.osei\","));
	json_decref(rows);
}
