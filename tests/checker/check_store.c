/* I6 and I9: what the store promises of itself. */
#include <string.h>

#include "store/store.h"
#include "tests/checker/check.h"

static void check_chain(struct store *store, struct verdict *verdict)
{
	struct log_walk walk = {0};

	if (reader_verify(store_reader(store), &walk) != OK)
		verdict_break(verdict, "the chain cannot be walked");
	else if (walk.first_bad)
		verdict_break(verdict, "the chain is wrong from %lld on", (long long)walk.first_bad);
	verdict->looked_at += walk.checked;
}

static void check_rebuilt(struct store *store, struct verdict *verdict)
{
	struct buffer grown = {0}, rebuilt = {0};

	if (store_dump_projections(store, &grown) != OK || store_rebuild(store) != OK ||
		store_dump_projections(store, &rebuilt) != OK) {
		verdict_break(verdict, "the tables cannot be made anew from the log");
	} else if (grown.length != rebuilt.length || memcmp(grown.data, rebuilt.data, grown.length) != 0) {
		size_t at = 0;

		while (at < grown.length && at < rebuilt.length && grown.data[at] == rebuilt.data[at])
			at++;
		verdict_break(verdict, "the tables differ from what the log makes of them, near: %.60s",
			grown.data + (at > 20 ? at - 20 : 0));
	}
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
}

void check_store(const char *path, struct verdicts *verdicts)
{
	const struct store_config config = {.path = path};
	struct store *store = NULL;
	char why[256] = "";

	if (store_open(&config, why, &store) != OK) {
		verdict_break(&verdicts->of[6], "the record does not open: %s", why);
		return;
	}
	check_chain(store, &verdicts->of[6]);
	check_rebuilt(store, &verdicts->of[6]);
	store_close(store);
}

static void expect_nothing(sqlite3 *db, const char *sql, const char *good, struct verdict *verdict)
{
	sqlite3_stmt *statement = NULL;

	verdict->looked_at++;
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
		verdict_break(verdict, "%s: %s", sql, sqlite3_errmsg(db));
		return;
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *said = (const char *)sqlite3_column_text(statement, 0);

		if (!good || !said || strcmp(said, good) != 0)
			verdict_break(verdict, "%s says: %s", sql, said ? said : "nothing");
	}
	if (sqlite3_finalize(statement) != SQLITE_OK)
		verdict_break(verdict, "%s: %s", sql, sqlite3_errmsg(db));
}

void check_file(sqlite3 *db, struct verdicts *verdicts)
{
	struct verdict *verdict = &verdicts->of[9];

	expect_nothing(db, "PRAGMA integrity_check", "ok", verdict);
	expect_nothing(db, "PRAGMA foreign_key_check", NULL, verdict);
	expect_nothing(db, "INSERT INTO search(search) VALUES('integrity-check')", NULL, verdict);
}
