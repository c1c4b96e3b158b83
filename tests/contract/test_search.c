/* search: all the words, in what I may see, newest first; and nothing typed is syntax. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static const struct search_result *search_for(
	struct world *world, const char *as, const char *text, const struct search_filters *filters)
{
	struct search_args args = {.text = text_of(text), .filters = filters};

	return world_query(world, NULL, as, COMMAND_search, &args, NULL);
}

static size_t count_of(struct world *world, const char *as, const char *text)
{
	return search_for(world, as, text, NULL)->matches.count;
}

CONTRACT(search, finds_words_in_every_kind_of_message)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = {
		{"palpitations", 1}, /* title */
		{"PALPITATIONS", 1},
		{"exertion", 1},   /* question */
		{"smith", 1},      /* patient name */
		{"9990000018", 0}, /* never the number */
		{"reassure", 1},
		{"holter", 1},  /* answer, in primary care */
		{"syncope", 1}, /* would change my mind */
		{"dose", 1},    /* information request */
		{"creme", 1},
		{"cr\xc3\xa8me", 1},
		{"br\xc3\xbbl\xc3\xa9\x65", 1},
		{"palpitations exertion", 1},
		{"exertion reassure", 0},
		{"palp*", 1},
		{"palp", 0},
		{"p*", 0},
		{"sm*th", 0},
		{"question", 0},
	};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology,
		&(struct asking){.title = "Palpitations at night",
			.question = "Not on exertion. ECG normal.",
			.patient = "SMITH, Jane (Mrs)"});
	world_want_information(&world, world.cardiology, thread, "e.okafor", "Which dose?");
	world_say(&world, world.cardiology, thread, "a.khan", "Cr\xc3\xa8me br\xc3\xbbl\xc3\xa9\x65, twice");
	struct case_answered_data answered = {.message = {store_last_pos(subject.store) + 1},
		.answer = text_of("Reassure"),
		.in_primary_care = text_of("Holter if it goes on"),
		.would_change_my_mind = text_of("Syncope"),
		.next_actor = text_of("GP"),
		.recommendation = RECOMMENDATION_ADVICE_ONLY};
	world_happens(&world, EVENT_case_answered, world.cardiology, thread, "e.okafor", &answered);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t count = count_of(&world, "b.osei", rows[i].text);

		cr_assert_eq(count, rows[i].count, "'%s' gives %zu", rows[i].text, count);
	}
	const struct search_match *match = search_for(&world, "b.osei", "holter", NULL)->matches.items;
	cr_assert_eq(match->message.pos, answered.message.pos);
	cr_assert_eq(match->thread.pos, thread.pos);
	cr_assert_eq(match->conversation.pos, world.cardiology.pos);
	cr_assert_eq(match->thread_kind, THREAD_CASE);
	cr_assert_eq(match->seq, 5);
	cr_assert(text_is(match->title, "Palpitations at night"));
	cr_assert(text_is(match->by_name, "Dr Emeka Okafor"));
	cr_assert(text_is(match->excerpt, "Reassure\nHolter if it goes on\nSyncope\nGP"));
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(search, finds_only_in_conversations_of_which_i_am_a_member)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id here = world_topic(&world, world.cardiology, "a.khan", "Clinic", "common words");
	struct thread_id there = world_topic(&world, world.hillside, "d.moore", "Clinic", "common words");
	cr_assert_eq(count_of(&world, "a.khan", "common"), 1);
	cr_assert_eq(count_of(&world, "d.moore", "common"), 1);
	cr_assert_eq(count_of(&world, "e.okafor", "common"), 2);
	cr_assert_eq(count_of(&world, "f.rossi", "common"), 0);
	cr_assert_eq(count_of(&world, "o.frost", "common"), 0);
	cr_assert_eq(count_of(&world, "n.shaw", "common"), 0);
	struct search_filters filters = {.conversation = world.hillside};
	cr_assert_eq(search_for(&world, "e.okafor", "common", &filters)->matches.count, 1);
	cr_assert_eq(search_for(&world, "a.khan", "common", &filters)->matches.count, 0);
	filters = (struct search_filters){.thread = there};
	cr_assert_eq(search_for(&world, "e.okafor", "common", &filters)->matches.count, 1);
	cr_assert_eq(search_for(&world, "a.khan", "common", &filters)->matches.count, 0);
	filters.thread = here;
	cr_assert_eq(search_for(&world, "a.khan", "common", &filters)->matches.count, 1);
	/* The scope's own tokens are no words of anybody. */
	char scope[40];
	(void)snprintf(scope, sizeof(scope), "c%lld", (long long)world.hillside.pos);
	cr_assert_eq(count_of(&world, "e.okafor", scope), 0);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(search, takes_nothing_typed_for_syntax)
{
	static const char *const typed[] = {
		"\"",
		"\"\"",
		"a\"b",
		"common\" OR \"secret",
		"common OR secret",
		"scope : c1",
		"scope:c1 OR body:secret",
		"body : secret",
		"NEAR(common secret)",
		"NEAR",
		"AND",
		"NOT common",
		"common NOT words",
		"^common",
		"common + words",
		"{scope body} : secret",
		"- scope : secret",
		"(((",
		")",
		"common)",
		"*",
		"**",
		"-",
		"';DROP TABLE search;--",
		"common'",
		"\\",
		"%",
		"_",
		":",
		"common*secret",
		"\xe2\x80\x94",
		"\xe2\x80\x9c common \xe2\x80\x9d",
		"c1",
		"secret",
		"rank",
		"search",
		"1",
		"\x01",
		"common\nsecret",
	};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	world_topic(&world, world.cardiology, "a.khan", "Clinic", "common words");
	struct thread_id theirs = world_topic(&world, world.hillside, "d.moore", "Clinic", "secret common");
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct search_args args = {.text = text_of(typed[i])};
		enum error error;
		const struct search_result *result = world_query(&world, NULL, "a.khan", COMMAND_search, &args, &error);
		const struct search_match *matches = result->matches.items;

		cr_assert(error == OK || error == ERROR_BAD_REQUEST, "'%s' gives %d", typed[i], (int)error);
		for (size_t k = 0; error == OK && k < result->matches.count; k++)
			cr_assert_neq(matches[k].thread.pos, theirs.pos, "'%s'", typed[i]);
	}
	struct search_args args = {.text = text_of(" ,.* ")};
	enum error error;
	world_query(&world, NULL, "a.khan", COMMAND_search, &args, &error);
	cr_assert_eq(error, ERROR_BAD_REQUEST, "there are no words");
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(search, pages_from_the_newest_and_filters)
{
	struct subject subject;
	struct world world;
	struct message_id said[9];
	int found = 0;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
	for (int i = 0; i < 9; i++) {
		world.now_ms += 86400000;
		said[i] = world_say(&world, world.cardiology, thread, i % 2 ? "b.osei" : "e.okafor", "needle in hay");
	}
	struct search_args args = {.text = text_of("needle"), .limit = 4};
	const struct search_result *page;
	do {
		page = world_query(&world, NULL, "a.khan", COMMAND_search, &args, NULL);
		const struct search_match *matches = page->matches.items;

		for (size_t i = 0; i < page->matches.count; i++)
			cr_assert_eq(matches[i].message.pos, said[8 - found++].pos);
		args.before = matches[page->matches.count - 1].message;
	} while (!page->complete);
	cr_assert_eq(found, 9);
	struct search_filters filters = {.by = person("b.osei")};
	cr_assert_eq(search_for(&world, "a.khan", "needle", &filters)->matches.count, 4);
	filters = (struct search_filters){.from = 20261126, .until = 20261127};
	cr_assert_eq(search_for(&world, "a.khan", "needle", &filters)->matches.count, 2);
	args = (struct search_args){.text = text_of("needle"), .before = {said[8].pos + 50}};
	enum error error;
	world_query(&world, NULL, "a.khan", COMMAND_search, &args, &error);
	cr_assert_eq(error, ERROR_NOT_FOUND);
	struct thread_id theirs = world_topic(&world, world.hillside, "d.moore", "Clinic", "needle");
	args.before = (struct message_id){theirs.pos};
	world_query(&world, NULL, "a.khan", COMMAND_search, &args, &error);
	cr_assert_eq(error, ERROR_NOT_FOUND);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(search, follows_an_amendment_and_forgets_a_redaction)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(
		&world, world.cardiology, &(struct asking){.title = "Heartburn", .question = "oldwords here"});
	struct message_id question = {thread.pos};
	world_amend(&world, world.cardiology, thread, "a.khan", question, "newwords here", "Typo");
	cr_assert_eq(count_of(&world, "a.khan", "oldwords"), 0);
	cr_assert_eq(count_of(&world, "a.khan", "newwords"), 1);
	cr_assert_eq(count_of(&world, "a.khan", "heartburn newwords"), 1);
	world_redact(&world, world.cardiology, thread, "a.khan", question, "Wrong patient");
	cr_assert_eq(count_of(&world, "a.khan", "newwords"), 0);
	cr_assert_eq(count_of(&world, "a.khan", "heartburn"), 0);
	world_maintain(&world);
	cr_assert_eq(count_of(&world, "a.khan", "newwords"), 0);
	world_deinit(&world);
	subject_close(&subject);
}

