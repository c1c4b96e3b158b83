#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"

/* Less than PIPE_BUF, so that a line is written at once and two threads never mix theirs. */
enum { LINE_BYTES = 2048 };

static const char *const LEVEL_NAMES[] = {"debug", "info", "warning", "error"};

static atomic_int least_level = LOG_INFO;

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&least_level, (int)level, memory_order_relaxed);
}

/* Blots out the control characters of ASCII and of Latin-1 (in UTF-8, C2 80 to C2 9F): a terminal obeys both. */
static void blot_controls(char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)line[i];
		bool is_second = i > 0 && (unsigned char)line[i - 1] == 0xC2 && byte >= 0x80 && byte < 0xA0;

		if (byte < 0x20 || byte == 0x7F || is_second)
			line[i] = '?';
		if (is_second)
			line[i - 1] = '?';
	}
}

static void write_line(const char *line, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDERR_FILENO, line, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return; /* there is nobody left to tell */
		line += written;
		length -= (size_t)written;
	}
}

/* What snprintf wrote into size bytes, its NUL not counted. */
static size_t written_length(int wanted, size_t size)
{
	if (wanted < 0)
		return 0;
	return (size_t)wanted < size ? (size_t)wanted : size - 1;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	char line[LINE_BYTES];
	char at[25];
	va_list arguments;
	size_t length;
	int saved_errno = errno;

	if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
		return;
	calendar_format_time(clock_system()->wall_ms(clock_system()), at);
	length = written_length(snprintf(line, LINE_BYTES, "%s %s %s", at, LEVEL_NAMES[level], event), LINE_BYTES);
	if (format && length < LINE_BYTES - 1) {
		line[length++] = ' ';
		va_start(arguments, format);
		length += written_length(
			vsnprintf(line + length, LINE_BYTES - length, format, arguments), LINE_BYTES - length);
		va_end(arguments);
	}
	blot_controls(line, length);
	line[length] = '\n'; /* over the NUL */
	write_line(line, length + 1);
	errno = saved_errno;
}
