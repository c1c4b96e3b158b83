#include <inttypes.h>
#include <stdio.h>

#include "ctl.h"
#include "record.h"

static int run(struct invocation *invocation)
{
	struct upkeep_report report;
	char folder[RECORD_PATH_BYTES];
	char sentence[RECORD_PATH_BYTES + 200];
	char why[UPKEEP_WHY_BYTES] = "";
	enum error error;

	record_prepare();
	if (!record_folder(invocation, folder))
		return STATUS_USAGE;
	error = upkeep_restore(
		invocation->follow[0], invocation_option(invocation, "backup-key"), folder, &report, why);
	if (error != OK)
		return record_fail(invocation, error, &report, why);
	snprintf(sentence, sizeof(sentence),
		"%s holds the record as it was at %s, up to position %" PRId64
		", verified. What was said after that is not in it: tell people from when on to look again.",
		folder, report.at, report.upto);
	return record_done(invocation, &report, sentence);
}

const struct command_row restore_command = {
	.name = "restore",
	.summary = "put the record of a backup into a folder that holds none",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, true, "the backup"}},
	.options =
		{
			{"backup-key", INPUT_TEXT, NULL, NULL, true, "file with the key it was made with"},
			{"data", INPUT_TEXT, NULL, NULL, false, "folder for the record (data_dir); DIR/data"},
		},
	.notes = "Nothing is overwritten: a record that is there is moved away first, by hand. The backup is looked "
		 "over, file, "
		 "hash chain and every word, before it is put in place. One that an earlier version made is brought "
		 "forward. "
		 "What came after the backup is not in it: repeat redactions and revocations of that time. Its "
		 "positions, and "
		 "the ids made of them, are never given to anything else: the log goes on a leap behind, with an entry "
		 "that "
		 "says so (record.restored). Everybody signs in again.",
	.examples = "restore /backup/monday --backup-key /etc/corridor/backup.key --data /var/lib/corridor",
	.run = run,
};
