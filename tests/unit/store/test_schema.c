/* Files of older versions are brought forward; newer ones are refused. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

/* Up to version 2 sessions had no name, credentials no recovery codes, and nothing was looked up by who did it. */
static void make_old_secrets(sqlite3 *db)
{
	damage_run(db, "DROP INDEX events_by_person; DROP TABLE sessions;"
		       "ALTER TABLE credentials DROP COLUMN recovery_codes;"
		       "CREATE TABLE sessions(token BLOB PRIMARY KEY, person TEXT NOT NULL, device TEXT NOT NULL,"
		       " started_at INTEGER NOT NULL, used_at INTEGER NOT NULL, ends_at INTEGER NOT NULL)"
		       " STRICT, WITHOUT ROWID");
}

/* Version 1 had the log, words, receipts and secrets, and no table made from them. */
static void make_version_1(const struct subject *subject)
{
	static const char *const tables[] = {"search", "search_mark", "chores", "organisations", "neighbourhoods",
		"people", "practices", "devices", "links", "members", "link_specialists", "threads", "amendments",
		"reads", "redactions", "talks", "ledger", "referrals", "thanks", "activity", "cases", "link_days",
		"staged_people", "staged_links", "covers", "notices", "bulletins", "accesses", "administration",
		"log_days", "invitations", "browsers", "attempts", "mdts", "mdt_members", "mdt_required", "meetings",
		"mdt_cases", "mdt_deferrals", "mdt_would_refer", "mdt_views", "guests", "actions"};
	sqlite3 *db = damage_open(subject);

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		char sql[80];

		(void)snprintf(sql, sizeof(sql), "DROP TABLE %s", tables[i]);
		damage_run(db, sql);
	}
	make_old_secrets(db);
	damage_run(db, "PRAGMA user_version=1");
	cr_assert_eq(damage_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), 5);
	sqlite3_close(db);
}

Test(schema, brings_a_file_of_version_1_forward)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 21, 300);
	struct buffer before = world_dump(&world);
	int64_t last = store_last_pos(subject.store);
	store_close(subject.store);
	make_version_1(&subject);
	char why[256];
	cr_assert_eq(damage_try_open(&subject, true, why, &subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "version 1"), "%s", why);
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	world.store = subject.store;
	cr_assert_eq(store_last_pos(subject.store), last);
	struct buffer after = world_dump(&world);
	cr_assert(strcmp(before.data, after.data) == 0);
	world_topic(&world, world.cardiology, "a.khan", "Next", "And on");
	cr_assert_eq(world_verify(&world), last + 1);
	buffer_deinit(&before);
	buffer_deinit(&after);
	world_deinit(&world);
	subject_close(&subject);
}

/* Before version 6 there were no MDTs, and one entry and one referral for each case. */
static void make_without_mdts(sqlite3 *db)
{
	static const char *const tables[] = {"mdts", "mdt_members", "mdt_required", "meetings", "mdt_cases",
		"mdt_deferrals", "mdt_would_refer", "mdt_views", "guests", "actions", "ledger", "referrals"};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		char sql[80];

		(void)snprintf(sql, sizeof(sql), "DROP TABLE %s", tables[i]);
		damage_run(db, sql);
	}
	damage_run(db, "CREATE TABLE ledger(thread INTEGER PRIMARY KEY) STRICT");
	damage_run(db, "CREATE TABLE referrals(pos INTEGER PRIMARY KEY) STRICT");
}

/* Version 2 knew of nothing that ends, of no treatment functions of people, of no imports, and of no leave, agreements and
 * steps of promises. */
