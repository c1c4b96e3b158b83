#include <inttypes.h>
#include <stdio.h>

#include "ctl.h"
#include "record.h"

static int run(struct invocation *invocation)
{
	struct upkeep_report report;
	char folder[RECORD_PATH_BYTES];
	char sentence[RECORD_PATH_BYTES + 100];
	char why[UPKEEP_WHY_BYTES] = "";
	enum error error;

	record_prepare();
	if (!record_folder(invocation, folder))
		return STATUS_USAGE;
	error = upkeep_rebuild(folder, &report, why);
	if (error != OK)
		return record_fail(invocation, error, &report, why);
	snprintf(sentence, sizeof(sentence), "The tables were made again from %" PRId64 " events.", report.events);
	return record_done(invocation, &report, sentence);
}

const struct command_row rebuild_command = {
	.name = "rebuild",
	.summary = "make the tables of the record on this machine again from its log; the broker must be stopped",
	.options = {{"data", INPUT_TEXT, NULL, NULL, false, "folder of the record (data_dir); DIR/data"}},
	.notes = "All or nothing: when it is cut short, the tables are as they were. The log must be sound.",
	.examples = "rebuild --data /var/lib/corridor",
	.run = run,
};
