/* What people read: times, promises, numbers, widths, sentences. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/cli/display.h"
#include "clients/cli/london.h"
#include "clients/cli/story.h"
#include "clients/cli/table.h"
#include "clients/cli/template.h"
#include "clients/cli/thread_state.h"
#include "clients/cli/words.h"
#include "clients/lib/memory.h"

TestSuite(format, .init = display_init);

static int64_t at(const char *text)
{
	int64_t time_ms = 0;

	cr_assert(london_parse(text, &time_ms), "%s", text);
	return time_ms;
}

Test(format, times_are_read_with_any_offset_and_refused_when_they_are_none)
{
	int64_t ignored;

	cr_assert_eq(at("1970-01-01T00:00:00Z"), 0);
	cr_assert_eq(at("2026-11-22T09:31:05.123Z"), 1795339865123);
	cr_assert_eq(at("2026-11-22T10:31:05.123+01:00"), 1795339865123);
	cr_assert_eq(at("2026-11-22T09:01:05.123-00:30"), 1795339865123);
	cr_assert_eq(at("1969-12-31T23:59:59.999Z"), -1);
	cr_assert(!london_parse("", &ignored));
	cr_assert(!london_parse("2026-11-22", &ignored));
	cr_assert(!london_parse("2026-13-22T09:31:05Z", &ignored));
	cr_assert(!london_parse("2026-11-22T09:31:05", &ignored));
	cr_assert(!london_parse("2026-11-22T09:31:05 BST", &ignored));
}

Test(format, times_are_shown_in_london_summer_and_winter)
{
	static const struct {
		const char *time, *now, *shown;
	} rows[] = {
		{"2026-11-23T17:00:00Z", "2026-11-22T09:00:00Z", "Mon 23-Nov 17:00"},
		{"2026-07-01T16:00:00Z", "2026-07-01T09:00:00Z", "Wed 01-Jul 17:00"},
		{"2026-03-29T00:59:59Z", "2026-03-01T09:00:00Z", "Sun 29-Mar 00:59"},
		{"2026-03-29T01:00:00Z", "2026-03-01T09:00:00Z", "Sun 29-Mar 02:00"},
		{"2026-10-25T00:59:00Z", "2026-10-01T09:00:00Z", "Sun 25-Oct 01:59"},
		{"2026-10-25T01:00:00Z", "2026-10-01T09:00:00Z", "Sun 25-Oct 01:00"},
		{"2026-06-30T23:30:00Z", "2026-06-30T09:00:00Z", "Wed 01-Jul 00:30"},
		{"2025-11-23T17:00:00Z", "2026-11-22T09:00:00Z", "Sun 23-Nov-2025 17:00"},
		{"2024-02-29T12:00:00Z", "2024-02-28T09:00:00Z", "Thu 29-Feb 12:00"},
	};
	char out[LONDON_TEXT_BYTES];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		london_format(at(rows[i].time), at(rows[i].now), out);
		cr_assert_str_eq(out, rows[i].shown);
	}
}

Test(format, promises_are_told_in_words)
{
	static const char now[] = "2026-11-23T12:00:00Z";
	static const struct {
		const char *due, *words;
	} rows[] = {
		{"2026-11-23T17:00:00Z", "due today 17:00"},
		{"2026-11-23T12:00:00Z", "due today 12:00"},
		{"2026-11-24T17:00:00Z", "due tomorrow 17:00"},
		{"2026-11-25T17:00:00Z", "due Wed 25-Nov 17:00"},
		{"2027-01-04T17:00:00Z", "due Mon 04-Jan-2027 17:00"},
		{"2026-11-23T11:59:59Z", "overdue since today 11:59"},
		{"2026-11-22T17:00:00Z", "overdue since yesterday 17:00"},
		{"2026-11-20T17:00:00Z", "overdue since Fri 20-Nov 17:00"},
	};
	char out[LONDON_TEXT_BYTES];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		london_format_due(at(rows[i].due), at(now), out);
		cr_assert_str_eq(out, rows[i].words);
	}
}

Test(format, today_is_the_day_in_london)
{
	char today[11], month_start[11];

	london_today(at("2026-06-30T23:30:00Z"), today, month_start);
	cr_assert_str_eq(today, "2026-07-01");
	cr_assert_str_eq(month_start, "2026-07-01");
}

Test(format, dates_of_birth_are_shown_with_the_month_in_letters)
{
	char out[LONDON_TEXT_BYTES];

	cr_assert(london_format_date("1961-03-14", out));
	cr_assert_str_eq(out, "14-Mar-1961");
	cr_assert(!london_format_date("Not Known", out));
	cr_assert_str_eq(out, "Not Known");
	cr_assert(!london_format_date("2026-12-01T09:00:00Z", out));
}

Test(format, nhs_numbers_are_grouped_three_three_four)
{
	static const struct {
		const char *number, *shown;
	} rows[] = {
		{"9990000018", "999 000 0018"},
		{"999 000 0018", "999 000 0018"},
		{"999-000-0018", "999 000 0018"},
		{"", ""},
		{"12345", "12345"},
		{"99900000189", "99900000189"},
		{"999000001X", "999000001X"},
	};
	char out[32];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		display_nhs_number(rows[i].number, out);
		cr_assert_str_eq(out, rows[i].shown);
	}
}

Test(format, widths_are_columns_not_bytes)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{"", 0},
		{"Okafor", 6},
		{"Ångström", 8},
		{"e\xCC\x81", 1},
		{"心臓", 4},
		{"10 µg", 5},
		{"\xFF\xFE", 2},
		{"a\033[2Jb", 6},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_eq(display_width(rows[i].text), rows[i].width, "%zu: %zu", i, display_width(rows[i].text));
}

static void assert_cleaned(const char *text, bool keep_lines, const char *expected)
{
	char *clean = display_clean(text, keep_lines);

	cr_assert_str_eq(clean, expected);
	client_memory_free(clean);
}

Test(format, what_others_wrote_cannot_steer_the_terminal_or_turn_text_around)
{
	assert_cleaned("a\033[2Jb", false, "a\xEF\xBF\xBD[2Jb");
	assert_cleaned("a\r\nb\tc", true, "a\xEF\xBF\xBD\nb c");
	assert_cleaned("a\nb", false, "a b");
	assert_cleaned("\xC2\x9B"
		       "31m",
		false,
		"\xEF\xBF\xBD"
		"31m");
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what it is about */
	assert_cleaned("5 mg \xE2\x80\xAE"
		       "05",
		false,
		"5 mg \xEF\xBF\xBD"
		"05");
	assert_cleaned("\xFF", false, "\xEF\xBF\xBD");
	assert_cleaned("Zoë µg ½", false, "Zoë µg ½");
}

