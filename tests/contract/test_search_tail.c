/* search finds what was committed, whether the index has taken it in or not, and the same things in both. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct search_result *page_of(
	struct world *world, const char *as, const char *text, int64_t limit, struct message_id before)
{
	struct search_args args = {.text = text_of(text), .limit = limit, .before = before};

	return world_query(world, NULL, as, COMMAND_search, &args, NULL);
}

static size_t count_of(struct world *world, const char *as, const char *text)
{
	return page_of(world, as, text, 0, (struct message_id){0})->matches.count;
}

static const char *const bodies[] = {
	"Chest pain on exertion, ECG normal",
	"chest \xe2\x80\x94 pain", /* em dash */
	"Stra\xc3\x9f"
	"e, na\xc3\xafve, \xc3\x85ngstr\xc3\xb6m", /* Latin with marks */
	"nai\xcc\x88ve in two code points",        /* i and a combining diaeresis */
	"\xce\xba\xce\xb1\xcf\x81\xce\xb4\xce\xb9\xce\xac "
	"\xce\x9a\xce\x91\xce\xa1\xce\x94\xce\x99\xce\x86", /* Greek */
	"\xd1\x81\xd0\xb5\xd1\x80\xd0\xb4\xd1\x86\xd0\xb5 "
	"\xd0\xa1\xd0\x95\xd0\xa0\xd0\x94\xd0\xa6\xd0\x95", /* Cyrillic */
	"HbA1c 48 mmol/mol; eGFR 62.5 (was 71)",
	"x-ray, x ray and xray",
	"\xe2\x80\x9cquoted\xe2\x80\x9d and \xf0\x9f\xab\x80 heart", /* curly quotes, emoji */
	"don't, can't",
	"a",
	"!?.",
};

static const char *const searches[] = {"chest", "CHEST", "chest pain", "pain chest", "pai", "pai*", "p*", "exert*",
	"normal ecg", "strasse",
	"stra\xc3\x9f"
	"e",
	"naive", "na\xc3\xafve", "nai\xcc\x88ve", "angstrom", "\xce\xba\xce\xb1\xcf\x81\xce\xb4\xce\xb9\xce\xac",
	"\xce\x9a\xce\x91\xce\xa1\xce\x94\xce\x99\xce\x91", "\xd1\x81\xd0\xb5\xd1\x80\xd0\xb4\xd1\x86\xd0\xb5",
	"\xd1\x81\xd0\xb5\xd1\x80*", "hba1c", "hba", "hba*", "62.5", "62 5", "5", "71", "x-ray", "xray", "ray",
	"\xe2\x80\x9cquoted\xe2\x80\x9d", "quoted", "heart", "\xf0\x9f\xab\x80", "\xf0\x9f\xab\x80 heart", "don't",
	"dont", "don t", "a", "a*", "\xe2\x80\x94", "\xe2\x80\x94 pain", "pain \xe2\x80\x94", "chest\xe2\x80\x94pain",
	"pain\xe2\x80\x94"
	"chest",
	"chest\xe2\x80\x94pa*", "chest \xe2\x80\x94*", "\xe2\x80\x94\xe2\x80\x94* chest", "missing", "chest missing",
	"!?."};

enum { SEARCHES = sizeof(searches) / sizeof(searches[0]), BODIES = sizeof(bodies) / sizeof(bodies[0]) };

/* A bit for each body that is found; -1: refused, for there is no word in it. */
static int64_t found_by(struct world *world, const char *text, const struct message_id *said)
{
	struct search_args args = {.text = text_of(text)};
	enum error error;
	const struct search_result *result = world_query(world, NULL, "a.khan", COMMAND_search, &args, &error);
	const struct search_match *matches = result->matches.items;
	int64_t found = 0;

	for (size_t i = 0; error == OK && i < result->matches.count; i++) {
		for (size_t k = 0; k < BODIES; k++)
			found |= matches[i].message.pos == said[k].pos ? (int64_t)1 << k : 0;
	}
	return error == OK ? found : -1;
}

CONTRACT(search_tail, finds_what_the_index_would_find)
{
	struct subject subject;
	struct world world;
	struct message_id said[BODIES];
	int64_t before[SEARCHES];
	int64_t all = 0;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Opening", "Opening");
	world_maintain(&world);
	for (size_t i = 0; i < BODIES; i++)
		said[i] = world_say(&world, world.cardiology, thread, "b.osei", bodies[i]);
	for (size_t i = 0; i < SEARCHES; i++) {
		before[i] = found_by(&world, searches[i], said);
		all |= before[i] > 0 ? before[i] : 0;
	}
	cr_assert_eq(all, ((int64_t)1 << (BODIES - 1)) - 1, "each body but the last is found by something");
	world_maintain(&world);
	for (size_t i = 0; i < SEARCHES; i++) {
		int64_t after = found_by(&world, searches[i], said);

		cr_assert_eq(before[i], after, "'%s': %llx in the tail, %llx in the index", searches[i],
			(unsigned long long)before[i], (unsigned long long)after);
	}
	world_deinit(&world);
	subject_close(&subject);
}

