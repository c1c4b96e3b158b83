/* Virtual MDTs: what is rebuilt is what had grown, minutes of one case hold nothing of another, and guests see one case. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/text.h"
#include "tests/contract/support/random_mdt.h"
#include "tests/contract/support/subject.h"

enum { HAPPENINGS = 400 };

CONTRACT(mdt, is_rebuilt_as_it_had_grown)
{
	static struct random_mdt mdt;
	struct subject subject;
	struct world world;

	for (unsigned seed = 1; seed <= 3; seed++) {
		subject_open(&subject, *kind);
		world_init(&world, subject.store);
		random_mdt(&world, seed, HAPPENINGS, &mdt);
		cr_assert(mdt.case_count > 10 && mdt.action_count > 5 && mdt.meeting_count > 3, "enough happened");
		struct buffer grown = world_dump(&world);
		cr_assert_eq(store_rebuild(subject.store), OK);
		struct buffer rebuilt = world_dump(&world);
		cr_assert(strcmp(grown.data, rebuilt.data) == 0, "seed %u", seed);
		world_verify(&world);
		buffer_deinit(&grown);
		buffer_deinit(&rebuilt);
		world_deinit(&world);
		subject_close(&subject);
	}
}

/* Everything that a result says, as bytes. */
static struct buffer all_of(const struct mdt_minutes_result *minutes)
{
	struct buffer bytes = {0};

	cr_assert_eq(record_encode(&mdt_minutes_result_record, minutes, NULL, &bytes), OK);
	buffer_append(&bytes, "", 1);
	return bytes;
}

static void look_for_others(const struct random_mdt *mdt, size_t own, const char *bytes)
{
	cr_assert_not_null(strstr(bytes, mdt->cases[own].word), "its own words are there");
	cr_assert_not_null(strstr(bytes, mdt->cases[own].number), "and its patient");
	for (size_t i = 0; i < mdt->case_count; i++) {
		const struct random_mdt_case *other = &mdt->cases[i];
		struct text thread = arena_format(mdt->world->arena, ":t%lld\n", (long long)other->thread.pos);

		if (i == own)
			continue;
		cr_expect_null(
			strstr(bytes, other->word), "%s in the minutes of %s", other->word, mdt->cases[own].word);
		cr_expect_null(strstr(bytes, other->number), "%s", other->number);
		cr_expect_null(strstr(bytes, thread.data), "%s", thread.data);
	}
}

CONTRACT(mdt, minutes_of_one_case_hold_no_trace_of_another)
{
	static struct random_mdt mdt;
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	random_mdt(&world, 7, HAPPENINGS, &mdt);
	for (size_t i = 0; i < mdt.case_count; i++) {
		struct mdt_minutes_args args = {.thread = mdt.cases[i].thread};
		const struct mdt_minutes_result *minutes =
			world_query(&world, NULL, "e.okafor", COMMAND_mdt_minutes, &args, NULL);
		struct buffer bytes = all_of(minutes);

		cr_assert_eq(minutes->cases.count, 1);
		look_for_others(&mdt, i, bytes.data);
		buffer_deinit(&bytes);
	}
	world_deinit(&world);
	subject_close(&subject);
}

/* Of all that there is, what is told to somebody who was only ever a guest. */
CONTRACT(mdt, a_guest_sees_the_cases_that_are_not_decided_and_no_other)
{
	static struct random_mdt mdt;
	struct subject subject;
	struct world world;
	size_t invited = 0, gone = 0;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	random_mdt(&world, 11, HAPPENINGS, &mdt);
	struct sync_args since = {.since = 0, .limit = LIMIT_SYNC_EVENTS};
	const struct sync_result *sync = world_query(&world, NULL, "d.moore", COMMAND_sync, &since, NULL);
	struct mdt_list_args list = {0};
	const struct mdt_list_result *mdts = world_query(&world, NULL, "d.moore", COMMAND_mdt_list, &list, NULL);

	cr_assert(sync->complete);
	cr_assert_eq(mdts->mdts.count, 0, "a guest is in no MDT");
	for (size_t i = 0; i < mdt.case_count; i++) {
		const struct random_mdt_case *one = &mdt.cases[i];
		struct search_args search = {.text = text_of(one->word), .limit = 10};
		const struct search_result *found = world_query(&world, NULL, "d.moore", COMMAND_search, &search, NULL);
		bool sees = one->guest && !one->is_decided;
		size_t heard = 0;

		for (size_t e = 0; e < sync->events.count; e++)
			heard += ((const struct event *)sync->events.items)[e].thread.pos == one->thread.pos;
		invited += one->guest != NULL;
		gone += one->guest && one->is_decided;
		cr_expect_eq(heard > 0, sees, "sync of %s", one->word);
		cr_expect_eq(found->matches.count > 0, sees, "search for %s", one->word);
	}
	cr_assert(invited > 2 && gone > 0 && invited > gone, "%zu invited, %zu decided", invited, gone);
	world_deinit(&world);
	subject_close(&subject);
}
