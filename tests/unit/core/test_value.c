/* One value from its wire form and back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/record_chance.h"

static struct arena *arena;

static void set_up(void)
{
	arena = arena_new((size_t)1 << 28);
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(value, .init = set_up, .fini = tear_down);

/* Room for a member of any kind. */
union member {
	struct text text;
	struct person_id person;
	int64_t integer;
	bool boolean;
};

struct row {
	enum field_kind kind;
	const char *wire;
	const char *canonical; /* what it is written as; NULL: refused */
	int64_t limit;
};

static const char handle_64[] = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz.0123456789";
static const char handle_65[] = "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz.01234567890";

static const struct row rows[] = {
	{FIELD_KIND_TEXT, "some words", "some words", 10},
	{FIELD_KIND_TEXT, " kept as it is ", " kept as it is ", 0},
	{FIELD_KIND_TEXT, "two\nlines", "two\nlines", LIMIT_TITLE_BYTES + 1},
	{FIELD_KIND_TEXT, "two\nlines", NULL, LIMIT_TITLE_BYTES}, /* a title is one line */
	{FIELD_KIND_TEXT, "two\rlines", NULL, LIMIT_TITLE_BYTES},
	{FIELD_KIND_TEXT, "a\ttab", NULL, LIMIT_TITLE_BYTES},
	{FIELD_KIND_TEXT, "two\xe2\x80\xa8lines", NULL, LIMIT_TITLE_BYTES},
	{FIELD_KIND_TEXT, "", NULL, 0},
	{FIELD_KIND_TEXT, "\xc3", NULL, 0},
	{FIELD_KIND_PERSON, "a.khan", "a.khan", 0},
	{FIELD_KIND_PERSON, "0", "0", 0},
	{FIELD_KIND_PERSON, handle_64, handle_64, 0},
	{FIELD_KIND_PERSON, handle_65, NULL, 0},
	{FIELD_KIND_PERSON, "", NULL, 0},
	{FIELD_KIND_PERSON, ".khan", NULL, 0},
	{FIELD_KIND_PERSON, "-khan", NULL, 0},
	{FIELD_KIND_PERSON, "A.Khan", NULL, 0},
	{FIELD_KIND_PERSON, "a khan", NULL, 0},
	{FIELD_KIND_PERSON, "a_khan", NULL, 0},
	{FIELD_KIND_PERSON, "a/khan", NULL, 0},
	{FIELD_KIND_PERSON, "a\xc3\xa9", NULL, 0},
	{FIELD_KIND_DEVICE, "a-khan-1", "a-khan-1", 0},
	{FIELD_KIND_DEVICE, "a.khan-1", NULL, 0},
	{FIELD_KIND_DEVICE, "a+1", NULL, 0},
	{FIELD_KIND_DEVICE, "a#", NULL, 0},
	{FIELD_KIND_NEIGHBOURHOOD, "riverside", "riverside", 0},
	{FIELD_KIND_NEIGHBOURHOOD, "river.side", NULL, 0},
	{FIELD_KIND_ORGANISATION, "Y12345", "Y12345", 0},
	{FIELD_KIND_ORGANISATION, "RH8", "RH8", 0},
	{FIELD_KIND_ORGANISATION, "ABCDEFGHIJ", "ABCDEFGHIJ", 0},
	{FIELD_KIND_ORGANISATION, "ABCDEFGHIJK", NULL, 0},
	{FIELD_KIND_ORGANISATION, "RH", NULL, 0},
	{FIELD_KIND_ORGANISATION, "y12345", NULL, 0},
	{FIELD_KIND_CONVERSATION, "c1", "c1", 0},
	{FIELD_KIND_CONVERSATION, "t1", NULL, 0},
	{FIELD_KIND_CONVERSATION, "c", NULL, 0},
	{FIELD_KIND_CONVERSATION, "", NULL, 0},
	{FIELD_KIND_THREAD, "t9223372036854775807", "t9223372036854775807", 0},
	{FIELD_KIND_THREAD, "t9223372036854775808", NULL, 0},
	{FIELD_KIND_THREAD, "t0", NULL, 0},
	{FIELD_KIND_THREAD, "t01", NULL, 0},
	{FIELD_KIND_THREAD, "t-1", NULL, 0},
	{FIELD_KIND_THREAD, "t+1", NULL, 0},
	{FIELD_KIND_THREAD, "t 1", NULL, 0},
	{FIELD_KIND_THREAD, "T1", NULL, 0},
	{FIELD_KIND_MESSAGE, "m42", "m42", 0},
	{FIELD_KIND_MESSAGE, "42", NULL, 0},
	{FIELD_KIND_LINK, "l7", "l7", 0},
	{FIELD_KIND_LINK, "c7", NULL, 0},
	{FIELD_KIND_COVER, "v7", "v7", 0},
	{FIELD_KIND_COVER, "l7", NULL, 0},
	{FIELD_KIND_SESSION, "s7", "s7", 0},
	{FIELD_KIND_SESSION, "7", NULL, 0},
	{FIELD_KIND_INVITATION, "i7", "i7", 0},
	{FIELD_KIND_INVITATION, "s7", NULL, 0},
	{FIELD_KIND_INTEGER, "0", "0", 0},
	{FIELD_KIND_INTEGER, "20", "20", 20},
	{FIELD_KIND_INTEGER, "21", NULL, 20},
	{FIELD_KIND_INTEGER, "9223372036854775807", "9223372036854775807", INT64_MAX},
	{FIELD_KIND_INTEGER, "9223372036854775808", NULL, 0},
	{FIELD_KIND_INTEGER, "-1", NULL, 0},
	{FIELD_KIND_INTEGER, "1.0", NULL, 0},
	{FIELD_KIND_INTEGER, "1e3", NULL, 0},
	{FIELD_KIND_INTEGER, "", NULL, 0},
	{FIELD_KIND_POSITIVE, "1", "1", 0},
	{FIELD_KIND_POSITIVE, "20", "20", 20},
	{FIELD_KIND_POSITIVE, "21", NULL, 20},
	{FIELD_KIND_POSITIVE, "0", NULL, 0}, /* absent is not said as 0 */
	{FIELD_KIND_COUNT, "0", "0", 0},
	{FIELD_KIND_COUNT, "12", "12", 0},
	{FIELD_KIND_COUNT, "*", "*", 0}, /* too small to be shown */
	{FIELD_KIND_COUNT, "**", NULL, 0},
	{FIELD_KIND_COUNT, "-1", NULL, 0},
	{FIELD_KIND_DECIMAL, "23.52", "23.52", 0},
	{FIELD_KIND_DECIMAL, "23.5", "23.5", 0},
	{FIELD_KIND_DECIMAL, "23.50", "23.5", 0},
	{FIELD_KIND_DECIMAL, "23.05", "23.05", 0},
	{FIELD_KIND_DECIMAL, "23", "23", 0},
	{FIELD_KIND_DECIMAL, "100", "100", 0},
	{FIELD_KIND_DECIMAL, "0", "0", 0},
	{FIELD_KIND_DECIMAL, "23.", NULL, 0},
	{FIELD_KIND_DECIMAL, ".5", NULL, 0},
	{FIELD_KIND_DECIMAL, "23.523", NULL, 0},
	{FIELD_KIND_DECIMAL, "-1", NULL, 0},
	{FIELD_KIND_DECIMAL, "1.-5", NULL, 0},
	{FIELD_KIND_DECIMAL, "92233720368547758070", NULL, 0},
	{FIELD_KIND_DECIMAL, "9223372036854775807", NULL, 0},
	{FIELD_KIND_BOOLEAN, "true", "true", 0},
	{FIELD_KIND_BOOLEAN, "false", "false", 0},
	{FIELD_KIND_BOOLEAN, "1", NULL, 0},
	{FIELD_KIND_BOOLEAN, "True", NULL, 0},
	{FIELD_KIND_TIME, "2026-11-22T09:31:05.123Z", "2026-11-22T09:31:05.123Z", 0},
	{FIELD_KIND_TIME, "2026-11-22T09:31:05Z", "2026-11-22T09:31:05.000Z", 0},
	{FIELD_KIND_TIME, "2026-11-22T10:31:05.1+01:00", "2026-11-22T09:31:05.100Z", 0},
	{FIELD_KIND_TIME, "2026-11-22", NULL, 0},
	{FIELD_KIND_TIME, "2026-11-22T25:00:00Z", NULL, 0},
	{FIELD_KIND_DATE, "1961-03-14", "1961-03-14", 0},
	{FIELD_KIND_DATE, "2024-02-29", "2024-02-29", 0},
	{FIELD_KIND_DATE, "2023-02-29", NULL, 0},
	{FIELD_KIND_DATE, "2026-11-22T09:31:05Z", NULL, 0},
	{FIELD_KIND_DATE, "14/03/1961", NULL, 0},
	{FIELD_KIND_DATE, "19610314", NULL, 0},
	{FIELD_KIND_DAY, "2026-11-22", "2026-11-22", 0},
	{FIELD_KIND_DAY, "2026-06-30T23:30:00Z", "2026-07-01", 0}, /* London is an hour ahead */
	{FIELD_KIND_DAY, "2026-11-30T23:30:00Z", "2026-11-30", 0},
	{FIELD_KIND_DAY, "tomorrow", NULL, 0},
	{FIELD_KIND_DUE, "2026-11-22", "2026-11-22", 0},
	{FIELD_KIND_DUE, "2026-11-22T17:00:00+01:00", "2026-11-22T17:00:00+01:00", 0},
	{FIELD_KIND_DUE, "next week", NULL, 0},
	{FIELD_KIND_DUE, "2026-13-01", NULL, 0},
	{FIELD_KIND_NHS_NUMBER, "999 000 0018", "9990000018", 0},
	{FIELD_KIND_NHS_NUMBER, "9990000019", NULL, 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "320", "320", 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "100", "100", 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "999", NULL, 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "0320", NULL, 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "32", NULL, 0},
	{FIELD_KIND_TREATMENT_FUNCTION, "-20", NULL, 0},
	{FIELD_KIND_WORD, "routine", "routine", 0},
	{FIELD_KIND_WORD, "urgent", "urgent", 0},
	{FIELD_KIND_WORD, "Routine", NULL, 0},
	{FIELD_KIND_WORD, "", NULL, 0},
	{FIELD_KIND_RECORD, "{}", NULL, 0},
	{FIELD_KIND_RECORDS, "[]", NULL, 0},
	{FIELD_KIND_EVENTS, "[]", NULL, 0},
	{FIELD_KIND_PERSONS, "a.khan", NULL, 0},
	{FIELD_KIND_ORGANISATIONS, "Y12345", NULL, 0},
	{FIELD_KIND_WORD_SET, "manager", NULL, 0},
};

