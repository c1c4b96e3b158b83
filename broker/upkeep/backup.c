#define _GNU_SOURCE /* strerrordesc_np, explicit_bzero */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/key_file.h"
#include "base/seal.h"
#include "upkeep/draft.h"
#include "upkeep/look.h"

/* A copy without a name, beside the record, where its words are anyway; looked over. */
static enum error make_copy(
	const char *data_dir, struct draft *copy, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	struct store_findings findings;
	struct stat status;
	enum error error = folder_database(data_dir, path, why);

	if (error != OK)
		return error;
	if (stat(path, &status) != 0) {
		snprintf(why, UPKEEP_WHY_BYTES, "there is no record in %.400s: %s.", data_dir, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	error = folder_has_room(data_dir, status.st_size, why);
	if (error == OK)
		error = draft_begin_secret(copy, data_dir, why);
	if (error == OK)
		error = store_copy(path, copy->file, why);
	if (error == OK)
		error = store_examine_copy(copy->file, &findings, why);
	return error == OK ? look_judge(&findings, "The record", report, why) : error;
}

/* Sealed, on disk, and read back once. */
static enum error write_sealed(struct text key, int copy, struct draft *sealed, char why[UPKEEP_WHY_BYTES])
{
	enum error error = seal_file(key, copy, sealed->file);

	if (error == OK)
		error = unseal_file(key, sealed->file, -1);
	if (error == ERROR_STORE_UNAVAILABLE)
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s cannot be written: %s.", sealed->path, strerrordesc_np(errno));
	else if (error != OK)
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s does not read as it was written: its disk cannot be trusted.",
			sealed->path);
	return error;
}

static enum error seal_copy(
	struct text key, int copy, const char *to, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	struct draft sealed;
	struct stat status;
	enum error error = draft_begin(&sealed, to, true, why);

	if (error == OK && fstat(copy, &status) == 0)
		error = folder_has_room(sealed.folder, status.st_size, why);
	if (error == OK)
		error = write_sealed(key, copy, &sealed, why);
	if (error == OK && fstat(sealed.file, &status) == 0)
		report->bytes = status.st_size;
	if (error == OK)
		error = draft_publish(&sealed, why);
	draft_end(&sealed);
	return error;
}

enum error upkeep_backup(const char *data_dir, const char *key_file, const char *to, struct upkeep_report *report,
	char why[UPKEEP_WHY_BYTES])
{
	char bytes[KEY_FILE_MOST_BYTES];
	struct draft copy = {.file = -1};
	struct stat status;
	struct text key;
	enum error error = key_file_read(key_file, bytes, &key, why);

	*report = (struct upkeep_report){0};
	if (error == OK && lstat(to, &status) == 0) {
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s is there already; nothing was changed.", to);
		error = ERROR_CONFLICT;
	}
	if (error == OK)
		error = make_copy(data_dir, &copy, report, why);
	if (error == OK)
		error = seal_copy(key, copy.file, to, report, why);
	draft_end(&copy);
	explicit_bzero(bytes, sizeof(bytes));
	return error;
}
