/* A damaged record is read and never written; a sound one is looked over before it is; a disk that is full is known. */
#define _GNU_SOURCE /* usleep */

#include <criterion/criterion.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "engine/state.h"
#include "tests/fixtures/world.h"
#include "tests/unit/engine/signing.h"

static struct world world;

static void look_over(struct engine_config *config)
{
	config->looks_at_first = 1000;
}

static void probe_often(struct engine_config *config)
{
	config->probe_every_ms = 20;
}

static void damage(const char *sql)
{
	sqlite3 *db = NULL;

	cr_assert_eq(sqlite3_open(world.path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static struct engine_health health_now(void)
{
	struct engine_health health;

	engine_health(world.engine, &health);
	return health;
}

static void wait_for_ready(bool is_ready)
{
	for (int i = 0; i < 2000 && health_now().store_is_ready != is_ready; i++)
		usleep(5000);
	cr_assert_eq(health_now().store_is_ready, is_ready, "%s", health_now().store_problem);
}

static struct request *open_topic(const char *txn)
{
	const struct topic_open_args args = {
		.conversation = world.town.cardiology, .title = text_of("Teaching"), .body = text_of("Friday at one")};

	return world_say(&world, "a.khan", COMMAND_topic_open, txn, &args);
}

Test(soundness, of_a_sound_record_is_found_before_anything_is_written)
{
	world_open(&world, look_over);
	cr_assert_not(health_now().store_is_ready);
	cr_assert_not_null(
		strstr(health_now().store_problem, "is being looked over"), "%s", health_now().store_problem);
	world_start(&world);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, OK);
	request_free(request);
	cr_assert(health_now().store_is_ready);
	cr_assert_not(health_now().store_is_damaged);
	world_close(&world);
}

Test(soundness, of_a_damaged_log_is_missed_so_it_is_read_and_never_written)
{
	const struct conversation_list_args args = {0};

	world_open(&world, look_over);
	int64_t last = store_last_pos(world.store);
	damage("DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1 WHERE pos = 7");
	world_start(&world);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, ERROR_STORE_UNAVAILABLE);
	cr_assert(text_is(request->refusal.sentence,
		"The record is damaged and can only be read; nothing new is kept until it has been restored."));
	cr_assert_eq(request->refusal.retry_after_ms, RETRY_DAMAGED_MS);
	request_free(request);
	cr_assert_not(health_now().store_is_ready);
	cr_assert(health_now().store_is_damaged);
	cr_assert_not_null(strstr(health_now().store_problem, "The first bad position of the log is 7."), "%s",
		health_now().store_problem);
	request = world_say(&world, "a.khan", COMMAND_conversation_list, "t2", &args);
	cr_assert_eq(request->error, OK, "reading goes on");
	request_free(request);
	cr_assert_eq(store_last_pos(world.store), last);
	world_close(&world);
}

static void look_at_the_last_only(struct engine_config *config)
{
	config->looks_at_first = 1;
}

Test(soundness, of_what_is_old_is_looked_at_behind_and_ends_the_writing_when_it_is_bad)
{
	world_open(&world, look_at_the_last_only);
	damage("DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1 WHERE pos = 7");
	world_start(&world);
	for (int i = 0; i < 2000 && !health_now().store_is_damaged; i++)
		usleep(5000);
	cr_assert(health_now().store_is_damaged);
	cr_assert_not(health_now().store_is_ready);
	cr_assert_not_null(strstr(health_now().store_problem, "The first bad position of the log is 7."), "%s",
		health_now().store_problem);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, ERROR_STORE_UNAVAILABLE);
	request_free(request);
	world_close(&world);
}

Test(soundness, of_the_newest_is_looked_at_before_anything_is_written)
{
	world_open(&world, look_at_the_last_only);
	int64_t last = store_last_pos(world.store);
	damage("DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1"
	       " WHERE pos = (SELECT max(pos) FROM events)");
	world_start(&world);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, ERROR_STORE_UNAVAILABLE);
	request_free(request);
	cr_assert_eq(store_last_pos(world.store), last);
	world_close(&world);
}

/* Whoever reads has to sign in, which a log that is damaged does not stand in the way of. */
Test(soundness, is_no_matter_for_signing_in_when_only_the_log_is_damaged)
{
	world_open(&world, look_over);
	signing_enrol(&world, "a.khan");
	damage("DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1 WHERE pos = 7");
	world_start(&world);
	struct sign_in sign_in = signing_in(&world, "a.khan", "browser-1");
	cr_assert_eq(sign_in.error, OK);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, OK);
	world_close(&world);
}

