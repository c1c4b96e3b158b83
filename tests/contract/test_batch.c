/* Batches, savepoints, receipts: what is committed is there, what is not leaves no trace. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct message_sent_data message(int64_t pos, const char *body)
{
	return (struct message_sent_data){.message = {pos}, .body = text_of(body)};
}

CONTRACT(batch, gives_each_event_its_place_in_the_log_and_in_its_conversation)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t before = store_last_pos(subject.store);
	struct thread_id first = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id second = world_topic(&world, world.hillside, "d.moore", "Clinic", "News");
	struct message_id third = world_say(&world, world.cardiology, first, "b.osei", "Me too");
	cr_assert_eq(first.pos, before + 1);
	cr_assert_eq(second.pos, before + 2);
	cr_assert_eq(third.pos, before + 3);
	cr_assert_eq(world_seq(&world, world.cardiology), 3);
	cr_assert_eq(world_seq(&world, world.hillside), 2);
	cr_assert_eq(world_verify(&world), before + 3);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(batch, refuses_events_that_were_decided_on_another_state_of_the_log)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	int64_t last = store_last_pos(subject.store);
	struct message_sent_data data = message(last + 1, "Late");
	struct event event = {.conversation = world.cardiology,
		.thread = thread,
		.kind = EVENT_message_sent,
		.at_ms = world.now_ms,
		.by = person("a.khan"),
		.data = &data};
	cr_assert_eq(store_begin(subject.store), OK);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(store_savepoint(subject.store), OK);
		event.pos = i == 0 ? last : last + 1;
		event.seq = i == 0 ? 0 : 9;
		cr_assert_eq(store_append(subject.store, &event, 1), ERROR_INTERNAL);
		store_undo(subject.store);
	}
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(store_last_pos(subject.store), last);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(batch, forgets_everything_that_was_rolled_back)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	struct buffer before = world_dump(&world);
	int64_t last = store_last_pos(subject.store);
	struct message_sent_data data = message(last + 1, "Never said");
	cr_assert_eq(store_begin(subject.store), OK);
	world_append(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &data);
	cr_assert_eq(store_last_pos(subject.store), last + 1);
	store_rollback(subject.store);
	cr_assert_eq(store_last_pos(subject.store), last);
	struct buffer after = world_dump(&world);
	cr_assert_str_eq(after.data, before.data);
	world_say(&world, world.cardiology, thread, "a.khan", "Said");
	cr_assert_eq(world_seq(&world, world.cardiology), 3);
	cr_assert_eq(world_verify(&world), last + 1);
	buffer_deinit(&before);
	buffer_deinit(&after);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(batch, undoes_one_command_and_keeps_the_others)
{
	struct subject subject;
	struct subject plain;
	struct world world;
	struct world other;

	subject_open(&subject, *kind);
	subject_open(&plain, *kind);
	world_init(&world, subject.store);
	world_init(&other, plain.store);
	int64_t last = store_last_pos(subject.store);
	struct thread_id thread = {last + 1};
	struct topic_opened_data topic = {
		.message = {thread.pos}, .title = text_of("Clinic"), .body = text_of("Open on Monday")};
	struct message_sent_data first = message(last + 2, "kept words");
	struct message_sent_data undone = message(last + 3, "undone words");
	struct message_sent_data second = message(last + 3, "other words");
	for (int i = 0; i < 2; i++) {
		struct world *at = i == 0 ? &world : &other;

		cr_assert_eq(store_begin(at->store), OK);
		cr_assert_eq(store_savepoint(at->store), OK);
		world_append(at, EVENT_topic_opened, at->cardiology, thread, "a.khan", &topic);
		world_append(at, EVENT_message_sent, at->cardiology, thread, "b.osei", &first);
		cr_assert_eq(store_release(at->store), OK);
		if (i == 0) {
			cr_assert_eq(store_savepoint(at->store), OK);
			world_append(at, EVENT_message_sent, at->cardiology, thread, "a.khan", &undone);
			at->now_ms -= 1000;
			cr_assert_eq(store_last_pos(at->store), last + 3);
			store_undo(at->store);
			cr_assert_eq(store_last_pos(at->store), last + 2);
		}
		cr_assert_eq(store_savepoint(at->store), OK);
		world_append(at, EVENT_message_sent, at->cardiology, thread, "a.khan", &second);
		cr_assert_eq(store_release(at->store), OK);
		cr_assert_eq(store_commit(at->store), OK);
	}
	/* Search index included: the dump lists every token. */
	struct buffer with_undo = world_dump(&world);
	struct buffer without = world_dump(&other);
	cr_assert_str_eq(with_undo.data, without.data);
	cr_assert_null(strstr(with_undo.data, "undone"));
	cr_assert_not_null(strstr(with_undo.data, "kept"));
	cr_assert_eq(world_verify(&world), last + 3);
	buffer_deinit(&with_undo);
	buffer_deinit(&without);
	world_deinit(&other);
	world_deinit(&world);
	subject_close(&plain);
	subject_close(&subject);
}

