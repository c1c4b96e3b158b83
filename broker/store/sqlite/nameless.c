#define _XOPEN_SOURCE 700 /* pread, ftruncate */
#include "store/sqlite/nameless.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/text.h"

struct nameless_file {
	sqlite3_file file; /* first */
	int descriptor;    /* borrowed */
};

static int descriptor_of(sqlite3_file *file)
{
	return ((struct nameless_file *)file)->descriptor;
}

/* --- one file ----------------------------------------------------------------------------------------------------- */

static int close_file(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static int read_file(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
	char *next = bytes;

	while (length > 0) {
		ssize_t got = pread(descriptor_of(file), next, (size_t)length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return SQLITE_IOERR_READ;
		if (got == 0) {
			memset(next, 0, (size_t)length); /* as SQLite wants it past the end */
			return SQLITE_IOERR_SHORT_READ;
		}
		next += got;
		at += got;
		length -= (int)got;
	}
	return SQLITE_OK;
}

static int write_file(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	const char *next = bytes;

	while (length > 0) {
		ssize_t put = pwrite(descriptor_of(file), next, (size_t)length, (off_t)at);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
		next += put;
		at += put;
		length -= (int)put;
	}
	return SQLITE_OK;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
	return ftruncate(descriptor_of(file), (off_t)size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int sync_file(sqlite3_file *file, int flags)
{
	(void)flags;
	return fsync(descriptor_of(file)) == 0 ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
	struct stat status;

	if (fstat(descriptor_of(file), &status) != 0)
		return SQLITE_IOERR_FSTAT;
	*size = status.st_size;
	return SQLITE_OK;
}

static int lock_file(sqlite3_file *file, int level)
{
	(void)file;
	(void)level;
	return SQLITE_OK;
}

static int is_reserved(sqlite3_file *file, int *is_reserved_by_another)
{
	(void)file;
	*is_reserved_by_another = 0;
	return SQLITE_OK;
}

static int control_file(sqlite3_file *file, int operation, void *argument)
{
	(void)file;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int plain_sector(sqlite3_file *file)
{
	(void)file;
	return 0; /* the default */
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = close_file,
	.xRead = read_file,
	.xWrite = write_file,
	.xTruncate = truncate_file,
	.xSync = sync_file,
	.xFileSize = size_of_file,
	.xLock = lock_file,
	.xUnlock = lock_file,
	.xCheckReservedLock = is_reserved,
	.xFileControl = control_file,
	.xSectorSize = plain_sector,
	.xDeviceCharacteristics = plain_sector,
};

/* --- opening ------------------------------------------------------------------------------------------------------ */

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	int64_t descriptor = 0;

	(void)vfs;
	file->pMethods = NULL;
	if (!(flags & SQLITE_OPEN_MAIN_DB) || !name || text_to_integer(text_of(name), &descriptor) != OK)
		return SQLITE_CANTOPEN;
	((struct nameless_file *)file)->descriptor = (int)descriptor;
	file->pMethods = &methods;
	if (flags_out)
		*flags_out = flags;
	return SQLITE_OK;
}

static int has_no_others(sqlite3_vfs *vfs, const char *name, int flags, int *is_there)
{
	(void)vfs;
	(void)name;
	(void)flags;
	*is_there = 0;
	return SQLITE_OK;
}

static int delete_nothing(sqlite3_vfs *vfs, const char *name, int must_sync)
{
	(void)vfs;
	(void)name;
	(void)must_sync;
	return SQLITE_OK;
}

static int keep_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* Chance and time are the default's. */
static sqlite3_vfs vfs;
static int registered = SQLITE_ERROR;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_vfs(void)
{
	const sqlite3_vfs *plain = sqlite3_initialize() == SQLITE_OK ? sqlite3_vfs_find(NULL) : NULL;

	if (!plain)
		return;
	vfs = *plain;
	vfs.pNext = NULL;
	vfs.zName = NAMELESS_VFS;
	vfs.szOsFile = sizeof(struct nameless_file);
	vfs.xOpen = open_file;
	vfs.xDelete = delete_nothing;
	vfs.xAccess = has_no_others;
	vfs.xFullPathname = keep_name;
	registered = sqlite3_vfs_register(&vfs, 0);
}

enum error nameless_register(void)
{
	return pthread_once(&once, make_vfs) == 0 && registered == SQLITE_OK ? OK : ERROR_BUSY;
}

void nameless_path(int file, char path[24])
{
	(void)snprintf(path, 24, "%d", file);
}
