#define _GNU_SOURCE /* pread, pwrite, O_CLOEXEC */
#include "store/sqlite/tidemark.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"

/* Decimal, so that an operator can read it, and of one width, so that it is written over in place. */
enum { DIGITS = 20 };

void tidemark_write(int file, int64_t pos)
{
	char line[DIGITS + 2];
	ssize_t written;

	(void)snprintf(line, sizeof(line), "%0*" PRId64 "\n", DIGITS, pos);
	written = pwrite(file, line, DIGITS + 1, 0);
	(void)written;
}

int64_t tidemark_read(int file)
{
	char digits[DIGITS];
	int64_t pos = 0;

	if (pread(file, digits, DIGITS, 0) != DIGITS)
		return 0;
	return text_to_integer((struct text){digits, DIGITS}, &pos) == OK ? pos : 0;
}

int64_t tidemark_of(const char *path)
{
	struct buffer name = {0};
	int64_t pos = 0;
	int file;

	buffer_append_format(&name, "%s.lock", path);
	file = name.failed ? -1 : open(name.data, O_RDONLY | O_CLOEXEC);
	buffer_deinit(&name);
	if (file >= 0) {
		pos = tidemark_read(file);
		(void)close(file);
	}
	return pos;
}