CONTRACT(batch, cannot_be_committed_with_a_command_that_failed_half_way)
{
	struct subject subject;
	struct world world;
	char why[256] = "";

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	struct event event = {.pos = last + 7, .kind = EVENT_message_sent, .by = person("a.khan")};
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_append(subject.store, &event, 1), ERROR_INTERNAL);
	cr_assert_eq(store_commit(subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_begin(subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(store_last_pos(subject.store), last);
	world_topic(&world, world.cardiology, "a.khan", "Back", "Again");
	cr_assert_eq(world_verify(&world), last + 1);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(batch, is_needed_for_writing)
{
	struct subject subject;
	struct event event = {0};
	struct stored_receipt receipt = {0};

	subject_open(&subject, *kind);
	cr_assert_eq(store_append(subject.store, &event, 1), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_put_receipt(subject.store, device_of("a.khan"), (struct transaction_id){"x"}, &receipt),
		ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_savepoint(subject.store), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_commit(subject.store), ERROR_STORE_UNAVAILABLE);
	store_rollback(subject.store);
	store_undo(subject.store);
	cr_assert_eq(store_begin(subject.store), OK);
	store_rollback(subject.store);
	subject_close(&subject);
}

/* --- receipts ----------------------------------------------------------------------------------------------------- */

static struct stored_receipt receipt_of(const char *body, int64_t pos)
{
	struct stored_receipt receipt = {
		.found = true, .kind = COMMAND_message_send, .pos = pos, .result = text_of("seq=1:3\n")};

	memset(receipt.body.bytes, body[0], DIGEST_BYTES);
	return receipt;
}

CONTRACT(receipts, are_found_again_as_they_were_put)
{
	struct subject subject;
	struct arena *arena = arena_new(100000);
	struct stored_receipt put = receipt_of("a", 12);
	struct stored_receipt found = {0};
	struct transaction_id txn = {"tx.1"};

	subject_open(&subject, *kind);
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_put_receipt(subject.store, device_of("a.khan"), txn, &put), OK);
	cr_assert_eq(store_find_receipt(subject.store, device_of("a.khan"), txn, arena, &found), OK);
	cr_assert(found.found);
	cr_assert_eq(store_put_receipt(subject.store, device_of("a.khan"), txn, &put), ERROR_TXN_CONFLICT);
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(store_find_receipt(subject.store, device_of("a.khan"), txn, arena, &found), OK);
	cr_assert(found.found);
	cr_assert_eq(found.kind, COMMAND_message_send);
	cr_assert_eq(found.pos, 12);
	cr_assert_arr_eq(found.body.bytes, put.body.bytes, DIGEST_BYTES);
	cr_assert(text_equal(found.result, put.result));
	cr_assert_eq(store_find_receipt(subject.store, device_of("b.osei"), txn, arena, &found), OK);
	cr_assert_not(found.found, "another device has its own txn");
	arena_free(arena);
	subject_close(&subject);
}

CONTRACT(receipts, go_with_the_command_that_is_undone)
{
	struct subject subject;
	struct arena *arena = arena_new(100000);
	struct stored_receipt put = receipt_of("a", 12);
	struct stored_receipt found = {.found = true};
	struct transaction_id txn = {"tx.1"};

	subject_open(&subject, *kind);
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_savepoint(subject.store), OK);
	cr_assert_eq(store_put_receipt(subject.store, device_of("a.khan"), txn, &put), OK);
	store_undo(subject.store);
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(store_find_receipt(subject.store, device_of("a.khan"), txn, arena, &found), OK);
	cr_assert_not(found.found);
	arena_free(arena);
	subject_close(&subject);
}

CONTRACT(receipts, outlive_a_restart)
{
	struct subject subject;
	struct arena *arena = arena_new(100000);
	struct stored_receipt put = receipt_of("a", 12);
	struct stored_receipt found = {0};
	struct transaction_id txn = {"tx.1"};

	if (*kind == SUBJECT_MEMORY)
		cr_skip_test("the twin forgets");
	subject_open(&subject, *kind);
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_put_receipt(subject.store, device_of("a.khan"), txn, &put), OK);
	cr_assert_eq(store_commit(subject.store), OK);
	subject_restart(&subject);
	cr_assert_eq(store_find_receipt(subject.store, device_of("a.khan"), txn, arena, &found), OK);
	cr_assert(found.found);
	arena_free(arena);
	subject_close(&subject);
}

CONTRACT(batch, is_there_after_reopening_and_the_log_goes_on_behind_it)
{
	struct subject subject;
	struct world world;
	char why[256] = "";

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	int64_t last = store_last_pos(subject.store);
	struct message_sent_data data = message(last + 1, "Not committed");
	cr_assert_eq(store_begin(subject.store), OK);
	world_append(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &data);
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(store_last_pos(subject.store), last);
	world_say(&world, world.cardiology, thread, "a.khan", "Committed");
	cr_assert_eq(world_verify(&world), last + 1);
	world_deinit(&world);
	subject_close(&subject);
}
