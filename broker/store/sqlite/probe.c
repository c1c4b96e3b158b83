/* Whether the disk takes and keeps new bytes. */
#define _GNU_SOURCE /* strerrordesc_np */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/hooks.h"
#include "store/sqlite/sqlite_store.h"

enum { PROBE_BYTES = 65536 };

static bool write_and_sync(int file)
{
	static const char bytes[PROBE_BYTES];
	ssize_t put = write(file, bytes, sizeof(bytes));

	if (put >= 0 && put < (ssize_t)sizeof(bytes))
		errno = ENOSPC;
	return put == (ssize_t)sizeof(bytes) && fdatasync(file) == 0;
}

/* A file beside the database, which has its name for a moment only. */
static bool probe(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int problem;
	bool is_well;

	if (file < 0)
		return false;
	is_well = unlink(path) == 0 && write_and_sync(file);
	problem = errno;
	(void)close(file);
	errno = problem;
	return is_well;
}

enum error sqlite_probe(struct store *base, char why[256])
{
	const struct sqlite_store *store = (const struct sqlite_store *)base;
	struct buffer path = {0};
	bool is_well;

	if (store->is_twin)
		return OK;
	buffer_append_format(&path, "%s.probe", store->path);
	is_well = !path.failed && probe(path.data);
	if (!is_well)
		(void)snprintf(why, 256, "The disk of the record cannot be written: %s.",
			path.failed ? "no memory" : strerrordesc_np(errno));
	buffer_deinit(&path);
	return is_well ? OK : ERROR_STORE_UNAVAILABLE;
}
