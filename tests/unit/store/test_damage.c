/* Whatever is changed in the log or in the words is found, at the first position that is wrong. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

struct scene {
	struct subject subject;
	struct world world;
	sqlite3 *db;
	struct reader *reader;
};

static void scene_open(struct scene *scene, unsigned seed, int happenings)
{
	subject_open(&scene->subject, SUBJECT_FILE);
	world_init(&scene->world, scene->subject.store);
	random_history(&scene->world, seed, happenings);
	world_verify(&scene->world);
	scene->db = damage_open(&scene->subject);
	damage_run(scene->db, "DROP TRIGGER events_are_not_updated; DROP TRIGGER events_are_not_deleted");
	cr_assert_eq(reader_open(scene->subject.store, &scene->reader), OK);
}

static void scene_close(struct scene *scene)
{
	reader_close(scene->reader);
	sqlite3_close(scene->db);
	world_deinit(&scene->world);
	subject_close(&scene->subject);
}

/* What an auditor is told who looks in two stretches. */
static int64_t told_first_bad(struct scene *scene)
{
	int64_t last = damage_number(scene->db, "SELECT max(pos) FROM events");
	struct audit_verify_args args = {.until = last / 2};
	struct audit_verify_result result = {0};
	struct arena *arena = arena_new(1 << 20);
	struct command command = {.row = command_row(COMMAND_audit_verify), .args = &args};
	struct facts facts = {0};
	struct refusal refusal = {0};

	cr_assert_eq(reader_query(scene->reader, &command, &facts, arena, &refusal, &result), OK);
	if (result.first_bad == 0) {
		args = (struct audit_verify_args){.from = last / 2 + 1};
		cr_assert_eq(reader_query(scene->reader, &command, &facts, arena, &refusal, &result), OK);
	}
	cr_assert(result.complete);
	arena_free(arena);
	return result.first_bad;
}

static int64_t first_bad(struct scene *scene)
{
	struct log_walk walk = {0};

	cr_assert_eq(reader_verify(scene->reader, &walk), OK);
	if (walk.first_bad != 0)
		cr_assert_eq(walk.checked, walk.first_bad - 1);
	cr_assert_eq(told_first_bad(scene), walk.first_bad);
	return walk.first_bad;
}

/* Turns one bit of a byte over; doing it twice undoes it. */
static void flip(struct scene *scene, const char *table, const char *column, sqlite3_int64 row, int at)
{
	char sql[300];
	sqlite3_blob *blob = NULL;
	unsigned char byte;

	(void)snprintf(sql, sizeof(sql), "%s.%s row %lld byte %d", table, column, row, at);
	cr_assert_eq(sqlite3_blob_open(scene->db, "main", table, column, row, 1, &blob), SQLITE_OK, "%s", sql);
	cr_assert_eq(sqlite3_blob_read(blob, &byte, 1, at), SQLITE_OK, "%s", sql);
	byte ^= 0x04;
	cr_assert_eq(sqlite3_blob_write(blob, &byte, 1, at), SQLITE_OK, "%s", sql);
	cr_assert_eq(sqlite3_blob_close(blob), SQLITE_OK);
}

Test(damage, of_any_byte_of_any_event_is_found)
{
	struct scene scene;

	scene_open(&scene, 31, 30);
	sqlite3_int64 last = damage_number(scene.db, "SELECT max(pos) FROM events");
	int tried = 0;
	for (sqlite3_int64 pos = 1; pos <= last; pos++) {
		char sql[80];
		int length;

		(void)snprintf(sql, sizeof(sql), "SELECT length(data) FROM events WHERE pos = %lld", pos);
		length = (int)damage_number(scene.db, sql);
		for (int at = (int)(pos % 5); at < length; at += 11, tried++) {
			flip(&scene, "events", "data", pos, at);
			cr_assert_eq(first_bad(&scene), pos, "byte %d of event %lld", at, pos);
			flip(&scene, "events", "data", pos, at);
		}
		flip(&scene, "events", "hash", pos, (int)(pos % DIGEST_BYTES));
		cr_assert_eq(first_bad(&scene), pos);
		flip(&scene, "events", "hash", pos, (int)(pos % DIGEST_BYTES));
	}
	cr_assert(tried > 500, "%d", tried);
	cr_assert_eq(first_bad(&scene), 0);
	scene_close(&scene);
}