/* Some of the pages lie before the mark, some behind it, one on both sides. */
CONTRACT(search_tail, pages_across_the_mark)
{
	enum { MESSAGES = 10, PAGE = 4 };
	struct subject subject;
	struct world world;
	struct message_id said[MESSAGES];

	for (int indexed = 0; indexed <= MESSAGES; indexed++) {
		struct message_id before = {0};
		const struct search_result *page;
		int found = 0;

		subject_open(&subject, *kind);
		world_init(&world, subject.store);
		struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
		for (int i = 0; i < MESSAGES; i++) {
			if (i == indexed)
				world_maintain(&world);
			said[i] = world_say(&world, world.cardiology, thread, "b.osei", "needle in hay");
		}
		do {
			page = page_of(&world, "a.khan", "needle", PAGE, before);
			const struct search_match *matches = page->matches.items;

			for (size_t i = 0; i < page->matches.count; i++)
				cr_assert_eq(matches[i].message.pos, said[MESSAGES - 1 - found++].pos);
			before = matches[page->matches.count - 1].message;
		} while (!page->complete);
		cr_assert_eq(found, MESSAGES, "%d were in the index", indexed);
		world_deinit(&world);
		subject_close(&subject);
	}
}

static void assert_seen_by_members_only(struct world *world, struct thread_id here, struct thread_id there)
{
	struct search_filters filters = {.thread = there};
	struct search_args args = {.text = text_of("common"), .filters = &filters};

	cr_assert_eq(count_of(world, "a.khan", "common"), 1);
	cr_assert_eq(count_of(world, "d.moore", "common"), 1);
	cr_assert_eq(count_of(world, "e.okafor", "common"), 2);
	cr_assert_eq(count_of(world, "f.rossi", "common"), 0);
	cr_assert_eq(count_of(world, "o.frost", "common"), 0);
	const struct search_result *result = world_query(world, NULL, "e.okafor", COMMAND_search, &args, NULL);
	cr_assert_eq(result->matches.count, 1);
	result = world_query(world, NULL, "a.khan", COMMAND_search, &args, NULL);
	cr_assert_eq(result->matches.count, 0);
	filters = (struct search_filters){.conversation = world->hillside};
	result = world_query(world, NULL, "e.okafor", COMMAND_search, &args, NULL);
	cr_assert_eq(result->matches.count, 1);
	cr_assert_eq(((const struct search_match *)result->matches.items)->thread.pos, there.pos);
	filters = (struct search_filters){.by = person("a.khan")};
	result = world_query(world, NULL, "e.okafor", COMMAND_search, &args, NULL);
	cr_assert_eq(result->matches.count, 1);
	cr_assert_eq(((const struct search_match *)result->matches.items)->thread.pos, here.pos);
}

CONTRACT(search_tail, shows_members_what_is_theirs_and_nobody_else)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	world_maintain(&world);
	struct thread_id here = world_topic(&world, world.cardiology, "a.khan", "Clinic", "common words");
	struct thread_id there = world_topic(&world, world.hillside, "d.moore", "Clinic", "common words");
	assert_seen_by_members_only(&world, here, there);
	world_maintain(&world);
	assert_seen_by_members_only(&world, here, there);
	world_deinit(&world);
	subject_close(&subject);
}

/* Amended and redacted on either side of the mark: each of the four at its own time. */
CONTRACT(search_tail, follows_amendments_and_redactions_on_both_sides_of_the_mark)
{
	static const struct {
		bool said_before, amended_before, redacted_before;
	} rows[] = {{false, false, false}, {true, false, false}, {true, true, false}, {true, true, true}};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message_id message = world_say(&world, world.cardiology, thread, "a.khan", "oldwords stay");

		if (rows[i].said_before)
			world_maintain(&world);
		cr_assert_eq(count_of(&world, "b.osei", "oldwords"), 1, "row %zu", i);
		world_amend(&world, world.cardiology, thread, "a.khan", message, "newwords stay", "Typo");
		if (rows[i].amended_before)
			world_maintain(&world);
		cr_assert_eq(count_of(&world, "b.osei", "oldwords"), 0, "row %zu", i);
		cr_assert_eq(count_of(&world, "b.osei", "newwords stay"), 1, "row %zu", i);
		world_redact(&world, world.cardiology, thread, "a.khan", message, "Wrong");
		if (rows[i].redacted_before)
			world_maintain(&world);
		cr_assert_eq(count_of(&world, "b.osei", "newwords"), 0, "row %zu", i);
		cr_assert_eq(count_of(&world, "b.osei", "stay"), 0, "row %zu", i);
	}
	world_maintain(&world);
	cr_assert_eq(count_of(&world, "b.osei", "stay"), 0);
	world_deinit(&world);
	subject_close(&subject);
}
