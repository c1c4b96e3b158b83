#include "arguments.h"
#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

/* Columns of the table and the members of a row they show. */
static const struct table_column columns[] = {
	{.title = "MONTH"},
	{.title = "SPECIALTY", .is_flexible = true},
	{.title = "NEIGHBOURHOOD"},
	{.title = "PRACTICE"},
	{.title = "ASKED", .is_number = true},
	{.title = "ANSWERED", .is_number = true},
	{.title = "CLOSED", .is_number = true},
	{.title = "DIVERTED", .is_number = true},
	{.title = "AVOIDED?", .is_number = true},
	{.title = "AVOIDED", .is_number = true},
	{.title = "DEFERRED", .is_number = true},
	{.title = "PROMPTED", .is_number = true},
	{.title = "REFERRED", .is_number = true},
	{.title = "EXPECTED/WEEK", .is_number = true},
	{0},
};
static const char *const members[] = {
	"month",
	"treatment_function_name",
	"neighbourhood",
	"practice",
	"asked",
	"answered",
	"closed",
	"diverted",
	"avoided_provisional",
	"avoided_confirmed",
	"deferred",
	"prompted",
	"referred",
	"expected_first_per_week",
};

_Static_assert(sizeof(columns) / sizeof(columns[0]) == sizeof(members) / sizeof(members[0]) + 1, "a member per column");

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *rows = json_object_get(result, "rows");
	const json_t *row;
	struct table table;
	size_t i;

	(void)invocation;
	table_init(&table, columns);
	json_array_foreach(rows, i, row)
	{
		table_add_row(&table);
		for (size_t column = 0; column < sizeof(members) / sizeof(members[0]); column++) {
			char text[256];

			table_set(&table, column, template_text(row, members[column], text, sizeof(text)));
		}
	}
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(rows) == 0) {
		puts("Nothing was asked in that time.");
		return;
	}
	puts("\nAVOIDED? closed without the referral that was meant; the 120 days still run. AVOIDED: they have "
	     "passed.\n"
	     "DEFERRED: referred after all. DIVERTED: answered and closed with no referral, whatever was meant.\n"
	     "PROMPTED: no referral was meant, but one was made. EXPECTED/WEEK: first attendances expected for the "
	     "population.");
}

/* This month up to today, unless told. */
static bool add_default(const struct invocation *invocation, json_t *args)
{
	char today[11], month_start[11];

	london_today(invocation->now_ms, today, month_start);
	return arguments_set(args, "from", json_string(month_start)) &&
	       arguments_set(args, "until", json_string(today));
}

static int run(struct invocation *invocation)
{
	return session_run_ask_with(invocation, add_default, tell);
}

const struct command_row report_command = {
	.name = "report",
	.wire = "report.avoided",
	.summary = "how many referrals were avoided, and what became of the rest",
	.options =
		{
			{"from", INPUT_TEXT, "from", NULL, false,
				"first day, as 2026-11-01; the first of this month unless told"},
			{"until", INPUT_TEXT, "until", NULL, false, "last day; today unless told"},
			{"by", INPUT_WORDS, "by", report_key_words, false,
				"how to group; treatment_function unless told"},
		},
	.examples = "report\nreport --from 2026-04-01 --until 2026-10-31 --by month,treatment_function\nreport --json",
	.run = run,
};