static struct field field_like(const struct row *row)
{
	return (struct field){.name = "x", .kind = row->kind, .limit = row->limit, .vocabulary = &urgency_vocabulary};
}

Test(value, each_spelling_is_taken_in_its_canonical_form_or_refused_with_a_reason)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		struct field field = field_like(row);
		union member member = {0};
		const char *problem = NULL;
		char out[40];
		enum error error = value_parse(&field, text_of(row->wire), &member, &problem);

		cr_assert_eq(error == OK, row->canonical != NULL, "kind %d: %s", (int)row->kind, row->wire);
		if (error == OK) {
			struct text written = value_format(&field, &member, out);

			cr_assert(text_is(written, row->canonical), "%s became %.*s", row->wire, TEXT_ARGS(written));
			continue;
		}
		cr_assert(error == ERROR_BAD_REQUEST, "%s", row->wire);
		cr_assert_not_null(problem, "%s", row->wire);
		cr_assert(problem[strlen(problem) - 1] == '.', "a sentence: %s", problem);
	}
}

Test(value, a_text_over_its_limit_is_too_large_and_not_cut)
{
	struct field field = {.name = "x", .kind = FIELD_KIND_TEXT, .limit = 4};
	struct text member = {NULL, 0};
	const char *problem = NULL;

	cr_assert(value_parse(&field, text_of("abcd"), &member, &problem) == OK);
	cr_assert(value_parse(&field, text_of("abcde"), &member, &problem) == ERROR_TOO_LARGE);
	cr_assert_not_null(problem);
	/* bytes count, not characters */
	cr_assert(value_parse(&field, text_of("\xe2\x82\xac\xe2\x82\xac"), &member, &problem) == ERROR_TOO_LARGE);
}

