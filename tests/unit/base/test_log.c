#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/log.h"
#include "base/text.h"

static char captured[16384];
static FILE *capture_file;
static int real_stderr;

static void begin_capture(void)
{
	capture_file = tmpfile();
	cr_assert_not_null(capture_file);
	real_stderr = dup(STDERR_FILENO);
	cr_assert(real_stderr >= 0);
	cr_assert(dup2(fileno(capture_file), STDERR_FILENO) >= 0);
}

static void end_capture(void)
{
	ssize_t length;

	cr_assert(dup2(real_stderr, STDERR_FILENO) >= 0);
	close(real_stderr);
	length = pread(fileno(capture_file), captured, sizeof(captured) - 1, 0);
	cr_assert(length >= 0);
	captured[length] = '\0';
	fclose(capture_file);
}

/* What stands behind the time of the only line, checked to be one. */
static const char *only_line(void)
{
	int64_t at_ms;

	cr_assert(strlen(captured) > 25);
	cr_assert_eq(calendar_parse_time((struct text){captured, 24}, &at_ms), OK, "%s", captured);
	cr_assert_eq(captured[24], ' ');
	cr_assert_eq(strchr(captured, '\n'), captured + strlen(captured) - 1, "%s", captured);
	return captured + 25;
}

Test(log, writes_one_line_with_time_level_event_and_pairs)
{
	begin_capture();
	log_event(LOG_INFO, "mqtt.connected", "host=%s port=%d", "127.0.0.1", 8883);
	end_capture();
	cr_assert_str_eq(only_line(), "info mqtt.connected host=127.0.0.1 port=8883\n");
}

Test(log, needs_no_pairs)
{
	begin_capture();
	log_event(LOG_ERROR, "store.closed", NULL);
	end_capture();
	cr_assert_str_eq(only_line(), "error store.closed\n");
}

Test(log, drops_what_is_below_its_level)
{
	begin_capture();
	log_event(LOG_DEBUG, "not.seen", NULL);
	log_set_level(LOG_WARNING);
	log_event(LOG_INFO, "not.seen", NULL);
	log_event(LOG_WARNING, "seen", "a=%d", 1);
	end_capture();
	cr_assert_str_eq(only_line(), "warning seen a=1\n");
}

Test(log, shows_debug_lines_when_asked_to)
{
	begin_capture();
	log_set_level(LOG_DEBUG);
	log_event(LOG_DEBUG, "seen", NULL);
	end_capture();
	cr_assert_str_eq(only_line(), "debug seen\n");
}

Test(log, cannot_be_made_to_write_a_second_line_or_to_drive_a_terminal)
{
	begin_capture();
	log_event(LOG_INFO, "peer.said", "text=%s",
		"a\r\n2026 info forged\x1b[2J\x7f\xc2\x9b"
		"1m\t\x01z");
	end_capture();
	cr_assert_str_eq(only_line(), "info peer.said text=a??2026 info forged?[2J???1m??z\n");
}

Test(log, leaves_other_letters_alone)
{
	begin_capture();
	log_event(LOG_INFO, "peer.said", "text=%s", "Zo\xc3\xab \xc2\xa3 \xe2\x82\xac");
	end_capture();
	cr_assert_str_eq(only_line(), "info peer.said text=Zo\xc3\xab \xc2\xa3 \xe2\x82\xac\n");
}

Test(log, cuts_a_line_that_is_too_long)
{
	begin_capture();
	log_event(LOG_INFO, "long", "pad=%5000d", 1);
	end_capture();
	cr_assert(strlen(only_line()) < 2048);
	cr_assert(strlen(captured) > 2000);
}

Test(log, cuts_an_event_name_that_is_too_long)
{
	char event[4000];

	memset(event, 'e', sizeof(event) - 1);
	event[sizeof(event) - 1] = '\0';
	begin_capture();
	log_event(LOG_INFO, event, "a=%d", 1);
	end_capture();
	only_line();
}

Test(log, keeps_errno)
{
	begin_capture();
	close(STDERR_FILENO);
	errno = ENOENT;
	log_event(LOG_INFO, "nobody.listens", NULL);
	cr_assert_eq(errno, ENOENT);
	end_capture();
	cr_assert_str_eq(captured, "");
}
