#define _GNU_SOURCE /* flock, strerrordesc_np */

#include "upkeep/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { SPARE_BYTES = 64 * 1024 * 1024, MEBIBYTE = 1024 * 1024 };

enum error folder_claim(const char *data_dir, char why[FOLDER_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	int file;

	if (mkdir(data_dir, 0700) != 0 && errno != EEXIST) {
		snprintf(why, FOLDER_WHY_BYTES, "%.400s cannot be made: %s.", data_dir, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	snprintf(path, sizeof(path), "%.4000s/lock", data_dir);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0) {
		snprintf(why, FOLDER_WHY_BYTES, "%.400s cannot be opened: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	folder_give(data_dir, file);
	/* The descriptor stays open on purpose: the lock ends with the process, however that ends. */
	if (flock(file, LOCK_EX | LOCK_NB) == 0)
		return OK;
	close(file);
	snprintf(why, FOLDER_WHY_BYTES, "another corridord uses %.400s; one record has one writer.", data_dir);
	return ERROR_BAD_REQUEST;
}

enum error folder_database(const char *data_dir, char path[FOLDER_PATH_BYTES], char why[FOLDER_WHY_BYTES])
{
	if (snprintf(path, FOLDER_PATH_BYTES, "%s/corridor.db", data_dir) < FOLDER_PATH_BYTES)
		return OK;
	snprintf(why, FOLDER_WHY_BYTES, "data_dir is too long.");
	return ERROR_BAD_REQUEST;
}

enum error folder_has_room(const char *folder, int64_t bytes, char why[FOLDER_WHY_BYTES])
{
	struct statvfs status;
	int64_t free_bytes;

	if (statvfs(folder, &status) != 0) {
		snprintf(why, FOLDER_WHY_BYTES, "%.400s cannot be looked at: %s.", folder, strerrordesc_np(errno));
		return ERROR_STORE_UNAVAILABLE;
	}
	free_bytes = (int64_t)status.f_bavail * (int64_t)status.f_frsize;
	if (free_bytes >= bytes + SPARE_BYTES)
		return OK;
	snprintf(why, FOLDER_WHY_BYTES, "%.380s has %lld MiB free, and this takes %lld; make room first.", folder,
		(long long)(free_bytes / MEBIBYTE), (long long)((bytes + SPARE_BYTES) / MEBIBYTE));
	return ERROR_STORE_UNAVAILABLE;
}

void folder_give(const char *folder, int file)
{
	struct stat status;

	/* Where that is not possible, whoever starts the daemon is told by it which file it cannot open. */
	if (geteuid() == 0 && stat(folder, &status) == 0 && fchown(file, status.st_uid, status.st_gid) != 0)
		return;
}
