/* Files of older versions are brought forward; newer ones are refused. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

/* Version 1 had the log, words, receipts and secrets, and no table made from them. */
static void make_version_1(const struct subject *subject)
{
	static const char *const tables[] = {"search", "chores", "organisations", "neighbourhoods", "people",
		"practices", "devices", "links", "members", "link_specialists", "threads", "amendments", "reads",
		"redactions", "talks", "ledger", "referrals", "thanks", "activity", "cases", "link_days"};
	sqlite3 *db = damage_open(subject);

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		char sql[80];

		(void)snprintf(sql, sizeof(sql), "DROP TABLE %s", tables[i]);
		damage_run(db, sql);
	}
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