static void make_version_2(const struct subject *subject)
{
	static const char *const steps[] = {"DROP TABLE search_mark", "DROP TABLE accesses",
		"DROP TABLE administration", "DROP TABLE log_days", "DROP TABLE invitations", "DROP TABLE browsers",
		"DROP TABLE attempts", "DROP TABLE staged_people", "DROP TABLE staged_links",
		"DROP INDEX people_by_organisation", "DROP INDEX practices_by_organisation",
		"DROP INDEX link_specialists_by_person", "ALTER TABLE people DROP COLUMN treatment_function",
		"ALTER TABLE organisations DROP COLUMN is_ended", "ALTER TABLE neighbourhoods DROP COLUMN is_ended",
		"DROP TABLE covers", "DROP TABLE notices", "DROP TABLE bulletins", "DROP INDEX threads_by_next_step",
		"DROP INDEX cases_by_asked", "DROP INDEX cases_by_asker", "DROP INDEX people_suspended",
		"ALTER TABLE threads DROP COLUMN promise_step", "ALTER TABLE threads DROP COLUMN given",
		"ALTER TABLE threads DROP COLUMN next_step_at", "ALTER TABLE threads DROP COLUMN paused_at",
		"ALTER TABLE links DROP COLUMN team_awaited", "ALTER TABLE links DROP COLUMN specialists_awaited",
		"ALTER TABLE links DROP COLUMN starts_on", "ALTER TABLE links DROP COLUMN ends_on",
		"ALTER TABLE links DROP COLUMN ended_at", "ALTER TABLE links DROP COLUMN end_reason",
		"PRAGMA user_version=2"};
	sqlite3 *db = damage_open(subject);

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		damage_run(db, steps[i]);
	make_without_mdts(db);
	make_old_secrets(db);
	sqlite3_close(db);
}

Test(schema, brings_a_file_of_version_2_forward)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 22, 100);
	struct buffer before = world_dump(&world);
	store_close(subject.store);
	make_version_2(&subject);
	char why[256];
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	world.store = subject.store;
	struct buffer after = world_dump(&world);
	cr_assert(strcmp(before.data, after.data) == 0);
	buffer_deinit(&before);
	buffer_deinit(&after);
	world_deinit(&world);
	subject_close(&subject);
}

/* Version 4 wrote the search index in each commit: all of it is there, and the mark stands at the end. */
Test(schema, brings_a_file_of_version_4_forward)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 22, 300);
	struct buffer before = world_dump(&world);
	store_close(subject.store);
	sqlite3 *db = damage_open(&subject);
	damage_run(db, "DROP TABLE search_mark; PRAGMA user_version=4");
	make_without_mdts(db);
	sqlite3_close(db);
	char why[256];
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	world.store = subject.store;
	struct buffer after = world_dump(&world);
	cr_assert_str_eq(before.data, after.data);
	cr_assert_eq(store_rebuild(subject.store), OK);
	struct buffer rebuilt = world_dump(&world);
	cr_assert_str_eq(before.data, rebuilt.data);
	buffer_deinit(&before);
	buffer_deinit(&after);
	buffer_deinit(&rebuilt);
	world_deinit(&world);
	subject_close(&subject);
}

/* Stopped between the new tables and their contents: the chore is still there, and is done at the next start. */
Test(schema, fills_the_tables_when_a_start_was_interrupted)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct buffer before = world_dump(&world);
	sqlite3 *db = damage_open(&subject);
	damage_run(db, "DELETE FROM people; DELETE FROM members; INSERT INTO chores(name) VALUES('rebuild')");
	sqlite3_close(db);
	subject_restart(&subject);
	world.store = subject.store;
	struct buffer after = world_dump(&world);
	cr_assert_str_eq(before.data, after.data);
	buffer_deinit(&before);
	buffer_deinit(&after);
	world_deinit(&world);
	subject_close(&subject);
}

Test(schema, refuses_a_file_that_is_newer)
{
	struct subject subject;
	char why[256];

	subject_open(&subject, SUBJECT_FILE);
	sqlite3 *db = damage_open(&subject);
	damage_run(db, "PRAGMA user_version=99");
	sqlite3_close(db);
	store_close(subject.store);
	subject.store = NULL;
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "version 99"), "%s", why);
	subject_close(&subject);
}

/* SQLite 3.40 gives UPDATE triggers wrong old values after an UPSERT, which the ledger uses. */
Test(schema, has_no_trigger_that_looks_at_old_values)
{
	struct subject subject;

	subject_open(&subject, SUBJECT_FILE);
	sqlite3 *db = damage_open(&subject);
	cr_assert(damage_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") >= 6);
	cr_assert_eq(
		damage_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%old.%'"),
		0);
	sqlite3_close(db);
	subject_close(&subject);
}