static void assert_cut(const char *text, size_t columns, const char *expected)
{
	char *cut = display_cut(text, columns);

	cr_assert_str_eq(cut, expected);
	client_memory_free(cut);
}

Test(format, long_cells_are_cut_at_a_character)
{
	assert_cut("palpitations", 12, "palpitations");
	assert_cut("palpitations", 6, "palpi…");
	assert_cut("心臓内科", 4, "心…");
	assert_cut("ab", 1, "…");
}

/* Runs a function that prints, and compares what it printed. */
#define assert_printed(expected, call)                         \
	do {                                                   \
		char *printed_ = NULL;                         \
		size_t size_ = 0;                              \
		FILE *out = open_memstream(&printed_, &size_); \
		call;                                          \
		fclose(out);                                   \
		cr_assert_str_eq(printed_, expected);          \
		free(printed_);                                \
	} while (0)

Test(format, prose_is_wrapped_at_spaces_and_keeps_its_lines)
{
	assert_printed("    one two three four\n    five six\n\n    seven\n",
		display_wrapped(out, "one two three four five six\n\nseven", 4, 24));
	assert_printed("  abcdefghijklmnopqrst\n  uvwxyz\n", display_wrapped(out, "abcdefghijklmnopqrstuvwxyz", 2, 22));
	assert_printed("\n", display_wrapped(out, "", 2, 22));
}

Test(format, tables_are_aligned_by_what_is_seen)
{
	static const struct table_column columns[] = {
		{.title = "WHO"},
		{.title = "EMPTY"},
		{.title = "NAME", .is_flexible = true},
		{.title = "OPEN", .is_number = true},
		{0},
	};
	struct table table;

	table_init(&table, columns);
	table_add_row(&table);
	table_set(&table, 0, "e.okafor");
	table_set(&table, 2, "Dr Zoë Ångström");
	table_setf(&table, 3, "%d", 2);
	table_add_row(&table);
	table_set(&table, 0, "f.rossi");
	table_set(&table, 2, "Dr F Rossi");
	table_setf(&table, 3, "%d", 11);
	assert_printed("WHO       NAME             OPEN\n"
		       "e.okafor  Dr Zoë Ångström     2\n"
		       "f.rossi   Dr F Rossi         11\n",
		table_print(&table, out, 0));
	assert_printed("WHO       NAME           OPEN\n"
		       "e.okafor  Dr Zoë Ångst…     2\n"
		       "f.rossi   Dr F Rossi       11\n",
		table_print(&table, out, 31));
	table_deinit(&table);
}

Test(format, one_long_text_does_not_fill_up_the_rows_of_others)
{
	static const struct table_column columns[] = {{.title = "TITLE", .is_flexible = true}, {.title = "TO"}, {0}};
	char text[101] = "";
	struct table table;

	memset(text, 'x', sizeof text - 1);
	table_init(&table, columns);
	table_add_row(&table);
	table_set(&table, 0, text);
	table_set(&table, 1, "e.okafor");
	table_add_row(&table);
	table_set(&table, 0, "Short");
	table_set(&table, 1, "f.rossi");
	char expected[400];
	snprintf(expected, sizeof expected, "%-48s  TO\n%s  e.okafor\n%-48s  f.rossi\n", "TITLE", text, "Short");
	assert_printed(expected, table_print(&table, out, 0));
	table_deinit(&table);
}

