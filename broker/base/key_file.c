#define _GNU_SOURCE /* strerrordesc_np */

#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* Reads as much as fits; -1 on failure. */
static ssize_t read_all(int file, char *bytes, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(file, bytes + length, size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

static enum error read_key(
	int file, const char *path, char bytes[KEY_FILE_MOST_BYTES], struct text *key, char why[KEY_FILE_WHY_BYTES])
{
	struct stat status;
	struct text trimmed;
	ssize_t length;

	if (fstat(file, &status) == 0 && (status.st_mode & S_IRWXO)) {
		snprintf(why, KEY_FILE_WHY_BYTES,
			"%.400s may be read by everybody; take that away with chmod o= first.", path);
		return ERROR_BAD_REQUEST;
	}
	length = read_all(file, bytes, KEY_FILE_MOST_BYTES);
	if (length < 0) {
		snprintf(why, KEY_FILE_WHY_BYTES, "%.400s cannot be read: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	trimmed = text_trim((struct text){bytes, (size_t)length});
	memmove(bytes, trimmed.data, trimmed.length);
	*key = (struct text){bytes, trimmed.length};
	if (trimmed.length >= KEY_FILE_LEAST_BYTES && length < KEY_FILE_MOST_BYTES)
		return OK;
	snprintf(why, KEY_FILE_WHY_BYTES, "%.400s must hold %d to %d characters.", path, KEY_FILE_LEAST_BYTES,
		KEY_FILE_MOST_BYTES - 1);
	return ERROR_BAD_REQUEST;
}

enum error key_file_read(
	const char *path, char bytes[KEY_FILE_MOST_BYTES], struct text *key, char why[KEY_FILE_WHY_BYTES])
{
	enum error error;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0) {
		snprintf(why, KEY_FILE_WHY_BYTES, "%.400s cannot be opened: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	error = read_key(file, path, bytes, key, why);
	close(file);
	return error;
}
