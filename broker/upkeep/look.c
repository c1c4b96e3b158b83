#define _GNU_SOURCE /* strerrordesc_np, explicit_bzero */

#include "upkeep/look.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/key_file.h"
#include "base/seal.h"
#include "upkeep/draft.h"

enum error look_judge(const struct store_findings *findings, const char *what, struct upkeep_report *report,
	char why[UPKEEP_WHY_BYTES])
{
	report->events = findings->events;
	report->upto = findings->upto;
	if (findings->upto > 0)
		calendar_format_time(findings->at_ms, report->at);
	report->first_bad = findings->first_bad;
	if (findings->first_bad == 0 && !findings->damage[0])
		return OK;
	if (findings->first_bad > 0)
		snprintf(why, UPKEEP_WHY_BYTES, "%s is damaged: the first bad position is %lld%s%s.", what,
			(long long)findings->first_bad, findings->damage[0] ? "; " : "", findings->damage);
	else
		snprintf(why, UPKEEP_WHY_BYTES, "%s is damaged, though all %lld events of its log are sound: %s.", what,
			(long long)findings->events, findings->damage);
	return ERROR_CONFLICT;
}

int look_open_backup(const char *from, int64_t *bytes, char why[UPKEEP_WHY_BYTES])
{
	struct stat status;
	int file = open(from, O_RDONLY | O_CLOEXEC);

	if (file < 0 || fstat(file, &status) != 0) {
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s cannot be opened: %s.", from, strerrordesc_np(errno));
		if (file >= 0)
			close(file);
		return -1;
	}
	*bytes = status.st_size;
	return file;
}

static enum error explain(enum error error, const char *from, const char *key_file, char why[UPKEEP_WHY_BYTES])
{
	switch (error) {
	case OK:
		break;
	case ERROR_BAD_REQUEST:
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s is no backup of Corridor.", from);
		break;
	case ERROR_UNAUTHENTICATED:
		snprintf(why, UPKEEP_WHY_BYTES, "%.200s was not made with the key in %.200s.", from, key_file);
		break;
	case ERROR_CONFLICT:
		snprintf(
			why, UPKEEP_WHY_BYTES, "%.400s was changed or cut short since it was made; use another.", from);
		break;
	case ERROR_STORE_UNAVAILABLE:
		snprintf(why, UPKEEP_WHY_BYTES, "%.380s cannot be read, or what is in it not be written: %s.", from,
			strerrordesc_np(errno));
		break;
	default:
		snprintf(why, UPKEEP_WHY_BYTES, "%s", error_sentence(error));
	}
	return error;
}

enum error look_unseal(const char *from, const char *key_file, int backup, int file, struct upkeep_report *report,
	char why[UPKEEP_WHY_BYTES])
{
	char bytes[KEY_FILE_MOST_BYTES];
	struct store_findings findings;
	struct text key;
	enum error error = key_file_read(key_file, bytes, &key, why);

	if (error == OK)
		error = explain(unseal_file(key, backup, file), from, key_file, why);
	explicit_bzero(bytes, sizeof(bytes));
	if (error == OK && file >= 0) {
		error = store_bring_forward(file, why);
		if (error == OK)
			error = store_examine_copy(file, &findings, why);
		if (error == OK)
			error = look_judge(&findings, "The backup", report, why);
	}
	return error;
}

enum error upkeep_verify(const char *data_dir, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	struct store_findings findings;
	struct stat status;
	enum error error = folder_database(data_dir, path, why);

	*report = (struct upkeep_report){0};
	if (error != OK)
		return error;
	if (stat(path, &status) != 0) {
		snprintf(why, UPKEEP_WHY_BYTES, "there is no record in %.400s: %s.", data_dir, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	report->bytes = status.st_size;
	error = store_examine(path, &findings, why);
	return error == OK ? look_judge(&findings, "The record", report, why) : error;
}

enum error upkeep_verify_backup(const char *from, const char *key_file, const char *scratch,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	struct draft draft = {.file = -1};
	enum error error;
	int backup;

	*report = (struct upkeep_report){0};
	backup = look_open_backup(from, &report->bytes, why);
	if (backup < 0)
		return ERROR_BAD_REQUEST;
	error = folder_has_room(scratch, report->bytes, why);
	if (error == OK)
		error = draft_begin_secret(&draft, scratch, why);
	if (error == OK)
		error = look_unseal(from, key_file, backup, draft.file, report, why);
	draft_end(&draft);
	close(backup);
	return error;
}
