#define _GNU_SOURCE /* explicit_bzero */

#include "app/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* Reads as much as fits; -1 on failure. */
static ssize_t read_all(int fd, char *bytes, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, bytes + length, size - length);

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

static enum error read_secret(int fd, const char *path, struct secret *secret, char why[SECRET_WHY_BYTES])
{
	struct stat status;
	struct text trimmed;
	ssize_t length;

	if (fstat(fd, &status) == 0 && (status.st_mode & S_IRWXO)) {
		snprintf(why, SECRET_WHY_BYTES, "%s may be read by everybody; take that away with chmod o= first.",
			path);
		return ERROR_BAD_REQUEST;
	}
	length = read_all(fd, secret->bytes, sizeof(secret->bytes));
	if (length < 0) {
		snprintf(why, SECRET_WHY_BYTES, "%s cannot be read: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	trimmed = text_trim((struct text){secret->bytes, (size_t)length});
	memmove(secret->bytes, trimmed.data, trimmed.length);
	secret->length = trimmed.length;
	if (trimmed.length >= SECRET_LEAST_BYTES && length < (ssize_t)sizeof(secret->bytes))
		return OK;
	snprintf(why, SECRET_WHY_BYTES, "%s must hold %d to %d characters.", path, SECRET_LEAST_BYTES,
		SECRET_MOST_BYTES - 1);
	return ERROR_BAD_REQUEST;
}

enum error secret_load(const char *path, struct secret *secret, char why[SECRET_WHY_BYTES])
{
	struct digest cookie_key;
	enum error error;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*secret = (struct secret){0};
	if (fd < 0) {
		snprintf(why, SECRET_WHY_BYTES, "%s cannot be opened: %s.", path, strerrordesc_np(errno));
		return ERROR_BAD_REQUEST;
	}
	error = read_secret(fd, path, secret, why);
	close(fd);
	if (error)
		return error;
	error = digest_keyed(secret_patient_key(secret), text_of("corridor cookie key"), &cookie_key);
	if (error) {
		snprintf(why, SECRET_WHY_BYTES, "a key cannot be made from %s.", path);
		return error;
	}
	hex_encode(cookie_key.bytes, sizeof(cookie_key.bytes), secret->cookie_key);
	return OK;
}

void secret_forget(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}

struct text secret_patient_key(const struct secret *secret)
{
	return (struct text){secret->bytes, secret->length};
}

struct text secret_cookie_key(const struct secret *secret)
{
	return text_of(secret->cookie_key);
}