Test(damage, of_any_words_that_are_kept_is_found)
{
	struct scene scene;
	sqlite3_stmt *statement = NULL;
	int tried = 0;

	scene_open(&scene, 32, 60);
	cr_assert_eq(sqlite3_prepare_v2(scene.db, "SELECT id FROM words", -1, &statement, NULL), SQLITE_OK);
	sqlite3_int64 ids[2000];
	while (sqlite3_step(statement) == SQLITE_ROW && tried < 2000)
		ids[tried++] = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	cr_assert(tried > 50);
	for (int i = 0; i < tried; i++) {
		flip(&scene, "words", "salt", ids[i], i % 16);
		cr_assert_eq(first_bad(&scene), ids[i] / 64);
		flip(&scene, "words", "salt", ids[i], i % 16);
		flip(&scene, "words", "bytes", ids[i], 0);
		cr_assert_eq(first_bad(&scene), ids[i] / 64);
		flip(&scene, "words", "bytes", ids[i], 0);
		flip(&scene, "words", "field", ids[i], 0);
		cr_assert_eq(first_bad(&scene), ids[i] / 64);
		flip(&scene, "words", "field", ids[i], 0);
	}
	cr_assert_eq(first_bad(&scene), 0);
	scene_close(&scene);
}

/* What no digest covers: the class, which says what a redaction destroys, and where words belong. */
Test(damage, of_what_words_are_and_whose_is_found)
{
	struct scene scene;
	char sql[120];

	scene_open(&scene, 36, 60);
	sqlite3_int64 id = damage_number(scene.db, "SELECT id FROM words ORDER BY id LIMIT 1 OFFSET 9");
	sqlite3_int64 last = damage_number(scene.db, "SELECT max(pos) FROM events");
	(void)snprintf(sql, sizeof(sql), "UPDATE words SET class = 3 - class WHERE id = %lld", id);
	damage_run(scene.db, sql);
	cr_assert_eq(first_bad(&scene), id / 64);
	damage_run(scene.db, sql);
	cr_assert_eq(first_bad(&scene), 0);
	(void)snprintf(sql, sizeof(sql), "UPDATE words SET id = %lld WHERE id = %lld", (last + 7) * 64, id);
	damage_run(scene.db, sql);
	struct log_walk walk = {0};
	cr_assert_eq(reader_verify(scene.reader, &walk), OK);
	cr_assert_eq(walk.first_bad, last + 7);
	cr_assert_eq(told_first_bad(&scene), last + 7);
	scene_close(&scene);
}

Test(damage, of_who_when_and_where_is_found)
{
	static const char *const changes[] = {
		"by = 'b.osei2'",
		"at = at + 1",
		"kind = 'message.sent2'",
		"device = 'other-1'",
		"device = NULL",
		"txn = 'y'",
		"thread = 99",
		"conversation = 99, seq = 1",
		"seq = seq + 1000",
		"conversation = NULL, seq = NULL",
		"data = x''",
		"data = zeroblob(100)",
		"hash = x'00'",
		"at = 9223372036854775807",
		"by = 'a-handle-that-is-much-longer-than-any-handle-can-ever-be-in-this-system-of-ours'",
	};
	struct scene scene;

	scene_open(&scene, 33, 60);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		char sql[300];
		sqlite3_int64 pos = damage_number(
			scene.db, "SELECT pos FROM events WHERE thread IS NOT NULL ORDER BY pos LIMIT 1 OFFSET 20");

		damage_run(scene.db, "CREATE TEMP TABLE kept AS SELECT * FROM events");
		(void)snprintf(sql, sizeof(sql), "UPDATE events SET %s WHERE pos = %lld", changes[i], pos);
		damage_run(scene.db, sql);
		cr_assert_eq(first_bad(&scene), pos, "%s", changes[i]);
		damage_run(scene.db, "DELETE FROM events; INSERT INTO events SELECT * FROM kept; DROP TABLE kept");
		cr_assert_eq(first_bad(&scene), 0);
	}
	damage_run(scene.db, "UPDATE events SET hash = x'00' WHERE pos = (SELECT max(pos) FROM events)");
	cr_assert_eq(first_bad(&scene), damage_number(scene.db, "SELECT max(pos) FROM events"));
	scene_close(&scene);
}

Test(damage, of_missing_and_moved_events_is_found)
{
	struct scene scene;

	scene_open(&scene, 34, 40);
	damage_run(scene.db, "CREATE TEMP TABLE kept AS SELECT * FROM events; DELETE FROM events WHERE pos = 17");
	cr_assert_eq(first_bad(&scene), 17);
	damage_run(scene.db, "DELETE FROM events WHERE pos < 17");
	cr_assert_eq(first_bad(&scene), 1);
	damage_run(scene.db, "DELETE FROM events; INSERT INTO events SELECT * FROM kept");
	damage_run(scene.db, "UPDATE events SET pos = -1 WHERE pos = 30; UPDATE events SET pos = 30 WHERE pos = 31;"
			     "UPDATE events SET pos = 31 WHERE pos = -1");
	cr_assert_eq(first_bad(&scene), 30);
	scene_close(&scene);
}

