#define _GNU_SOURCE /* strerrordesc_np */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"
#include "upkeep/folder.h"
#include "upkeep/upkeep.h"

static enum error rebuild(struct store *store, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	struct log_walk walk = {0};
	enum error error = reader_verify(store_reader(store), &walk);

	report->events = walk.checked;
	report->upto = walk.upto;
	report->first_bad = walk.first_bad;
	if (error == OK && report->first_bad != 0) {
		snprintf(why, UPKEEP_WHY_BYTES,
			"The log is damaged: the first bad position is %lld. Nothing was changed; restore a backup.",
			(long long)report->first_bad);
		return ERROR_CONFLICT;
	}
	if (error == OK)
		error = store_rebuild(store);
	if (error != OK)
		snprintf(why, UPKEEP_WHY_BYTES,
			"The tables cannot be made again, and stay as they were: %s Restore a backup.",
			error_sentence(error));
	return error;
}

enum error upkeep_rebuild(const char *data_dir, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	struct store *store = NULL;
	enum error error = folder_database(data_dir, path, why);

	*report = (struct upkeep_report){0};
	if (error == OK && access(path, R_OK | W_OK) != 0) {
		snprintf(why, UPKEEP_WHY_BYTES, "%.400s cannot be opened: %s.", path, strerrordesc_np(errno));
		error = ERROR_BAD_REQUEST;
	}
	if (error == OK)
		error = folder_claim(data_dir, why);
	if (error != OK)
		return error;
	error = store_open(&(struct store_config){.path = path}, why, &store);
	if (error != OK)
		return error;
	error = rebuild(store, report, why);
	store_close(store);
	return error;
}
