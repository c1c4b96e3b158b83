#define _GNU_SOURCE /* strerrordesc_np */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "upkeep/draft.h"
#include "upkeep/look.h"

/* Also its write-ahead log alone, which SQLite would take for the restored one's, or its lock, which says how far the log that was
 * there went. */
static enum error require_none(const char *path, const char *data_dir, char why[UPKEEP_WHY_BYTES])
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".lock"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char name[FOLDER_PATH_BYTES];
		struct stat status;

		snprintf(name, sizeof(name), "%.4080s%s", path, suffixes[i]);
		if (lstat(name, &status) != 0)
			continue;
		snprintf(why, UPKEEP_WHY_BYTES,
			"there is a record in %.300s already (corridor.db%s); move it away first, nothing was changed.",
			data_dir, suffixes[i]);
		return ERROR_CONFLICT;
	}
	return OK;
}

static enum error put_in_place(const char *from, const char *key_file, int backup, const char *path,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	struct draft draft;
	enum error error = draft_begin(&draft, path, true, why);

	if (error == OK)
		error = folder_has_room(draft.folder, report->bytes, why);
	if (error == OK)
		error = look_unseal(from, key_file, backup, draft.file, report, why);
	if (error == OK)
		error = store_mark_restored(draft.file, why);
	if (error == OK)
		error = draft_publish(&draft, why);
	draft_end(&draft);
	return error;
}

enum error upkeep_restore(const char *from, const char *key_file, const char *data_dir, struct upkeep_report *report,
	char why[UPKEEP_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	enum error error = folder_database(data_dir, path, why);
	int backup;

	*report = (struct upkeep_report){0};
	if (error != OK)
		return error;
	backup = look_open_backup(from, &report->bytes, why);
	if (backup < 0)
		return ERROR_BAD_REQUEST;
	error = require_none(path, data_dir, why);
	/* The key first, before a folder is made. */
	if (error == OK)
		error = look_unseal(from, key_file, backup, -1, report, why);
	if (error == OK)
		error = folder_claim(data_dir, why);
	if (error == OK)
		error = require_none(path, data_dir, why);
	if (error == OK)
		error = put_in_place(from, key_file, backup, path, report, why);
	close(backup);
	return error;
}
