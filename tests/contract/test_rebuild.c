/* The tables are made from the log, and can be made again: what is rebuilt is what had grown. */
#include <criterion/criterion.h>

#include <string.h>

#include "tests/contract/support/random_history.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

CONTRACT(rebuild, gives_the_tables_that_had_grown)
{
	struct subject subject;
	struct world world;

	for (unsigned seed = 1; seed <= 3; seed++) {
		subject_open(&subject, *kind);
		world_init(&world, subject.store);
		random_history(&world, seed, 700);
		int64_t events = store_last_pos(subject.store);
		struct buffer grown = world_dump(&world);
		cr_assert_eq(store_rebuild(subject.store), OK);
		struct buffer rebuilt = world_dump(&world);
		cr_assert(strcmp(grown.data, rebuilt.data) == 0, "seed %u", seed);
		world_maintain(&world);
		cr_assert_eq(store_rebuild(subject.store), OK);
		struct buffer again = world_dump(&world);
		cr_assert(strcmp(grown.data, again.data) == 0, "seed %u, after maintenance", seed);
		cr_assert_eq(world_verify(&world), events);
		buffer_deinit(&grown);
		buffer_deinit(&rebuilt);
		buffer_deinit(&again);
		world_deinit(&world);
		subject_close(&subject);
	}
}

/* Counted one by one from what somebody can read, against the counts that are kept. */
static int64_t count_unread(struct world *world, const char *as, const struct thread_row *thread)
{
	struct thread_history_args args = {.thread = thread->thread, .limit = LIMIT_PAGE_ROWS};
	const struct thread_history_result *page;
	int64_t unread = 0;

	do {
		page = world_query(world, NULL, as, COMMAND_thread_history, &args, NULL);
		const struct message_row *rows = page->messages.items;

		for (size_t i = 0; i < page->messages.count; i++)
			unread += rows[i].seq > thread->read_seq && strcmp(rows[i].by.text, as) != 0;
		if (page->events.count > 0)
			args.before = ((const struct event *)page->events.items)->seq;
	} while (!page->complete);
	return unread;
}

CONTRACT(unread, is_the_same_counted_and_kept)
{
	static const char *const people[] = {"a.khan", "e.okafor", "d.moore", "late.comer5.0"};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	random_history(&world, 5, 500);
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		struct thread_list_args args = {.limit = LIMIT_PAGE_ROWS};
		struct conversation_list_args no_args = {0};
		const struct thread_list_result *threads =
			world_query(&world, NULL, people[i], COMMAND_thread_list, &args, NULL);
		const struct thread_row *thread = threads->threads.items;
		const struct conversation_list_result *list =
			world_query(&world, NULL, people[i], COMMAND_conversation_list, &no_args, NULL);
		const struct conversation_row *conversation = list->conversations.items;
		int64_t in_threads = 0;
		int64_t in_conversations = 0;
		int64_t open_cases = 0;
		int64_t counted_open = 0;

		cr_assert(threads->complete);
		for (size_t k = 0; k < threads->threads.count; k++) {
			cr_assert_eq(thread[k].unread, count_unread(&world, people[i], &thread[k]), "%s, t%lld",
				people[i], (long long)thread[k].thread.pos);
			in_threads += thread[k].unread;
			counted_open += thread[k].kind == THREAD_CASE && thread[k].state != STATE_CLOSED;
		}
		for (size_t k = 0; k < list->conversations.count; k++) {
			in_conversations += conversation[k].unread;
			open_cases += conversation[k].open_threads;
		}
		cr_assert_eq(in_conversations, in_threads, "%s", people[i]);
		cr_assert_eq(open_cases, counted_open, "%s", people[i]);
	}
	world_deinit(&world);
	subject_close(&subject);
}
