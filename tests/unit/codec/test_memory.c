/* Every allocation fails once: no crash, no leak, no wrong answer, and "busy" each time. */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"

static const char good[] =
	"{\"txn\":\"t-1\",\"cmd\":\"case.ask\",\"args\":{\"conversation\":\"c1\",\"patient\":"
	"{\"nhs_number\":\"9990000018\",\"name\":\"TESTPATIENT, Alex\"},\"title\":\"A title\",\"question\":"
	"\"A question with a number of words, so that the parser's text grows more than once while it is read.\","
	"\"urgency\":\"routine\",\"intent\":\"unsure\"}}";
static const char bad_field[] = "{\"txn\":\"t-1\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t1\",\"body\":\"B\","
				"\"mentions\":[\"a.khan\",\"B\"]}}";
static const char bad_number[] = "{\"txn\":\"t-1\",\"cmd\":\"sync\",\"args\":{\"since\":12345678901234567890}}";
static const char bad_json[] = "{\"txn\":\"t-1\",\"cmd\":\"sync\",\"args\":{\"since\":1,}}";

/* Decodes with allocation 1, 2, 3 ... failing until it gets through, and returns how often it failed. */
static size_t fail_allocations(const char *json, enum error expected, int sticky)
{
	for (size_t n = 1; n < 10000; n++) {
		struct arena *arena = arena_new((size_t)1024 * 1024);
		struct decoded decoded;
		enum error error;

		memory_fail_at(n, sticky);
		error = codec_decode_command(text_of(json), arena, &decoded);
		memory_fail_at(0, 0);
		arena_free(arena);
		if (error == expected)
			return n - 1;
		cr_assert(error == ERROR_BUSY, "allocation %zu failed and gave error %d", n, (int)error);
	}
	cr_assert_fail("it never got through");
	return 0;
}

/* The same with an arena that is full after 0, 16, 32 ... bytes. */
static void fill_arenas(const char *json, enum error expected)
{
	for (size_t bytes = 0; bytes < (size_t)64 * 1024; bytes += 16) {
		struct arena *arena = arena_new(bytes);
		struct decoded decoded;
		enum error error = codec_decode_command(text_of(json), arena, &decoded);

		arena_free(arena);
		if (error == expected)
			return;
		cr_assert(error == ERROR_BUSY, "an arena of %zu bytes gave error %d", bytes, (int)error);
	}
	cr_assert_fail("it never got through");
}

static void torture(const char *json, enum error expected)
{
	codec_init();
	cr_assert(fail_allocations(json, expected, 0) >= 1);
	cr_assert(fail_allocations(json, expected, 1) >= 1);
	fill_arenas(json, expected);
}

Test(codec_memory, a_good_command_is_busy_until_all_its_memory_is_there)
{
	torture(good, OK);
}

Test(codec_memory, a_refused_field_is_busy_until_the_refusal_can_be_written)
{
	torture(bad_field, ERROR_BAD_REQUEST);
}

Test(codec_memory, a_number_too_large_is_never_taken_for_another)
{
	torture(bad_number, ERROR_BAD_REQUEST);
}

Test(codec_memory, bad_json_is_busy_until_it_can_be_told)
{
	torture(bad_json, ERROR_BAD_REQUEST);
}

Test(codec_memory, an_encoder_without_memory_fails_its_buffer_and_nothing_else)
{
	struct topic_open_args args = {.conversation = {1}, .title = text_of("title"), .body = text_of("body")};
	struct buffer out = {0};

	memory_fail_at(1, 1);
	codec_encode_record(&topic_open_args_record, &args, &out);
	memory_fail_at(0, 0);
	cr_assert(out.failed);
	buffer_deinit(&out);
}
