/* thread.history: messages as they read now, events as they happened, page by page. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct thread_history_result *history(
	struct world *world, struct thread_id thread, int64_t before, int64_t limit)
{
	struct thread_history_args args = {.thread = thread, .before = before, .limit = limit};

	return world_query(world, NULL, "b.osei", COMMAND_thread_history, &args, NULL);
}

CONTRACT(history, is_read_backwards_in_pages_that_run_forwards)
{
	struct subject subject;
	struct world world;
	int64_t before = 0;
	int64_t seen = 0;
	bool complete = false;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id other = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
	for (int i = 0; i < 9; i++)
		world_say(&world, world.cardiology, i % 3 == 2 ? other : thread, "e.okafor", "Message");
	while (!complete) {
		const struct thread_history_result *page = history(&world, thread, before, 3);
		const struct event *events = page->events.items;

		cr_assert(page->events.count > 0 && page->events.count <= 3);
		cr_assert_eq(page->messages.count, page->events.count);
		for (size_t i = 0; i < page->events.count; i++) {
			cr_assert_eq(events[i].thread.pos, thread.pos);
			cr_assert(i == 0 || events[i].seq > events[i - 1].seq);
			cr_assert(before == 0 || events[i].seq < before);
			cr_assert_eq(((const struct message_row *)page->messages.items)[i].seq, events[i].seq);
		}
		before = events[0].seq;
		seen += (int64_t)page->events.count;
		complete = page->complete;
	}
	cr_assert_eq(seen, 7);
	cr_assert_eq(before, 2, "the question is the second event of its conversation");
	cr_assert_eq(history(&world, thread, 1000000, 50)->events.count, 7);
	cr_assert_eq(history(&world, thread, 2, 50)->events.count, 0);
	cr_assert(history(&world, thread, 2, 50)->complete);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(history, shows_an_answer_as_the_form_it_is)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	struct person_id mentions[] = {person("b.osei")};
	struct message_sent_data sent = {.message = {store_last_pos(subject.store) + 1},
		.body = text_of("See above"),
		.reply_to = {thread.pos},
		.mentions = {mentions, 1}};
	world_happens(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &sent);
	struct case_answered_data answered = {.message = {store_last_pos(subject.store) + 1},
		.answer = text_of("Reassure"),
		.in_primary_care = text_of("ECG yearly"),
		.would_change_my_mind = text_of("Syncope"),
		.next_actor = text_of("GP"),
		.next_by = text_of("2026-12-24"),
		.recommendation = RECOMMENDATION_ADVICE_ONLY,
		.on_behalf_of = person("e.okafor")};
	world_happens(&world, EVENT_case_answered, world.cardiology, thread, "e.okafor", &answered);
	world_mark(&world, world.cardiology, thread, "a.khan", 4);
	const struct thread_history_result *page = history(&world, thread, 0, 0);
	const struct message_row *rows = page->messages.items;
	cr_assert_eq(page->events.count, 4);
	cr_assert_eq(page->messages.count, 3);
	cr_assert_eq(rows[0].kind, MESSAGE_QUESTION);
	cr_assert(text_is(rows[0].body, "Question"));
	cr_assert(text_is(rows[0].by_name, "Dr Aisha Khan"));
	cr_assert(text_is(rows[0].by_professional_number, "7654321"));
	cr_assert_eq(rows[1].kind, MESSAGE_NOTE);
	cr_assert_eq(rows[1].reply_to.pos, thread.pos);
	cr_assert_eq(rows[1].mentions.count, 1);
	cr_assert_eq(rows[2].kind, MESSAGE_ANSWER);
	cr_assert(text_is(rows[2].body, "Reassure"));
	cr_assert(text_is(rows[2].in_primary_care, "ECG yearly"));
	cr_assert(text_is(rows[2].would_change_my_mind, "Syncope"));
	cr_assert(text_is(rows[2].next_by, "2026-12-24"));
	cr_assert_eq(rows[2].recommendation, RECOMMENDATION_ADVICE_ONLY);
	cr_assert_str_eq(rows[2].on_behalf_of.text, "e.okafor");
	cr_assert_eq(page->reads.count, 1);
	cr_assert_eq(((const struct read_row *)page->reads.items)->seq, 4);
	cr_assert_eq(page->thread->state, STATE_ANSWERED);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(history, keeps_the_original_of_an_amended_message)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){.question = "First words"});
	struct message_id question = {thread.pos};
	world_amend(&world, world.cardiology, thread, "a.khan", question, "Second words", "Typo");
	int64_t amended_at = world.now_ms;
	world_amend(&world, world.cardiology, thread, "a.khan", question, "Third words", "Another");
	const struct thread_history_result *page = history(&world, thread, 0, 0);
	const struct message_row *row = page->messages.items;
	cr_assert_eq(page->messages.count, 1);
	cr_assert_eq(page->events.count, 3);
	cr_assert(text_is(row->body, "Third words"));
	cr_assert(text_is(row->original_body, "First words"));
	cr_assert(text_is(row->amendment_reason, "Another"));
	cr_assert_eq(row->amended_at, amended_at);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(history, does_not_outgrow_an_answer)
{
	enum { MESSAGES = 150, BODY_BYTES = 16000 };
	struct subject subject;
	struct world world;
	static char body[BODY_BYTES + 1];
	size_t seen = 0;
	int64_t before = 0;
	bool complete = false;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	for (size_t i = 0; i < BODY_BYTES; i++)
		body[i] = i % 8 == 7 ? ' ' : 'a';
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	for (int i = 0; i < MESSAGES; i++)
		world_say(&world, world.cardiology, thread, "a.khan", body);
	for (int pages = 0; !complete; pages++) {
		size_t used = arena_used(world.arena);
		const struct thread_history_result *page = history(&world, thread, before, 200);

		cr_assert(pages < 20 && page->events.count > 0);
		cr_assert(arena_used(world.arena) - used < (size_t)8 * 1024 * 1024);
		seen += page->messages.count;
		before = ((const struct event *)page->events.items)->seq;
		complete = page->complete;
	}
	cr_assert_eq(seen, MESSAGES + 1);
	world_deinit(&world);
	subject_close(&subject);
}
