#include "tests/checker/check.h"

#include <stdarg.h>

void verdict_break(struct verdict *verdict, const char *format, ...)
{
	va_list arguments;

	if (verdict->is_broken)
		return;
	verdict->is_broken = true;
	va_start(arguments, format);
	vsnprintf(verdict->why, sizeof verdict->why, format, arguments);
	va_end(arguments);
}

static void check_log(sqlite3 *db, const struct history *history, struct verdicts *verdicts)
{
	struct log_view log;
	char why[300] = "";

	if (!log_view_read(&log, db, why)) {
		for (size_t i = 1; i <= INVARIANT_COUNT; i++)
			verdict_break(&verdicts->of[i], "%s", why);
	} else {
		struct reading reading = {&log, history, access_read(&log)};

		check_commands(&log, db, history, verdicts);
		check_readers(&reading, db, verdicts);
		check_members(&reading, &verdicts->of[7]);
		access_free(reading.access);
		check_ledger(&log, db, verdicts);
		check_file(db, verdicts);
	}
	log_view_deinit(&log);
}

bool check_record(const char *path, const struct history *history, struct verdicts *verdicts)
{
	sqlite3 *db = NULL;
	bool is_good = true;

	*verdicts = (struct verdicts){0};
	check_store(path, verdicts);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		verdict_break(&verdicts->of[9], "the file cannot be opened: %s", sqlite3_errmsg(db));
	else
		check_log(db, history, verdicts);
	sqlite3_close(db);
	for (size_t i = 1; i <= INVARIANT_COUNT; i++)
		is_good = is_good && !verdicts->of[i].is_broken;
	return is_good;
}

void verdicts_print(const struct verdicts *verdicts, FILE *out)
{
	static const char *const promises[] = {"", "every receipt stands in the log, once", "nothing was invented",
		"every conversation counts without a hole, and was heard in order", "one place holds one event for all",
		"every reader ends with what is there for them",
		"the chain and the tables are whole, effects with their command",
		"nobody heard or said what was not theirs", "the ledger follows from the cases", "the file is sound"};

	for (int i = 1; i <= INVARIANT_COUNT; i++) {
		const struct verdict *verdict = &verdicts->of[i];

		if (verdict->is_broken)
			fprintf(out, "I%d BROKEN: %s\n", i, verdict->why);
		else
			fprintf(out, "I%d holds: %s (%lld looked at)\n", i, promises[i], (long long)verdict->looked_at);
	}
}
