#include <inttypes.h>
#include <stdio.h>

#include "ctl.h"
#include "record.h"

static int tell(const struct invocation *invocation, enum error error, const struct upkeep_report *report,
	const char *what, const char *why)
{
	char sentence[RECORD_PATH_BYTES + 100];

	if (error != OK)
		return record_fail(invocation, error, report, why);
	snprintf(sentence, sizeof(sentence), "%s is sound: %" PRId64 " events, the chain and every word that is kept.",
		what, report->events);
	return record_done(invocation, report, sentence);
}

static int run(struct invocation *invocation)
{
	const char *backup = invocation->follow[0];
	const char *key = invocation_option(invocation, "backup-key");
	struct upkeep_report report;
	char folder[RECORD_PATH_BYTES];
	char why[UPKEEP_WHY_BYTES] = "";

	record_prepare();
	if (!record_folder(invocation, folder))
		return STATUS_USAGE;
	if (!backup)
		return tell(invocation, upkeep_verify(folder, &report, why), &report, folder, why);
	if (!key) {
		fprintf(stderr, "%s: a backup is verified with its key: --backup-key FILE.\n", this_program.name);
		return STATUS_USAGE;
	}
	return tell(invocation, upkeep_verify_backup(backup, key, folder, &report, why), &report, backup, why);
}

const struct command_row verify_command = {
	.name = "verify",
	.summary = "look the record on this machine, or a backup, over from its first event to its last",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, false, "a backup; without it, the record itself"}},
	.options =
		{
			{"backup-key", INPUT_TEXT, NULL, NULL, false, "file with the key of the backup"},
			{"data", INPUT_TEXT, NULL, NULL, false,
				"folder of the record (data_dir), or with room to unseal a backup in; DIR/data"},
		},
	.notes = "The broker may be running. Exit status 1 and a sentence that names the first bad position when "
		 "anything is "
		 "wrong; run it every night, and before trusting a backup.",
	.examples = "verify --data /var/lib/corridor\nverify /backup/monday --backup-key /etc/corridor/backup.key "
		    "--data /tmp",
	.run = run,
};
