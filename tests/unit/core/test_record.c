/* The canonical encoding: what the log stores, hashes and reads back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/record.h"
#include "tests/fixtures/record_chance.h"

static struct arena *arena;
static struct buffer out;

static void set_up(void)
{
	arena = arena_new((size_t)1 << 30);
}

static void tear_down(void)
{
	arena_free(arena);
	buffer_deinit(&out);
}

TestSuite(record, .init = set_up, .fini = tear_down);

static struct text encode(const struct record_type *type, const void *record, struct words_sink *sink)
{
	buffer_clear(&out);
	cr_assert(record_encode(type, record, sink, &out) == OK);
	cr_assert(!out.failed);
	return arena_text(arena, buffer_text(&out));
}

Test(record, every_record_comes_back_as_it_was_written)
{
	struct chance chance = {1};

	for (size_t i = 0; i < all_records_count; i++) {
		const struct record_type *type = all_records[i];

		for (int round = 0; round < 40; round++) {
			const void *record = chance_record(&chance, arena, type);
			struct text bytes = encode(type, record, NULL);
			void *back = arena_take(arena, type->size);

			cr_assert(record_decode(type, bytes, NULL, arena, back) == OK, "%s: %.*s", type->name,
				TEXT_ARGS(bytes));
			cr_assert_null(record_difference(type, record, back, 0), "%s.%s: %.*s", type->name,
				record_difference(type, record, back, 0), TEXT_ARGS(bytes));
			cr_assert(text_equal(encode(type, back, NULL), bytes), "%s", type->name);
		}
	}
}

/* Changing this text changes what every stored hash and receipt was made from. */
Test(record, the_encoding_of_a_question_is_fixed)
{
	const struct patient patient = {
		.nhs_number = {"9990000018"}, .name = text_of("SMITH, Jane (Mrs)"), .birth_date = 19610314};
	const struct case_ask_args args = {.conversation = {12},
		.to = {"e.okafor"},
		.patient = &patient,
		.title = text_of("Chest pain"),
		.question = text_of("Pain=?\nSince: 3 weeks"),
		.urgency = URGENCY_ROUTINE,
		.intent = INTENT_WOULD_REFER};
	static const char expected[] = "conversation=3:c12\n"
				       "to=8:e.okafor\n"
				       "patient.nhs_number=10:9990000018\n"
				       "patient.name=17:SMITH, Jane (Mrs)\n"
				       "patient.birth_date=10:1961-03-14\n"
				       "title=10:Chest pain\n"
				       "question=21:Pain=?\nSince: 3 weeks\n"
				       "urgency=7:routine\n"
				       "intent=11:would_refer\n";

	cr_assert(text_is(encode(&case_ask_args_record, &args, NULL), expected), "%s", out.data);
}

Test(record, the_encoding_of_every_other_kind_is_fixed)
{
	const struct person_id people[] = {{"e.okafor"}, {"k.byrne"}};
	const struct link_created_data link = {.link = {5},
		.name = text_of("Riverside: Cardiology Service"),
		.neighbourhood = {"riverside"},
		.treatment_function = 320,
		.specialists = {people, 2},
		.reply_working_days = 2};
	const struct person_created_data person = {.person = {"a.khan"},
		.display_name = text_of("Dr A Khan"),
		.roles = SET_OF(ROLE_ADMINISTRATOR) | SET_OF(ROLE_INT_CLINICIAN),
		.organisation = {"Y12345"}};
	const struct message_sent_data message = {.message = {9}, .body = text_of(""), .reply_due = 1795685465123};
	const struct avoided_row row = {.expected_first_per_week = decimal_of(2352), .asked = 0};

	cr_assert(text_is(encode(&link_created_data_record, &link, NULL),
			  "link=2:l5\nname=29:Riverside: Cardiology Service\nneighbourhood=9:riverside\n"
			  "treatment_function=3:320\nspecialists=8:e.okafor\nspecialists=7:k.byrne\nreply_working_days="
			  "1:2\nteam_awaited=5:false\nspecialists_awaited=5:false\n"),
		"%s", out.data);
	cr_assert(text_is(encode(&person_created_data_record, &person, NULL),
			  "person=6:a.khan\ndisplay_name=9:Dr A Khan\nroles=13:int_clinician\nroles=13:administrator\n"
			  "organisation=6:Y12345\n"),
		"%s", out.data);
	cr_assert(text_is(encode(&message_sent_data_record, &message, NULL),
			  "message=2:m9\nbody=0:\nreply_due=24:2026-11-26T09:31:05.123Z\n"),
		"%s", out.data);
	cr_assert(text_is(encode(&avoided_row_record, &row, NULL),
			  "asked=1:0\nanswered=1:0\nclosed=1:0\ndiverted=1:0\navoided_provisional=1:0\navoided_"
			  "confirmed=1:0\navoided_30_days=1:0\navoided_90_days=1:0\n"
			  "deferred=1:0\nprompted=1:0\nreferred=1:0\nconverted=1:0\nreopened=1:0\n"
			  "expected_first_per_week=5:23.52\ndecided_by_mdt=1:0\n"),
		"%s", out.data);
}

