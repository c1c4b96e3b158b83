/* Runs the hand-worked cases of the files named, each on a broker of its own. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/ledger/script.h"

enum { LINE_BYTES = 400, FEWEST_CASES = 40 };

void script_fail(struct script *script, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s:%d: ", script->file, script->line_number);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	script->failure_count++;
}

int script_letter(struct script *script, const char *token)
{
	if (token[0] >= 'A' && token[0] <= 'Z' && token[1] == '\0')
		return token[0] - 'A';
	script_fail(script, "%s names no case", token);
	return 0;
}

int32_t script_date(struct script *script, const char *token)
{
	int32_t date = 0;

	if (calendar_parse_date(text_of(token), &date) != OK) {
		script_fail(script, "%s is no date", token);
		return 20260101;
	}
	return date;
}

/* --- cases and lines -------------------------------------------------------------------------------------------------------- */

static void end_case(struct script *script)
{
	if (!script->is_open)
		return;
	script_expect_rebuilt(script);
	history_close(&script->history);
	script->is_open = false;
}

static void begin_case(struct script *script)
{
	end_case(script);
	history_open(&script->history, NULL);
	script->is_open = true;
	script->today = 0;
	script->case_count++;
}

/* Sets the clock by the date, and the time when there is one; gives the token after them. */
static int set_clock(struct script *script)
{
	char moment[40];
	int64_t now_ms = 0;
	const char *time = script->tokens[1];
	bool is_told = strlen(time) == 6 && time[2] == ':' && time[5] == 'Z';

	snprintf(moment, sizeof moment, "%sT%.5s:00Z", script->tokens[0], is_told ? time : "12:00");
	if (calendar_parse_time(text_of(moment), &now_ms) != OK || now_ms < script->history.world.clock.wall_now_ms)
		script_fail(script, "%s is not a later time", moment);
	history_at(&script->history, now_ms);
	return is_told ? 2 : 1;
}

static void happen(struct script *script)
{
	const char *last = script->tokens[script->count - 1];
	const char *wanted = last[0] == '!' ? last + 1 : "";
	int first;
	enum error error;

	/* the clock of a fresh world stands later than histories may begin */
	if (script->today == 0)
		history_at(&script->history, 0);
	script->today = script_date(script, script->tokens[0]);
	first = set_clock(script);
	if (wanted[0])
		script->tokens[script->count - 1] = script->tokens[SCRIPT_TOKENS - 1];
	error = script_happen(script, first);
	if (strcmp(error == OK ? "" : error_wire(error), wanted) != 0)
		script_fail(script, "answered with %s", error == OK ? "ok" : error_wire(error));
}

static void split(struct script *script, char *line)
{
	static char nothing[] = "";

	script->count = 0;
	for (char *token = strtok(line, " \t\n"); token && script->count < SCRIPT_TOKENS - 1;
		token = strtok(NULL, " \t\n"))
		script->tokens[script->count++] = token;
	for (int i = script->count; i < SCRIPT_TOKENS; i++)
		script->tokens[i] = nothing;
}

static void run_line(struct script *script, char *line)
{
	split(script, line);
	if (script->count == 0 || script->tokens[0][0] == '#')
		return;
	if (strcmp(script->tokens[0], "case") == 0)
		begin_case(script);
	else if (!script->is_open)
		script_fail(script, "no case was begun");
	else if (strcmp(script->tokens[0], "expect") == 0)
		script_expect(script);
	else
		happen(script);
}

static void run_file(struct script *script, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[LINE_BYTES];

	script->file = path;
	script->line_number = 0;
	if (!file) {
		script_fail(script, "cannot be read");
		return;
	}
	while (fgets(line, sizeof line, file)) {
		script->line_number++;
		run_line(script, line);
	}
	end_case(script);
	fclose(file);
}

int main(int argc, char **argv)
{
	static struct script script;

	for (int i = 1; i < argc; i++)
		run_file(&script, argv[i]);
	printf("%d cases, %d failures\n", script.case_count, script.failure_count);
	return script.failure_count > 0 || script.case_count < FEWEST_CASES;
}