Test(soundness, of_the_disk_is_asked_while_nobody_writes)
{
	const struct faulty_plan full = {.hook = FAULTY_probe, .at = 1, .is_sticky = true};

	world_open(&world, probe_often);
	world_start(&world);
	wait_for_ready(true);
	faulty_set_plan(world.store, &full);
	wait_for_ready(false);
	cr_assert_str_eq(health_now().store_problem, "The disk was made to fail.");
	faulty_set_plan(world.store, &(struct faulty_plan){0});
	wait_for_ready(true);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, OK);
	request_free(request);
	world_close(&world);
}

Test(soundness, of_a_disk_that_never_answers_is_told_by_the_time)
{
	world_open(&world, NULL);
	cr_assert(health_now().store_is_ready);
	atomic_store(&world.engine->at_disk_since_ms, monotonic_us() / 1000 - STALL_MS - 1000);
	cr_assert_not(health_now().store_is_ready);
	cr_assert_not_null(
		strstr(health_now().store_problem, "has not answered for 5 s"), "%s", health_now().store_problem);
	atomic_store(&world.engine->at_disk_since_ms, 0);
	cr_assert(health_now().store_is_ready);
	world_close(&world);
}

Test(soundness, and_what_is_refused_is_counted_by_why)
{
	const struct thread_history_args args = {.thread = {999999}};

	world_open(&world, NULL);
	world_start(&world);
	request_free(world_say(&world, "a.khan", COMMAND_thread_history, "t1", &args));
	request_free(open_topic("t2"));
	struct engine_health health = health_now();
	int64_t commits = 0;
	cr_assert_eq(health.refused[ERROR_NOT_FOUND], 1);
	cr_assert_eq(health.refused[ERROR_FORBIDDEN], 0);
	for (size_t i = 0; i <= TALLY_BUCKETS; i++)
		commits += health.commit_us.counts[i];
	cr_assert_eq(commits, health.commits);
	cr_assert_eq(health.batch_commands.sum, commits, "one command in each");
	cr_assert(health.commit_us.sum > 0);
	world_close(&world);
}

/* Nonsense over the root page of a table that reading cases does not need. */
static void ruin_a_page(const char *table)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	char sql[100];
	FILE *file;

	(void)snprintf(sql, sizeof sql, "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
	cr_assert_eq(sqlite3_open(world.path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
	long at = (long)((sqlite3_column_int64(statement, 0) - 1) * 4096 + 8);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	file = fopen(world.path, "r+b");
	cr_assert_not_null(file);
	cr_assert_eq(fseek(file, at, SEEK_SET), 0);
	for (int i = 0; i < 2000; i++)
		fputc(0x5a, file);
	cr_assert_eq(fclose(file), 0);
}

/* Closes the record of the world, damages the file, and opens it as the daemon does. */
static void reopen_damaged(void)
{
	struct store_config config = {.path = world.path, .bears_damage = true};
	struct engine_config engine_config = world.engine->config;
	char why[256] = "";

	engine_free(world.engine);
	store_close(world.store);
	ruin_a_page("practices");
	cr_assert_eq(store_open(&config, why, &world.store), OK, "%s", why);
	engine_config.store = world.store;
	engine_config.looks_at_first = 1000;
	world.engine = engine_new(&engine_config);
	cr_assert_not_null(world.engine);
	cr_assert_eq(engine_add_sink(world.engine, &world.ear.sink), OK);
	world_start(&world);
}

Test(soundness, is_so_bad_that_nothing_is_written_and_people_still_sign_in_to_read)
{
	const struct conversation_list_args args = {0};
	char code[7];

	world_open(&world, NULL);
	signing_enrol(&world, "a.khan");
	reopen_damaged();
	wait_for_ready(false);
	struct request *request = open_topic("t1");
	cr_assert_eq(request->error, ERROR_STORE_UNAVAILABLE, "%d %s", request->error, health_now().store_problem);
	cr_assert_not_null(strstr(request->refusal.sentence.data, "can only be read"));
	request_free(request);
	cr_assert_not_null(strstr(health_now().store_problem, "is damaged"), "%s", health_now().store_problem);
	cr_assert_not_null(
		strstr(health_now().store_problem, "events of the log are sound"), "%s", health_now().store_problem);

	struct sign_in sign_in = signing_in(&world, "a.khan", "browser-1");
	cr_assert_eq(sign_in.error, OK);
	signing_code(&world, 0, code);
	cr_assert_eq(signing_try(&world, "a.khan", right_password, code, "browser-1").error, ERROR_UNAUTHENTICATED,
		"a code is good once here too");
	fake_clock_advance(&world.clock, world.engine->config.session_idle_ms - 1000);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, OK);
	fake_clock_advance(&world.clock, 2000);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, OK, "it was used in between");
	request = world_say(&world, "a.khan", COMMAND_conversation_list, "t2", &args);
	cr_assert_eq(request->error, OK);
	request_free(request);
	cr_assert_eq(signing_out(&world, sign_in.secret_token).error, OK);
	cr_assert_eq(signing_check(&world, sign_in.secret_token).error, ERROR_UNAUTHENTICATED);
	world_close(&world);
}
