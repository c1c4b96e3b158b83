#include <string.h>

#include "clients/cli/arguments.h"
#include "clients/cli/london.h"
#include "clients/cli/session.h"
#include "ctl.h"
#include "report.h"

/* This month up to today, and the grouping a report cannot do without, unless told. */
static bool add_defaults(const struct invocation *invocation, const struct report *report, json_t *args)
{
	char today[11], month_start[11];

	london_today(invocation->now_ms, today, month_start);
	return arguments_set(args, "from", json_string(month_start)) &&
	       arguments_set(args, "until", json_string(today)) &&
	       (!report->by || arguments_set(args, "by", json_pack("[s]", report->by)));
}

static void tell(
	const struct invocation *invocation, const struct report *report, const json_t *args, const json_t *result)
{
	const json_t *rows = json_object_get(result, "rows");

	if (invocation->settings.is_json)
		session_print_json(result);
	else if (invocation_option(invocation, "csv"))
		report_print_csv(report, rows, args);
	else
		report_print_table(report, rows);
}

static int ask_and_tell(struct invocation *invocation, const struct report *report, json_t *args)
{
	json_t *result = NULL;
	struct session session;
	int status = session_open(&session, invocation, NULL, false);

	if (status != STATUS_OK)
		return status;
	status = session_ask(&session, report->wire, args, &result);
	session_close(&session);
	if (status == STATUS_OK)
		tell(invocation, report, args, result);
	json_decref(result);
	return status;
}

static int run(struct invocation *invocation)
{
	const char *name = words_match(report_words, invocation->follow[0]);
	const struct report *report = name ? report_find(name) : NULL;
	json_t *args = json_object();
	int status = STATUS_USAGE;

	if (!report) {
		fprintf(stderr, "%s: there is no report \"%s\". There are:\n", this_program.name,
			invocation->follow[0]);
		for (const struct word *word = report_words; word->wire; word++)
			fprintf(stderr, "  %-16s %s\n", word->wire, word->meaning);
	} else if (add_defaults(invocation, report, args) && arguments_fill(invocation, args)) {
		status = ask_and_tell(invocation, report, args);
	}
	json_decref(args);
	return status;
}

const struct command_row report_command = {
	.name = "report",
	.summary = "counts of a period: avoided referrals, reply times, workload and more",
	.follow = {{"name", INPUT_WORD, NULL, report_words, true, "which one:"}},
	.options =
		{
			{"from", INPUT_TEXT, "from", NULL, false,
				"first day, as 2026-11-01; the first of this month unless told"},
			{"until", INPUT_TEXT, "until", NULL, false, "last day; today unless told"},
			{"by", INPUT_LIST, "by", NULL, false,
				"how to group: month, treatment_function, neighbourhood, practice (avoided, "
				"reply_times); "
				"age_band, sex, deprivation_decile (equity)"},
			{"reach", INPUT_WORD, "reach", report_reach_words, false,
				"who will read it; local unless told"},
			{"csv", INPUT_FLAG, NULL, NULL, false, "for a spreadsheet, with what each column means below"},
		},
	.notes = "What a report counts stands in it, below the rows. Beyond the integrated care board, counts of 1 to "
		 "4 are "
		 "withheld and shown as *, and all others are rounded to the nearest 5.",
	.examples = "report avoided --as n.shaw\n"
		    "report avoided --from 2026-04-01 --until 2026-10-31 --by month,treatment_function --as n.shaw\n"
		    "report return --from 2026-10-01 --until 2026-10-31 --reach beyond_icb --csv --as n.shaw > "
		    "october.csv\n"
		    "report relationships --as e.okafor",
	.run = run,
};
