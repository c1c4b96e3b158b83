#include "clients/cli/london.h"
#include "ctl.h"
#include "import.h"

static int refuse_whole(const struct import *import)
{
	import_tell_rejected(import);
	fprintf(stderr,
		"%s: %zu of %zu lines are rejected, so nothing was sent. Mend them, or send the others with "
		"--skip-rejected.\n",
		this_program.name, import->rejected, import->count);
	return STATUS_USAGE;
}

static int send_all(const struct import *import)
{
	struct import_counts counts = {0};
	int status;

	import_tell_rejected(import);
	status = import_send(import, &counts);
	/* Nobody there: then nothing was done that could be told. */
	if (status == STATUS_OK || status == STATUS_REFUSED || counts.next > 0)
		import_tell_done(import, &counts);
	return status;
}

static int run(struct invocation *invocation)
{
	const char *source = invocation_option(invocation, "source");
	struct import import = {.invocation = invocation, .source = source ? source : "e-RS"};
	char month_start[11];
	int status;

	london_today(invocation->now_ms, import.today, month_start);
	status = import_read(&import, invocation->follow[0]);
	if (status != STATUS_OK) {
		import_deinit(&import);
		return status;
	}
	if (invocation_option(invocation, "dry-run")) {
		import_tell_plan(&import);
		status = import.rejected > 0 ? STATUS_USAGE : STATUS_OK;
	} else if (import.rejected > 0 && !invocation_option(invocation, "skip-rejected")) {
		status = refuse_whole(&import);
	} else {
		status = send_all(&import);
	}
	import_deinit(&import);
	return status;
}

const struct command_row import_command = {
	.name = "referrals import",
	.summary = "record referrals made elsewhere from a CSV file, such as an e-RS extract",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, true, "the CSV file; - reads standard input"}},
	.options =
		{
			{"dry-run", INPUT_FLAG, NULL, NULL, false, "only say, line by line, what would be done"},
			{"skip-rejected", INPUT_FLAG, NULL, NULL, false, "send the good lines of a file with bad ones"},
			{"source", INPUT_TEXT, NULL, NULL, false, "where the file comes from; e-RS unless told"},
		},
	.notes = "The first line names the columns, in any order: UBRN, NHS number, referral date, specialty or "
		 "treatment "
		 "function (or both: a treatment function that is given counts), and provider if there is one. Other "
		 "columns are not read. Dates are 2026-10-03, 03/10/2026 (day first) or 03-Oct-2026. The whole file is "
		 "checked before anything is sent. A referral is known by its source and UBRN, so the same file, or "
		 "one that holds more, can be imported again; after a lost connection simply run it again. Matched "
		 "means "
		 "that an avoided referral turned out to be made after all. NHS numbers are shown masked and are kept "
		 "nowhere.",
	.examples = "referrals import october.csv --dry-run --as m.grant\nreferrals import october.csv --as m.grant\n"
		    "referrals import october.csv --as m.grant --skip-rejected --json",
	.run = run,
};