Test(record, the_encoding_of_a_list_of_records_is_fixed)
{
	const struct person_line lines[] = {{.line = 2, .person = text_of("a.khan"), .roles = text_of("manager")},
		{.line = 13, .person = text_of("b.osei")}};
	const struct import_people_staged_data data = {.import = text_of("one"), .lines = {lines, 2}};

	cr_assert(text_is(encode(&import_people_staged_data_record, &data, NULL),
			  "import=3:one\nlines.0.line=1:2\nlines.0.person=6:a.khan\nlines.0.roles=7:manager\n"
			  "lines.1.line=2:13\nlines.1.person=6:b.osei\n"),
		"%s", out.data);
}

/* Ten entries and more: "lines.1." is not the beginning of "lines.10.". */
Test(record, a_long_list_of_records_comes_back_in_order)
{
	struct link_line lines[25];
	struct import_links_staged_data data = {.import = text_of("one"), .lines = {lines, 25}};
	struct import_links_staged_data *back = arena_take(arena, sizeof *back);

	for (int i = 0; i < 25; i++)
		lines[i] = (struct link_line){.line = 100 + i};
	struct text bytes = encode(&import_links_staged_data_record, &data, NULL);

	cr_assert(record_decode(&import_links_staged_data_record, bytes, NULL, arena, back) == OK);
	cr_assert_eq(back->lines.count, 25);
	for (int i = 0; i < 25; i++)
		cr_assert_eq(((const struct link_line *)back->lines.items)[i].line, 100 + i);
}

/* --- words kept beside the chain ---------------------------------------------------------------------------------- */

enum { KEPT_LIMIT = 512 };

struct keeper {
	struct words_sink sink;
	struct words_source source;
	struct words kept[KEPT_LIMIT];
	size_t count;
};

static struct keeper keeper;

static enum error keep(struct words_sink *sink, const struct words *words, struct buffer *to)
{
	cr_assert(sink == &keeper.sink && keeper.count < KEPT_LIMIT);
	cr_assert(words->class == CLASS_WORDS || words->class == CLASS_IDENTITY);
	keeper.kept[keeper.count++] =
		(struct words){arena_text(arena, words->field), words->class, arena_text(arena, words->bytes)};
	buffer_append_text(to, words->field);
	buffer_append_string(to, "#=1:d\n");
	return OK;
}

static struct text find_kept(struct words_source *source, struct text field)
{
	cr_assert(source == &keeper.source);
	for (size_t i = 0; i < keeper.count; i++) {
		if (text_equal(keeper.kept[i].field, field))
			return keeper.kept[i].bytes;
	}
	return (struct text){NULL, 0};
}

Test(record, words_and_identity_go_to_the_sink_and_come_back_from_the_source)
{
	struct chance chance = {2};

	for (size_t i = 0; i < all_records_count; i++) {
		const struct record_type *type = all_records[i];

		for (int round = 0; round < 20; round++) {
			const void *record = chance_record(&chance, arena, type);
			void *back = arena_take(arena, type->size), *bare = arena_take(arena, type->size);

			keeper = (struct keeper){.sink = {keep}, .source = {find_kept}};
			struct text bytes = encode(type, record, &keeper.sink);

			cr_assert(record_decode(type, bytes, &keeper.source, arena, back) == OK, "%s", type->name);
			cr_assert_null(record_difference(type, record, back, 0), "%s", type->name);
			keeper.count = 0; /* destroyed */
			cr_assert(record_decode(type, bytes, &keeper.source, arena, bare) == OK, "%s", type->name);
			for (size_t f = 0; f < type->field_count; f++) {
				enum field_class class = type->fields[f].class;

				if (class == CLASS_WORDS || class == CLASS_IDENTITY)
					cr_assert(field_is_absent(&type->fields[f], bare), "%s", type->fields[f].name);
			}
		}
	}
}

