/* The search index follows the log: how far it may fall behind, and what is true of it after a crash. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

enum { BATCH = 100, MOST_BEHIND = 4096, WORTH_A_SLICE = 32 };

/* Looked at from outside, as another process would. */
static sqlite3_int64 behind(const struct subject *subject)
{
	sqlite3 *db = damage_open(subject);
	sqlite3_int64 events =
		damage_number(db, "SELECT (SELECT max(pos) FROM events) - (SELECT upto FROM search_mark)");

	sqlite3_close(db);
	return events;
}

static void say(struct world *world, struct thread_id thread, int count, const char *body)
{
	cr_assert_eq(store_begin(world->store), OK);
	for (int i = 0; i < count; i++) {
		struct message_sent_data data = {.message = {store_last_pos(world->store) + 1}, .body = text_of(body)};

		world_append(world, EVENT_message_sent, world->cardiology, thread, "a.khan", &data);
	}
	cr_assert_eq(store_commit(world->store), OK);
}

static int64_t newest_match(struct world *world, const char *text)
{
	struct search_args args = {.text = text_of(text), .limit = 1};
	const struct search_result *result = world_query(world, NULL, "b.osei", COMMAND_search, &args, NULL);

	return result->matches.count > 0 ? ((const struct search_match *)result->matches.items)->message.pos : 0;
}

Test(search_index, takes_in_what_is_worth_a_slice_between_two_batches)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	world_maintain(&world);
	cr_assert_eq(behind(&subject), 0);
	say(&world, thread, WORTH_A_SLICE - 1, "hay");
	store_keep_up(subject.store);
	cr_assert_eq(behind(&subject), WORTH_A_SLICE - 1, "few are left for a quiet moment");
	say(&world, thread, 1, "hay");
	store_keep_up(subject.store);
	cr_assert_eq(behind(&subject), 0);
	world_deinit(&world);
	subject_close(&subject);
}

Test(search_index, is_never_far_behind_even_when_nobody_keeps_it_up)
{
	struct subject subject;
	struct world world;
	sqlite3_int64 furthest = 0;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	for (int i = 0; i < 2 * MOST_BEHIND / BATCH; i++) {
		sqlite3_int64 now;

		say(&world, thread, BATCH, "needle");
		now = behind(&subject);
		furthest = now > furthest ? now : furthest;
		cr_assert(now <= MOST_BEHIND, "%lld", (long long)now);
		cr_assert_eq(newest_match(&world, "needle"), store_last_pos(subject.store));
	}
	cr_assert(furthest > MOST_BEHIND / 2, "it was left alone for a while: %lld", (long long)furthest);
	world_deinit(&world);
	subject_close(&subject);
}

Test(search_index, is_caught_up_after_a_restart)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 61, 200);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	say(&world, thread, 10, "needle");
	int64_t last = store_last_pos(subject.store);
	cr_assert(behind(&subject) >= 10);
	subject_restart(&subject);
	world.store = subject.store;
	cr_assert_eq(newest_match(&world, "needle"), last);
	world_maintain(&world);
	cr_assert_eq(behind(&subject), 0);
	cr_assert_eq(newest_match(&world, "needle"), last);
	world_deinit(&world);
	subject_close(&subject);
}

/* A batch that is given up takes nothing with it that the index had, and leaves nothing. */
Test(search_index, does_not_hear_of_batches_that_were_rolled_back)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	say(&world, thread, 40, "hay");
	cr_assert_eq(store_begin(subject.store), OK);
	struct message_sent_data data = {.message = {store_last_pos(subject.store) + 1}, .body = text_of("needle")};
	world_append(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &data);
	store_rollback(subject.store);
	store_keep_up(subject.store);
	cr_assert_eq(behind(&subject), 0);
	cr_assert_eq(newest_match(&world, "needle"), 0);
	say(&world, thread, 40, "needle");
	cr_assert_eq(newest_match(&world, "needle"), store_last_pos(subject.store));
	store_keep_up(subject.store);
	struct buffer grown = world_dump(&world);
	cr_assert_eq(store_rebuild(subject.store), OK);
	struct buffer rebuilt = world_dump(&world);
	cr_assert_str_eq(grown.data, rebuilt.data);
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
	world_deinit(&world);
	subject_close(&subject);
}

/* A name is kept when the words around it are destroyed, but nobody finds the message by it. */
Test(search_index, never_takes_in_what_was_redacted_before)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology,
		&(struct asking){.title = "Title", .question = "Question", .patient = "SMITHERS, Jane"});
	world_redact(&world, world.cardiology, thread, "a.khan", (struct message_id){thread.pos}, "Wrong patient");
	world_maintain(&world);
	struct buffer grown = world_dump(&world);
	cr_assert_null(strstr(grown.data, "term=smithers"));
	buffer_deinit(&grown);
	world_deinit(&world);
	subject_close(&subject);
}

/* As if the last event could not be read, and then could be again. */
static void rename_last_event(const struct subject *subject, const char *kind)
{
	sqlite3 *db = damage_open(subject);
	char sql[160];

	(void)snprintf(
		sql, sizeof(sql), "UPDATE events SET kind = '%s' WHERE pos = (SELECT max(pos) FROM events)", kind);
	damage_run(db, "DROP TRIGGER IF EXISTS events_are_not_updated");
	damage_run(db, sql);
	sqlite3_close(db);
}

/* What is redacted after a rebuild that failed still has its entry, and loses it. */
Test(search_index, is_where_it_was_after_a_rebuild_that_failed)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 62, 200);
	struct thread_id last = world_topic(&world, world.cardiology, "a.khan", "Last", "Quadraplexing");
	world_maintain(&world);
	rename_last_event(&subject, "no.such.event");
	cr_assert_eq(store_rebuild(subject.store), ERROR_INTERNAL);
	rename_last_event(&subject, "topic.opened");
	world_redact(&world, world.cardiology, last, "a.khan", (struct message_id){last.pos}, "Wrong");
	struct buffer dump = world_dump(&world);
	cr_assert_null(strstr(dump.data, "term=quadraplexing"));
	buffer_deinit(&dump);
	world_deinit(&world);
	subject_close(&subject);
}
