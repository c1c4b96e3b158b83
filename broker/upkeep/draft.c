#define _GNU_SOURCE /* O_TMPFILE, renameat2, strerrordesc_np */

#include "upkeep/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum error fail(const char *path, char why[FOLDER_WHY_BYTES])
{
	snprintf(why, FOLDER_WHY_BYTES, "%.400s cannot be written: %s.", path, strerrordesc_np(errno));
	return ERROR_STORE_UNAVAILABLE;
}

static enum error refuse(const char *path, char why[FOLDER_WHY_BYTES])
{
	snprintf(why, FOLDER_WHY_BYTES, "%.400s is there already; nothing was changed.", path);
	return ERROR_CONFLICT;
}

static void name_folder(struct draft *draft, const char *path)
{
	const char *slash = strrchr(path, '/');
	int length = slash == path ? 1 : slash ? (int)(slash - path) : 0;

	snprintf(draft->folder, sizeof(draft->folder), "%.*s", length > 0 ? length : 1, length > 0 ? path : ".");
}

/* What an earlier one left is no use to anybody. */
static enum error begin_part(struct draft *draft, const char *path, char why[FOLDER_WHY_BYTES])
{
	snprintf(draft->part, sizeof(draft->part), "%.4080s.part", path);
	if (unlink(draft->part) != 0 && errno != ENOENT)
		return fail(draft->part, why);
	draft->file = open(draft->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (draft->file >= 0)
		return OK;
	enum error error = fail(draft->part, why);
	draft->part[0] = '\0';
	return error;
}

static enum error begin(struct draft *draft, const char *path, bool may_be_nameless, char why[FOLDER_WHY_BYTES])
{
	draft->file = may_be_nameless ? open(draft->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
	if (draft->file >= 0)
		return OK;
	if (!may_be_nameless || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
		return begin_part(draft, path, why);
	return fail(draft->folder, why);
}

enum error draft_begin(struct draft *draft, const char *path, bool may_be_nameless, char why[FOLDER_WHY_BYTES])
{
	struct stat status;
	enum error error;

	*draft = (struct draft){.file = -1};
	if (snprintf(draft->path, sizeof(draft->path), "%s", path) >= (int)sizeof(draft->path) - 10) {
		snprintf(why, FOLDER_WHY_BYTES, "the name of the file is too long.");
		return ERROR_BAD_REQUEST;
	}
	if (lstat(path, &status) == 0)
		return refuse(path, why);
	name_folder(draft, path);
	error = begin(draft, path, may_be_nameless, why);
	if (error == OK)
		folder_give(draft->folder, draft->file);
	return error;
}

enum error draft_begin_secret(struct draft *draft, const char *folder, char why[FOLDER_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	enum error error;

	*draft = (struct draft){.file = -1};
	snprintf(draft->folder, sizeof(draft->folder), "%s", folder);
	snprintf(path, sizeof(path), "%.4000s/copy", folder);
	error = begin(draft, path, true, why);
	if (error == OK && draft->part[0]) {
		(void)unlink(draft->part);
		draft->part[0] = '\0';
	}
	return error;
}

static bool sync_folder(const char *folder)
{
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_done = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	return is_done;
}

enum error draft_publish(struct draft *draft, char why[FOLDER_WHY_BYTES])
{
	char link[40];
	int result;

	if (fsync(draft->file) != 0)
		return fail(draft->path, why);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", draft->file);
	/* Both refuse a name that somebody took meanwhile. */
	if (draft->part[0])
		result = renameat2(AT_FDCWD, draft->part, AT_FDCWD, draft->path, RENAME_NOREPLACE);
	else
		result = linkat(AT_FDCWD, link, AT_FDCWD, draft->path, AT_SYMLINK_FOLLOW);
	if (result != 0)
		return errno == EEXIST ? refuse(draft->path, why) : fail(draft->path, why);
	draft->part[0] = '\0';
	return sync_folder(draft->folder) ? OK : fail(draft->folder, why);
}

void draft_end(struct draft *draft)
{
	if (draft->part[0])
		(void)unlink(draft->part);
	draft->part[0] = '\0';
	if (draft->file >= 0)
		close(draft->file);
	draft->file = -1;
}
