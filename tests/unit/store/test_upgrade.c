/* Records as every earlier version of the schema kept them, written out as SQL: each is brought forward whole. */
#define _GNU_SOURCE /* usleep */

#include <criterion/criterion.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "store/copy.h"
#include "store/sqlite/restored.h"
#include "store/sqlite/schema.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

enum { FIXTURE_BYTES = 1024 * 1024 };

/* What the record of each version holds, on top of what the one before held. */
static const struct {
	int64_t events;
	const char *table; /* made of its newest events */
	size_t recovery_codes;
} fixtures[SCHEMA_VERSION] = {
	{0, NULL, 0},
	{36, "ledger thread=26", 0},
	{36, "ledger thread=26", 0},
	{43, "covers id=37", 0},
	{47, "invitations pos=44", 2},
	{48, "search term=ultrasound", 2},
};

static char *read_fixture(int version)
{
	char path[300];
	char *sql = calloc(1, FIXTURE_BYTES);
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/version_%d.sql", SCHEMA_FIXTURES, version);
	file = fopen(path, "r");
	cr_assert_not_null(file, "every earlier version of the schema needs a record as it kept it: %s", path);
	cr_assert(fread(sql, 1, FIXTURE_BYTES, file) > 0);
	cr_assert(fclose(file) == 0);
	return sql;
}

/* In place of the subject's own, empty file, which is what version 0 is. */
static void make_record(struct subject *subject, int version)
{
	char *sql;
	sqlite3 *db = NULL;

	subject_open(subject, SUBJECT_FILE);
	store_close(subject->store);
	subject->store = NULL;
	cr_assert_eq(unlink(subject->path), 0);
	cr_assert_eq(sqlite3_open(subject->path, &db), SQLITE_OK);
	sql = version > 0 ? read_fixture(version) : NULL;
	if (sql)
		damage_run(db, sql);
	free(sql);
	cr_assert_eq(damage_number(db, "PRAGMA user_version"), version);
	sqlite3_close(db);
}

static struct buffer dump(struct subject *subject)
{
	struct buffer text = {0};

	cr_assert_eq(store_dump_projections(subject->store, &text), OK);
	return text;
}

/* The tables are what the log makes of them. */
static void assert_tables(struct subject *subject, int version)
{
	struct buffer grown = dump(subject);
	struct buffer rebuilt;

	cr_assert_eq(store_rebuild(subject->store), OK);
	rebuilt = dump(subject);
	cr_assert_eq(grown.length > 0, version > 0);
	cr_assert_eq(grown.length, rebuilt.length, "version %d", version);
	cr_assert_eq(
		memcmp(buffer_text(&grown).data, buffer_text(&rebuilt).data, grown.length), 0, "version %d", version);
	if (version > 0) {
		cr_assert_not_null(strstr(grown.data, "search term=doac"), "what was said can be found");
		cr_assert_null(strstr(grown.data, "wrong"), "what was destroyed cannot");
		cr_assert_not_null(strstr(grown.data, "ledger thread=26"), "what was counted still counts");
		cr_assert_not_null(strstr(grown.data, fixtures[version].table), "version %d", version);
	}
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
}

/* What no log can make again: receipts, and secrets of sign-in. */
static void assert_kept(struct subject *subject, int version)
{
	struct stored_receipt receipt = {0};
	struct credential credential = {0};
	struct arena *arena = arena_new(1 << 20);
	struct transaction_id txn = {"fixture-1"};

	cr_assert_eq(store_find_receipt(subject->store, device_of("a.khan"), txn, arena, &receipt), OK);
	cr_assert_eq(receipt.found, version > 0);
	cr_assert_eq(reader_credential(store_reader(subject->store), person("a.khan"), &credential), OK);
	cr_assert_eq(credential.found, version > 0);
	cr_assert_eq(credential.recovery_code_count, fixtures[version].recovery_codes, "version %d", version);
	arena_free(arena);
}

/* added: events that came on top of what the fixture holds. */
static void assert_whole(struct subject *subject, int version, int64_t added)
{
	struct world world = {.store = subject->store};

	cr_assert_eq(world_verify(&world), fixtures[version].events + added, "version %d", version);
	assert_tables(subject, version);
	assert_kept(subject, version);
}

Test(upgrade, brings_a_record_of_every_version_forward)
{
	for (int version = 0; version < SCHEMA_VERSION; version++) {
		struct subject subject;
		char why[256];

		make_record(&subject, version);
		cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "version %d: %s", version, why);
		assert_whole(&subject, version, 0);
		subject_close(&subject);
	}
}

/* The night's backup is older than the program that was installed in the morning. */
Test(upgrade, brings_a_backup_of_every_version_forward)
{
	for (int version = 1; version < SCHEMA_VERSION; version++) {
		struct store_findings findings;
		struct subject subject;
		char why[256];
		int file;

		make_record(&subject, version);
		file = open(subject.path, O_RDWR);
		cr_assert(file >= 0);
		cr_assert_eq(store_bring_forward(file, why), OK, "version %d: %s", version, why);
		cr_assert_eq(store_examine_copy(file, &findings, why), OK, "version %d: %s", version, why);
		cr_assert_eq(findings.events, fixtures[version].events);
		cr_assert_eq(findings.upto, fixtures[version].events);
		cr_assert_eq(findings.first_bad, 0);
		cr_assert_str_eq(findings.damage, "", "version %d: %s", version, findings.damage);
		cr_assert_eq(store_mark_restored(file, why), OK, "version %d: %s", version, why);
		close(file);
		cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "version %d: %s", version, why);
		assert_whole(&subject, version, 1);
		cr_assert(store_last_pos(subject.store) > fixtures[version].events + RESTORED_BY_WRONG_CLOCK);
		subject_close(&subject);
	}
}

Test(upgrade, killed_at_any_moment_is_done_at_the_next_start, .timeout = 60)
{
	enum { KILLS = 15 };

	for (int i = 0; i < KILLS; i++) {
		int version = 1 + i % (SCHEMA_VERSION - 1);
		struct subject subject;
		char why[256];
		int status;
		pid_t child;

		make_record(&subject, version);
		child = fork();
		cr_assert(child >= 0);
		if (child == 0)
			_exit(damage_try_open(&subject, false, why, &subject.store) == OK ? 0 : 1);
		usleep((useconds_t)(200 + i * 700));
		(void)kill(child, SIGKILL);
		cr_assert_eq(waitpid(child, &status, 0), child);
		cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
		assert_whole(&subject, version, 0);
		subject_close(&subject);
	}
}
