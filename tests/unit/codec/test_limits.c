/* The bounds: bytes, depth, values, and the memory they keep in bounds. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/unit/codec/counting_memory.h"

static struct arena *arena;
static struct decoded decoded;

static void set_up(void)
{
	codec_init();
	arena = arena_new((size_t)1024 * 1024);
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(codec_limits, .init = set_up, .fini = tear_down);

static enum error decode(struct text json)
{
	return codec_decode_command(json, arena, &decoded);
}

/* before, then unit count times, then after. */
static struct text repeated(const char *before, const char *unit, size_t count, const char *after)
{
	struct buffer json = {0};
	struct text text;

	buffer_append_string(&json, before);
	for (size_t i = 0; i < count; i++)
		buffer_append_string(&json, unit);
	buffer_append_string(&json, after);
	text = arena_text(arena, buffer_text(&json));
	buffer_deinit(&json);
	return text;
}

static struct text message_of(size_t body_bytes)
{
	return repeated("{\"txn\":\"t\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t1\",\"body\":\"", "b",
		body_bytes, "\"}}");
}

Test(codec_limits, words_up_to_their_limit_are_taken_and_one_byte_more_is_too_large)
{
	cr_assert(decode(message_of(LIMIT_BODY_BYTES)) == OK);
	cr_assert(decode(message_of(LIMIT_BODY_BYTES + 1)) == ERROR_TOO_LARGE);
	cr_assert_str_eq(decoded.refusal.field, "args.body");
	cr_assert(text_is(decoded.refusal.sentence, "args.body is 16385 bytes long; at most 16384 are taken."));
	cr_assert_str_eq(decoded.txn.text, "t");
}

Test(codec_limits, a_frame_up_to_its_limit_is_read_and_one_byte_more_is_too_large)
{
	size_t room = LIMIT_FRAME_BYTES - strlen("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":1}}");

	cr_assert(decode(repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":1}", " ", room, "}")) == OK);
	cr_assert(decode(repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":1}", " ", room + 1, "}")) ==
		  ERROR_TOO_LARGE);
	cr_assert(text_is(decoded.refusal.sentence, "This is 65537 bytes long; at most 65536 are taken at once."));
	cr_assert_null(decoded.refusal.field);
}

/* The envelope and its args are two levels. */
Test(codec_limits, thirty_two_levels_are_read_and_thirty_three_are_refused)
{
	struct text deepest = repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"x\":", "[", 30, "");
	struct text closed = repeated(deepest.data, "]", 30, "}}");

	cr_assert(decode(closed) == ERROR_BAD_REQUEST);
	cr_assert_str_eq(decoded.refusal.field, "args.x");
	deepest = repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"x\":", "[", 31, "");
	closed = repeated(deepest.data, "]", 31, "}}");
	cr_assert(decode(closed) == ERROR_BAD_REQUEST);
	cr_assert(text_is(decoded.refusal.sentence, "This is nested too deeply; at most 32 levels are taken."));
}

Test(codec_limits, brackets_inside_texts_are_no_levels_and_no_values)
{
	cr_assert(decode(repeated("{\"txn\":\"t\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t1\",\"body\":\"",
			  "[{,\\\"", 3000, "\"}}")) == OK);
}

Test(codec_limits, too_many_values_are_refused_before_they_are_parsed)
{
	static const char *const units[] = {"{},", "0,", "[],", "\"\",", "{\"a\":0},"};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		struct text bomb = repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":[", units[i], 5000, "0]}");

		cr_assert(decode(bomb) == ERROR_BAD_REQUEST, "%s", units[i]);
		cr_assert(text_is(decoded.refusal.sentence, "This holds too many values; at most 4096 are taken."));
		cr_assert_str_eq(decoded.txn.text, "t");
	}
}

/* The shapes that cost the parser most for their length, as many as are let through. */
static const struct {
	const char *unit;
	size_t count;
} dearest[] = {
	{"{},", 2040},
	{"[],", 2040},
	{"\"abcdefghij\",", 4080},
	{"{\"a\":[]},", 1360},
	{"{\"abcdefghijklmnopqrst\":1},", 2040},
	{"{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"i\":0},", 409},
	{"[0,0,0,0,0,0,0,0,0],", 409},
	{"1,", 4080},
	{"1.5,", 4080},
};

Test(codec_limits, the_dearest_json_that_is_parsed_at_all_costs_less_than_three_megabytes)
{
	for (size_t i = 0; i < sizeof dearest / sizeof dearest[0]; i++) {
		struct text bomb = repeated(
			"{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":[", dearest[i].unit, dearest[i].count, "0]}");
		size_t before = memory_in_use;

		memory_peak = before;
		cr_assert(decode(bomb) == ERROR_BAD_REQUEST);
		cr_assert_str_eq(decoded.refusal.field, "args", "%s was not parsed", dearest[i].unit);
		cr_assert(memory_peak - before > (size_t)64 * 1024);
		cr_assert(memory_peak - before < (size_t)3 * 1024 * 1024, "%s took %zu bytes", dearest[i].unit,
			memory_peak - before);
		cr_assert(memory_in_use - before < 1024, "%s leaves memory in use", dearest[i].unit);
	}
}

/* One object with very many names, and one name that is very long, grow the parser's tables and tokens most often. */
Test(codec_limits, a_wide_object_and_a_long_name_are_parsed_within_what_was_set_aside)
{
	struct buffer wide = {0};

	buffer_append_string(&wide, "{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":1}");
	for (int i = 0; i < 4080; i++)
		buffer_append_format(&wide, ",\"n%d\":0", i);
	buffer_append_string(&wide, "}");
	cr_assert(decode(buffer_text(&wide)) == ERROR_BAD_REQUEST);
	cr_assert_not_null(decoded.refusal.field);
	buffer_deinit(&wide);
	cr_assert(decode(repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"", "n", 65000, "\":1}")) == ERROR_BAD_REQUEST);
	cr_assert_eq(strlen(decoded.refusal.field), 64);
	cr_assert(decode(repeated("{\"txn\":\"", "n", 65000, "\"}")) == ERROR_BAD_REQUEST);
	cr_assert_str_eq(decoded.refusal.field, "txn");
}

Test(codec_limits, what_is_over_a_bound_is_refused_before_the_parser_takes_any_memory)
{
	struct text wide = repeated("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":[", "{},", 5000, "0]}");
	struct text deep = repeated("", "[", 60000, "");
	struct text large = repeated("\"", "b", LIMIT_FRAME_BYTES, "\"");
	size_t before = memory_in_use;

	memory_peak = before;
	cr_assert(decode(wide) == ERROR_BAD_REQUEST);
	cr_assert(decode(deep) == ERROR_BAD_REQUEST);
	cr_assert(decode(large) == ERROR_TOO_LARGE);
	cr_assert(memory_peak - before < 1024);
}