Test(damage, of_the_file_is_seen_when_it_is_reopened)
{
	struct scene scene;
	char why[256] = "";

	scene_open(&scene, 35, 200);
	damage_run(scene.db, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_int64 page = damage_number(scene.db, "SELECT rootpage FROM sqlite_schema WHERE name = 'words'");
	FILE *file = fopen(scene.subject.path, "r+b");
	cr_assert_not_null(file);
	cr_assert_eq(fseek(file, (long)((page - 1) * 4096 + 8), SEEK_SET), 0);
	for (int i = 0; i < 2000; i++)
		fputc(0x5a, file);
	cr_assert_eq(fclose(file), 0);
	cr_assert_eq(store_reopen(scene.subject.store, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_neq(why[0], '\0');
	cr_assert_eq(store_begin(scene.subject.store), ERROR_STORE_UNAVAILABLE);
	scene_close(&scene);
}

/* Writes nonsense over the root page of a table of a record that is closed. */
static void ruin_page(struct subject *subject, const char *table)
{
	sqlite3 *db = damage_open(subject);
	char sql[100];

	(void)snprintf(sql, sizeof(sql), "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
	sqlite3_int64 page = damage_number(db, sql);
	sqlite3_close(db);
	FILE *file = fopen(subject->path, "r+b");
	cr_assert_not_null(file);
	cr_assert_eq(fseek(file, (long)((page - 1) * 4096), SEEK_SET), 0);
	for (int i = 0; i < 2000; i++)
		fputc(0x5a, file);
	cr_assert_eq(fclose(file), 0);
}

Test(damage, of_the_file_is_seen_when_it_is_opened_and_reading_goes_on)
{
	struct subject subject;
	struct world world;
	struct store_config config = {.bears_damage = true};
	struct session session = {0};
	char why[256];
	int64_t pos = 0;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 37, 200);
	int64_t last = store_last_pos(subject.store);
	store_close(subject.store);
	subject.store = NULL;
	ruin_page(&subject, "talks");
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "is damaged"), "%s", why);

	config.path = subject.path;
	cr_assert_eq(store_open(&config, why, &subject.store), OK, "%s", why);
	cr_assert_not_null(strstr(store_damage(subject.store), "is damaged"), "%s", store_damage(subject.store));
	cr_assert_eq(store_last_pos(subject.store), last);
	cr_assert_eq(store_begin(subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_put_session(subject.store, &session), ERROR_STORE_UNAVAILABLE);
	struct reader *reader = NULL;
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, last);
	reader_close(reader);
	struct store *second = NULL;
	cr_assert_eq(store_open(&config, why, &second), ERROR_STORE_UNAVAILABLE, "nobody else may have it");
	world_deinit(&world);
	subject_close(&subject);
}

/* A large file is not looked over whole at each start: it is when SQLite finds the first fault. */
Test(damage, of_a_large_file_is_seen_when_it_is_come_upon)
{
	struct subject subject;
	struct world world;
	char why[256] = "";

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	store_close(subject.store);
	sqlite3 *db = damage_open(&subject);
	damage_run(db, "CREATE TABLE room(bytes); INSERT INTO room VALUES(zeroblob(40000000)); DROP TABLE room");
	damage_run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_close(db);
	ruin_page(&subject, "talks");
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	struct message_sent_data said = {
		.message = {store_last_pos(subject.store) + 1}, .body = text_of("Is this kept?")};
	struct event event = {.kind = EVENT_message_sent,
		.conversation = world.cardiology,
		.thread = thread,
		.by = person("a.khan"),
		.at_ms = 1,
		.data = &said};
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_neq(store_append(subject.store, &event, 1), OK);
	store_rollback(subject.store);
	cr_assert_eq(store_reopen(subject.store, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "is damaged"), "%s", why);
	world_deinit(&world);
	subject_close(&subject);
}

Test(damage, of_what_every_page_hangs_on_cannot_be_borne)
{
	struct subject subject;
	struct world world;
	struct store_config config = {.bears_damage = true};
	char why[256] = "";

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	store_close(subject.store);
	subject.store = NULL;
	ruin_page(&subject, "events");
	config.path = subject.path;
	cr_assert_eq(store_open(&config, why, &subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "is damaged"), "%s", why);
	world_deinit(&world);
	subject_close(&subject);
}