Test(format, words_are_found_by_their_beginning_when_only_one_has_it)
{
	cr_assert_str_eq(words_match(outcome_words, "managed"), "managed_in_primary_care");
	cr_assert_str_eq(words_match(outcome_words, "referred"), "referred");
	cr_assert_null(words_match(outcome_words, "re"), "referred or redirected");
	cr_assert_null(words_match(outcome_words, ""));
	cr_assert_null(words_match(outcome_words, "healed"));
	cr_assert_str_eq(words_match(intent_words, "would-not"), "would_not_refer");
	cr_assert_str_eq(words_match(recommendation_words, "advice_only"), "ADVICE_ONLY_NO_REFERRAL_RECOMMENDED");
	cr_assert_str_eq(words_match(thread_state_words, "awaiting_a"), "awaiting_answer");
	cr_assert_str_eq(words_specialty("320"), "320");
	cr_assert_str_eq(words_specialty("cardiology"), "320");
	cr_assert_null(words_specialty("paediatric"), "there are many");
	cr_assert_str_eq(words_command_kind("case.ask"), "WRITE");
	cr_assert_str_eq(words_command_kind("sync"), "READ");
	cr_assert_null(words_command_kind("case.burn"));
}

Test(format, sentences_are_filled_and_parts_without_a_value_left_out)
{
	json_t *object = json_pack("{s:s, s:i, s:s, s:{s:s}, s:s}", "thread", "t88", "seq", 3, "due",
		"2026-11-23T17:00:00Z", "data", "title", "a\nb", "outcome", "managed_in_primary_care");
	int64_t now_ms = at("2026-11-23T09:00:00Z");

	assert_printed("t88 #3 due today 17:00", template_print(out, "{thread} #{seq} {due:due}", object, now_ms));
	assert_printed("t88: a b", template_print(out, "{thread}[: {data.title}]", object, now_ms));
	assert_printed("t88", template_print(out, "{thread}[: {data.body}][ ({note})]", object, now_ms));
	assert_printed("managed in primary care", template_print(out, "{outcome:plain}", object, now_ms));
	json_decref(object);
}

Test(format, the_state_of_a_thread_says_what_colour_only_stresses)
{
	static const struct {
		const char *json, *words;
		enum display_mark mark;
	} rows[] = {
		{"{\"state\":\"awaiting_answer\",\"urgency\":\"urgent\",\"reply_due\":\"2026-11-23T17:00:00.000Z\"}",
			"urgent, due today 17:00", MARK_NONE},
		{"{\"state\":\"awaiting_answer\",\"reply_due\":\"2026-11-20T17:00:00.000Z\"}",
			"overdue since Fri 20-Nov 17:00", MARK_ALARM},
		{"{\"state\":\"awaiting_information\"}", "more information wanted, the clock stands still", MARK_BOLD},
		{"{\"state\":\"answered\",\"recommendation\":\"REFERRAL_RECOMMENDED\"}", "answered: please refer",
			MARK_BOLD},
		{"{\"state\":\"closed\",\"outcome\":\"redirected\"}", "closed: sent to another service", MARK_DIM},
		{"{\"state\":\"open\"}", "open", MARK_NONE},
	};
	int64_t now_ms = at("2026-11-23T09:00:00Z");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *thread = json_loads(rows[i].json, 0, NULL);
		char words[THREAD_STATE_BYTES];

		cr_assert_eq(thread_state_tell(thread, now_ms, words), rows[i].mark);
		cr_assert_str_eq(words, rows[i].words);
		json_decref(thread);
	}
}

/* Every event of the contract is told in words of its own. */
Test(format, every_event_of_the_contract_has_a_sentence)
{
	static const char *const events[] = {
#define EVENT(symbol, wire, audience, doc) wire,
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/events.def"
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		json_t *event = json_pack("{s:s, s:s}", "event", events[i], "by", "a.khan");
		char *printed = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&printed, &size);

		story_print(out, event, 0);
		fclose(out);
		cr_assert(strstr(printed, events[i]) == NULL, "%s has no sentence", events[i]);
		free(printed);
		json_decref(event);
	}
}

Test(format, an_event_is_one_line)
{
	json_t *event = json_pack("{s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s}}", "pos", (json_int_t)9,
		"conversation", "c1", "seq", (json_int_t)5, "thread", "t88", "event", "case.asked", "at",
		"2026-11-23T09:00:00.000Z", "by", "a.khan", "data", "asked", "e.okafor", "title", "Palpitations",
		"urgency", "routine", "reply_due", "2026-11-25T17:00:00.000Z");

	assert_printed("today 09:00  c1 #5 t88  a.khan asked e.okafor: Palpitations (routine, due Wed 25-Nov 17:00)\n",
		story_print(out, event, at("2026-11-23T10:00:00Z")));
	json_decref(event);
}