/* Every field of every record: what it writes it reads, and writes the same again. */
Test(value, what_was_written_is_read_as_the_same)
{
	struct chance chance = {5};

	for (size_t r = 0; r < all_records_count; r++) {
		for (size_t f = 0; f < all_records[r]->field_count; f++) {
			const struct field *field = &all_records[r]->fields[f];
			union member first = {0}, second = {0};
			char out[40], again[40];
			const char *problem = NULL;

			if (field->record || field->kind == FIELD_KIND_EVENTS || field->kind == FIELD_KIND_WORD_SET ||
				field->kind == FIELD_KIND_PERSONS || field->kind == FIELD_KIND_ORGANISATIONS)
				continue;
			chance_value(&chance, arena, field, &first);
			struct text wire = value_format(field, &first, out);

			cr_assert(value_parse(field, wire, &second, &problem) == OK, "%s.%s %.*s: %s",
				all_records[r]->name, field->name, TEXT_ARGS(wire), problem);
			cr_assert(text_equal(value_format(field, &second, again), wire), "%s.%s", all_records[r]->name,
				field->name);
		}
	}
}

Test(value, a_zeroed_record_has_nothing_but_its_booleans)
{
	for (size_t r = 0; r < all_records_count; r++) {
		const void *zero = arena_take(arena, all_records[r]->size);

		for (size_t f = 0; f < all_records[r]->field_count; f++) {
			const struct field *field = &all_records[r]->fields[f];

			cr_assert_eq(field_is_absent(field, zero), field->kind != FIELD_KIND_BOOLEAN, "%s.%s",
				all_records[r]->name, field->name);
		}
	}
}
