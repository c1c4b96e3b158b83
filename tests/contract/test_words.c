/* Words can be destroyed, the chain cannot. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

CONTRACT(redaction, takes_the_words_of_a_message_and_of_its_amendments)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.patient = "SMITH, Jane"});
	struct message_id question = {thread.pos};
	world_amend(&world, world.cardiology, thread, "a.khan", question, "Second words", "Typo");
	world_amend(&world, world.cardiology, thread, "a.khan", question, "Third words", "Another");
	int64_t redacted_at = world.now_ms;
	world_redact(&world, world.cardiology, thread, "o.frost", question, "Wrong patient");
	struct thread_history_args args = {.thread = thread};
	const struct thread_history_result *page =
		world_query(&world, NULL, "a.khan", COMMAND_thread_history, &args, NULL);
	const struct message_row *row = page->messages.items;
	cr_assert(text_is_absent(row->body));
	cr_assert(text_is_absent(row->original_body));
	cr_assert(text_is_absent(row->amendment_reason));
	cr_assert_eq(row->redacted_at, redacted_at);
	cr_assert_str_eq(row->redacted_by.text, "o.frost");
	cr_assert(text_is(row->redaction_reason, "Wrong patient"));
	cr_assert(text_is_absent(page->thread->title));
	cr_assert_not_null(page->thread->patient, "who the patient is, is not what somebody wrote");
	cr_assert(text_is(page->thread->patient->name, "SMITH, Jane"));
	const struct event *events = page->events.items;
	cr_assert_eq(page->events.count, 4);
	for (size_t i = 0; i < 3; i++)
		cr_assert(events[i].words_destroyed);
	cr_assert_not(events[3].words_destroyed);
	const struct message_amended_data *amended = events[1].data;
	cr_assert(text_is_absent(amended->body) && text_is_absent(amended->reason));
	cr_assert_eq(amended->message.pos, question.pos);
	world_verify(&world);
	world_maintain(&world);
	world_verify(&world);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(redaction, leaves_the_other_messages_alone)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	struct message_id first = world_say(&world, world.cardiology, thread, "a.khan", "First");
	world_say(&world, world.cardiology, thread, "b.osei", "Second");
	world_redact(&world, world.cardiology, thread, "a.khan", first, "Wrong patient");
	world_maintain(&world);
	struct thread_history_args args = {.thread = thread};
	const struct thread_history_result *page =
		world_query(&world, NULL, "a.khan", COMMAND_thread_history, &args, NULL);
	const struct message_row *rows = page->messages.items;
	cr_assert(text_is(rows[0].body, "Question"));
	cr_assert(text_is_absent(rows[1].body));
	cr_assert(text_is(rows[2].body, "Second"));
	cr_assert_eq(page->thread->unread, 1, "what was removed is still a message");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(redaction, goes_with_the_command_that_is_undone)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Clinic", "precious words");
	struct buffer before = world_dump(&world);
	struct message_redacted_data data = {.message = {thread.pos}, .reason = text_of("Oops")};
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_savepoint(subject.store), OK);
	world_append(&world, EVENT_message_redacted, world.cardiology, thread, "a.khan", &data);
	store_undo(subject.store);
	cr_assert_eq(store_commit(subject.store), OK);
	world_maintain(&world);
	struct buffer after = world_dump(&world);
	cr_assert_str_eq(after.data, before.data);
	struct thread_history_args args = {.thread = thread};
	const struct thread_history_result *page =
		world_query(&world, NULL, "a.khan", COMMAND_thread_history, &args, NULL);
	cr_assert(text_is(((const struct message_row *)page->messages.items)->body, "precious words"));
	buffer_deinit(&before);
	buffer_deinit(&after);
	world_deinit(&world);
	subject_close(&subject);
}