static enum error refuse(struct words_sink *sink, const struct words *words, struct buffer *to)
{
	(void)sink;
	(void)words;
	(void)to;
	return ERROR_INTERNAL;
}

Test(record, a_sink_that_fails_stops_the_writing)
{
	struct words_sink sink = {refuse};
	const struct message_sent_data message = {.message = {9}, .body = text_of("words")};

	cr_assert(record_encode(&message_sent_data_record, &message, &sink, &out) == ERROR_INTERNAL);
}

/* --- what is not as it was written -------------------------------------------------------------------------------- */

Test(record, lines_of_a_newer_program_are_passed_over)
{
	static const char bytes[] = "message=2:m9\nmood=5:sunny\nbody=2:hi\nmood.cause=4:a=1:\n=0:\nreply_to=2:m7\n";
	struct message_sent_data message = {0};

	cr_assert(record_decode(&message_sent_data_record, text_of(bytes), NULL, arena, &message) == OK);
	cr_assert_eq(message.message.pos, 9);
	cr_assert(text_is(message.body, "hi"));
	cr_assert_eq(message.reply_to.pos, 7);
}

Test(record, a_line_inside_a_text_is_not_a_line)
{
	static const char bytes[] = "message=2:m9\nbody=18:hi\nreply_to=2:m7\n!\n";
	struct message_sent_data message = {0};

	cr_assert(record_decode(&message_sent_data_record, text_of(bytes), NULL, arena, &message) == OK);
	cr_assert_eq(message.reply_to.pos, 0);
	cr_assert_eq(message.body.length, 18);
}

Test(record, damaged_bytes_are_refused)
{
	static const char *const rows[] = {"m", "message", "message=", "message=2", "message=2:", "message=2:m",
		"message=2:m9", "message=3:m9\n", "message=1:m9\n", "message=-1:\n", "message=x:m9\n",
		"message= 2:m9\n", "message=99999999999999999999:m9\n", "message=9223372036854775807:m9\n",
		"message=2:x9\n", "message=2:m0\n", "message=0:\n", "message=2:m9\nbody=5:hi\n",
		"message=2:m9\nbody=2:hi", "message=2:m9\nmentions=3:A B\n", "message=2:m9\nreply_due=4:soon\n",
		"message=2:m9\n\n"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message_sent_data message = {0};

		cr_assert(record_decode(&message_sent_data_record, text_of(rows[i]), NULL, arena, &message) ==
				  ERROR_INTERNAL,
			"%s", rows[i]);
	}
}

/* The chain notices what changes the meaning; here it only must not lead outside the bytes. */
Test(record, any_byte_changed_anywhere_is_read_or_refused_and_never_more)
{
	struct chance chance = {3};
	const struct case_answered_data *record = chance_record(&chance, arena, &case_answered_data_record);
	struct text good = encode(&case_answered_data_record, record, NULL);

	for (size_t at = 0; at < good.length; at++) {
		for (int bit = 0; bit < 8; bit++) {
			char *damaged = arena_take(arena, good.length + 1);
			struct case_answered_data back = {0};

			memcpy(damaged, good.data, good.length);
			damaged[at] = (char)(damaged[at] ^ (1 << bit));
			enum error error = record_decode(
				&case_answered_data_record, (struct text){damaged, good.length}, NULL, arena, &back);
			cr_assert(error == OK || error == ERROR_INTERNAL);
		}
	}
}

Test(record, with_no_memory_it_is_busy_and_not_wrong)
{
	struct chance chance = {4};
	const void *record = chance_record(&chance, arena, &case_asked_data_record);
	struct text bytes = encode(&case_asked_data_record, record, NULL);
	struct arena *small = arena_new(16);
	struct case_asked_data back = {0};

	cr_assert_not_null(small);
	cr_assert(record_decode(&case_asked_data_record, bytes, NULL, small, &back) == ERROR_BUSY);
	arena_free(small);
}
