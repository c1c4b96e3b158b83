/* sync and session.hello: the log is the memory. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct sync_result *sync_from(struct world *world, const char *as, int64_t since, int64_t limit)
{
	struct sync_args args = {.since = since, .limit = limit};

	return world_query(world, NULL, as, COMMAND_sync, &args, NULL);
}

CONTRACT(sync, gives_members_their_conversations_and_administrators_the_rest)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	world_ask(&world, world.cardiology, &(struct asking){0});
	world_topic(&world, world.hillside, "d.moore", "Clinic", "News");
	const struct sync_result *result = sync_from(&world, "a.khan", 0, 0);
	const struct event *events = result->events.items;
	cr_assert_eq(result->events.count, 3, "two links and the question");
	cr_assert_eq(events[0].kind, EVENT_link_created);
	cr_assert_eq(events[2].kind, EVENT_case_asked);
	cr_assert(text_is(((const struct case_asked_data *)events[2].data)->question, "Question"));
	cr_assert_str_eq(events[2].by.text, "a.khan");
	cr_assert_str_eq(events[2].device.text, "a-khan-1");
	cr_assert_neq(events[2].txn.text[0], '\0');
	cr_assert(result->complete && !result->resync_required);
	cr_assert_eq(result->upto, store_last_pos(subject.store));
	cr_assert_eq(sync_from(&world, "b.osei", 0, 0)->events.count, 3, "history included");
	cr_assert_eq(sync_from(&world, "n.shaw", 0, 0)->events.count, 0);
	result = sync_from(&world, "o.frost", 0, 0);
	events = result->events.items;
	cr_assert(result->events.count > 10);
	for (size_t i = 0; i < result->events.count; i++)
		cr_assert_eq(event_row(events[i].kind)->audience, AUDIENCE_ADMINISTRATORS);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(sync, asks_for_a_new_beginning_when_it_does_not_know_the_position)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	const struct sync_result *result = sync_from(&world, "a.khan", last + 1, 0);
	cr_assert(result->resync_required);
	cr_assert_eq(result->events.count, 0);
	cr_assert_eq(result->upto, last);
	result = sync_from(&world, "a.khan", last, 0);
	cr_assert(!result->resync_required && result->complete);
	cr_assert_eq(result->events.count, 0);
	world_deinit(&world);
	subject_close(&subject);
}

/* What stood there before the backup was restored is nothing that the log knows of. */
CONTRACT(sync, asks_for_a_new_beginning_from_inside_a_leap)
{
	struct record_restored_data data;
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	data.upto = last;
	struct event restored = {
		.kind = EVENT_record_restored, .pos = last + 1000, .at_ms = 1, .by = person("system"), .data = &data};
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_append(subject.store, &restored, 1), OK);
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(store_last_pos(subject.store), last + 1000);
	for (int64_t since = last; since <= last + 1001; since++) {
		struct session_hello_args args = {.since = since};
		const struct session_hello_result *hello =
			world_query(&world, NULL, "m.grant", COMMAND_session_hello, &args, NULL);
		bool is_known = since == last || since == last + 1000;

		cr_assert_eq(hello->resync_required, !is_known, "%lld", (long long)since);
		cr_assert_eq(
			sync_from(&world, "a.khan", since, 0)->resync_required, !is_known, "%lld", (long long)since);
	}
	struct event back = {
		.kind = EVENT_record_restored, .pos = last + 5, .at_ms = 1, .by = person("system"), .data = &data};
	cr_assert_eq(store_begin(subject.store), OK);
	cr_assert_eq(store_append(subject.store, &back, 1), ERROR_INTERNAL, "never backwards");
	store_rollback(subject.store);
	world_deinit(&world);
	subject_close(&subject);
}

/* From every position, in pages of every size: the same events, none twice, none missing. */
CONTRACT(sync, reaches_the_end_from_anywhere_in_any_steps)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	random_history(&world, 11, 120);
	int64_t last = store_last_pos(subject.store);
	const struct sync_result *all = sync_from(&world, "e.okafor", 0, 500);
	const struct event *expected = all->events.items;
	cr_assert(all->complete);
	cr_assert(all->events.count > 50);
	for (int64_t from = 0; from <= last; from += 7) {
		int64_t limit = 1 + from % 13;
		int64_t since = from;
		size_t at = 0;
		const struct sync_result *page;

		while (at < all->events.count && expected[at].pos <= from)
			at++;
		do {
			page = sync_from(&world, "e.okafor", since, limit);
			const struct event *events = page->events.items;

			cr_assert(page->events.count <= (size_t)limit);
			for (size_t i = 0; i < page->events.count; i++)
				cr_assert_eq(events[i].pos, expected[at++].pos, "from %lld", (long long)from);
			cr_assert(page->complete || page->upto > since);
			since = page->upto;
		} while (!page->complete);
		cr_assert_eq(at, all->events.count);
		cr_assert_eq(since, last);
	}
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(hello, says_who_i_am_and_where_the_log_stands)
{
	struct subject subject;
	struct world world;
	struct session_hello_args args = {.since = 3};

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	const struct session_hello_result *result =
		world_query(&world, NULL, "m.grant", COMMAND_session_hello, &args, NULL);
	cr_assert_str_eq(result->person.text, "m.grant");
	cr_assert(text_is(result->display_name, "Mo Grant"));
	cr_assert_eq(result->roles, SET_OF(ROLE_COORDINATOR));
	cr_assert_str_eq(result->neighbourhood.text, "riverside");
	cr_assert_eq(result->pos, store_last_pos(subject.store));
	cr_assert_not(result->resync_required);
	args.since = result->pos + 1;
	result = world_query(&world, NULL, "m.grant", COMMAND_session_hello, &args, NULL);
	cr_assert(result->resync_required);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(sync, tells_nobody_what_is_told_to_nobody_and_still_reads_on_behind_it)
{
	const struct referral_recorded_data recorded = {.treatment_function = 320,
		.referred_on = 20261120,
		.source = text_of("e-RS"),
		.patient_key = text_of("abcdef")};
	const struct activity_set_data set = {.treatment_function = 320,
		.first_per_week = 28,
		.total_per_week = 62,
		.source = text_of("NAPC 2024"),
		.year = 2024};
	struct subject subject;
	struct world world;
	struct arena *arena = arena_new((size_t)1024 * 1024);

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t since = store_last_pos(subject.store);
	for (int i = 0; i < 5; i++)
		world_happens(&world, EVENT_referral_recorded, (struct conversation_id){0}, (struct thread_id){0},
			"m.grant", &recorded);
	world_happens(&world, EVENT_activity_set, (struct conversation_id){0}, (struct thread_id){0}, "o.frost", &set);
	const struct sync_result *result = sync_from(&world, "o.frost", since, 1);

	cr_assert_eq(result->events.count, 1);
	cr_assert_eq(((const struct event *)result->events.items)[0].kind, EVENT_activity_set);
	cr_assert(result->complete);
	cr_assert_eq(result->upto, since + 6);
	cr_assert_eq(sync_from(&world, "m.grant", since, 0)->events.count, 0, "not even whoever recorded it");

	const struct event event = {.kind = EVENT_referral_recorded, .data = &recorded};
	struct recipients recipients;
	cr_assert(reader_recipients(store_reader(subject.store), &event, arena, &recipients) == OK);
	cr_assert_eq(recipients.people.count + recipients.devices.count, 0);
	arena_free(arena);
	world_deinit(&world);
	subject_close(&subject);
}
