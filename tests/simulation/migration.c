/*
 * A record of the first version is brought forward, and at each of its writes the machine goes down: the next start finishes
 * what was begun, and nothing of the log is lost.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "tests/simulation/sim.h"

/* What cannot be made again: all that version 1 had. */
static const char drop_sql[] = "SELECT 'DROP ' || type || ' \"' || name || '\"' FROM sqlite_schema WHERE type = "
			       "'table' AND name NOT LIKE 'sqlite_%'"
			       " AND name NOT IN ('events', 'words', 'receipts', 'credentials', 'sessions')"
			       " AND (name NOT LIKE 'search\\_%' ESCAPE '\\' OR name = 'search_mark')";

/* Then sessions had no name, credentials no recovery codes, and nothing was looked up by who did it. */
static const char old_secrets_sql[] =
	"DROP INDEX events_by_person; DROP TABLE sessions; ALTER TABLE credentials DROP COLUMN recovery_codes;"
	"CREATE TABLE sessions(token BLOB PRIMARY KEY, person TEXT NOT NULL, device TEXT NOT NULL,"
	" started_at INTEGER NOT NULL, used_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID";

static void make_version_1(void)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	char sql[64][200];
	int count = 0;

	if (sqlite3_open(sim_path(), &db) != SQLITE_OK ||
		sqlite3_prepare_v2(db, drop_sql, -1, &statement, NULL) != SQLITE_OK)
		abort();
	while (sqlite3_step(statement) == SQLITE_ROW && count < 64)
		snprintf(sql[count++], sizeof sql[0], "%s", (const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	for (int i = 0; i < count; i++) {
		if (sqlite3_exec(db, sql[i], NULL, NULL, NULL) != SQLITE_OK) {
			fprintf(stderr, "%s: %s\n", sql[i], sqlite3_errmsg(db));
			abort();
		}
	}
	if (sqlite3_exec(db, old_secrets_sql, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	if (sqlite3_exec(db, "PRAGMA user_version=1; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) != SQLITE_OK)
		abort();
	sqlite3_close(db);
}

static struct buffer dump(struct store *store)
{
	struct buffer out = {0};

	if (store_dump_projections(store, &out) != OK || out.failed)
		abort();
	return out;
}

static bool is_whole(struct store *store, const struct buffer *expected, int64_t last)
{
	struct log_walk walk = {0};
	struct buffer now = dump(store);
	bool is_same = now.length == expected->length && memcmp(now.data, expected->data, now.length) == 0;

	buffer_deinit(&now);
	return is_same && store_last_pos(store) == last && reader_verify(store_reader(store), &walk) == OK &&
	       walk.first_bad == 0 && walk.checked == last;
}

/* *is_struck: it went down at that write. */
static bool go_down_at(int64_t at, bool is_power_cut, const struct buffer *expected, int64_t last, bool *is_struck)
{
	const struct disk_fault fault = {.call = DISK_WRITE, .at = at, .is_sticky = true};
	struct chance chance = {(uint64_t)at};
	int64_t failures = disk_failures();
	struct store *store;
	bool is_good;

	sim_begin_afresh();
	disk_set_fault(&fault);
	store = sim_open_store();
	*is_struck = disk_failures() > failures;
	disk_kill();
	store_close(store);
	disk_revive(is_power_cut, &chance);
	store = sim_open_store();
	is_good = store && is_whole(store, expected, last);
	if (!is_good)
		printf("FAILED at write %lld: %s\n", (long long)at, store ? "it is not what it was" : sim_problem);
	store_close(store);
	return is_good;
}

int main(void)
{
	struct buffer expected;
	struct store *store;
	bool is_struck = true;
	int64_t at = 1, last;
	int bad = 0;

	log_set_level(LOG_ERROR + 1);
	(void)sim_prepare();
	store = sim_open_store();
	expected = dump(store);
	last = store_last_pos(store);
	store_close(store);
	make_version_1();
	disk_keep();
	for (; is_struck && bad < 5; at++) {
		bad += !go_down_at(at, false, &expected, last, &is_struck);
		bad += !go_down_at(at, true, &expected, last, &is_struck);
	}
	printf("it went down at each of %lld writes\n", (long long)at - 2);
	buffer_deinit(&expected);
	disk_erase();
	disk_forget_kept();
	return bad || at < 20 ? 1 : 0;
}