/* Added, amended and redacted before the index has ever been written. */
CONTRACT(search, is_right_when_it_all_happens_in_one_batch)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Clinic", "News");
	int64_t pos = store_last_pos(subject.store);
	struct message_sent_data first = {.message = {pos + 1}, .body = text_of("alpha")};
	struct message_amended_data amended = {
		.message = {pos + 1}, .body = text_of("beta"), .reason = text_of("Typo")};
	struct message_sent_data second = {.message = {pos + 3}, .body = text_of("gamma")};
	struct message_redacted_data redacted = {.message = {pos + 3}, .reason = text_of("Wrong")};
	cr_assert_eq(store_begin(subject.store), OK);
	world_append(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &first);
	world_append(&world, EVENT_message_amended, world.cardiology, thread, "a.khan", &amended);
	world_append(&world, EVENT_message_sent, world.cardiology, thread, "a.khan", &second);
	world_append(&world, EVENT_message_redacted, world.cardiology, thread, "a.khan", &redacted);
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(count_of(&world, "a.khan", "alpha"), 0);
	cr_assert_eq(count_of(&world, "a.khan", "beta"), 1);
	cr_assert_eq(count_of(&world, "a.khan", "gamma"), 0);
	world_deinit(&world);
	subject_close(&subject);
}
