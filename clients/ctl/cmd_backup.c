#include <inttypes.h>
#include <stdio.h>

#include "ctl.h"
#include "record.h"

static int run(struct invocation *invocation)
{
	const char *to = invocation->follow[0];
	struct upkeep_report report;
	char folder[RECORD_PATH_BYTES];
	char sentence[RECORD_PATH_BYTES + 100];
	char why[UPKEEP_WHY_BYTES] = "";
	enum error error;

	record_prepare();
	if (!record_folder(invocation, folder))
		return STATUS_USAGE;
	error = upkeep_backup(folder, invocation_option(invocation, "backup-key"), to, &report, why);
	if (error != OK)
		return record_fail(invocation, error, &report, why);
	snprintf(sentence, sizeof(sentence),
		"%s holds the record as it was at %s, up to position %" PRId64 ", verified, %" PRId64 " bytes.", to,
		report.at, report.upto, report.bytes);
	return record_done(invocation, &report, sentence);
}

const struct command_row backup_command = {
	.name = "backup",
	.summary = "write the record on this machine into a sealed file, also while the broker runs",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, true, "the file to make; it must not be there yet"}},
	.options =
		{
			{"backup-key", INPUT_TEXT, NULL, NULL, true, "file with the key, at least 32 characters"},
			{"data", INPUT_TEXT, NULL, NULL, false, "folder of the record (data_dir); DIR/data"},
		},
	.notes = "The record is copied as it is at one moment, looked over (file, hash chain, every word), sealed with "
		 "AES-256-GCM under the key, and read back before the file gets its name. Browsers' sessions are left "
		 "out. "
		 "Keep the key apart from the backups, and patient_key_file with it: a record without that key can be "
		 "read, "
		 "but its patients cannot be matched again. The copy needs as much room in the folder of the record as "
		 "the "
		 "record itself, for as long as it takes.",
	.examples = "backup /backup/monday --backup-key /etc/corridor/backup.key --data /var/lib/corridor",
	.run = run,
};
