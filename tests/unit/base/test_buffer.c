#include <criterion/criterion.h>

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

Test(buffer, writes_counts_in_digits)
{
	static const struct {
		size_t count;
		const char *digits;
	} rows[] = {{0, "0"}, {7, "7"}, {10, "10"}, {1099, "1099"}, {SIZE_MAX, "18446744073709551615"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buffer buffer = {0};

		buffer_append_count(&buffer, rows[i].count);
		cr_assert_str_eq(buffer.data, rows[i].digits);
		cr_assert_eq(buffer.length, strlen(rows[i].digits));
		buffer_deinit(&buffer);
	}
}

Test(buffer, begins_as_a_zeroed_struct)
{
	struct buffer buffer = {0};

	cr_assert_eq(buffer_text(&buffer).length, 0u);
	cr_assert_not_null(buffer_text(&buffer).data);
	buffer_clear(&buffer);
	buffer_append(&buffer, NULL, 0);
	cr_assert(!buffer.failed);
	buffer_deinit(&buffer);
	buffer_deinit(&buffer);
}

Test(buffer, keeps_what_is_appended_in_order)
{
	struct buffer buffer = {0};

	buffer_append(&buffer, "a\0b", 3);
	buffer_append_text(&buffer, text_of("-text"));
	buffer_append_text(&buffer, (struct text){0});
	buffer_append_string(&buffer, "-string");
	buffer_append_format(&buffer, "-%03d", 7);
	buffer_append_format(&buffer, "%s", "");
	cr_assert(!buffer.failed);
	cr_assert_eq(buffer.length, strlen("a.b-text-string-007"));
	cr_assert_eq(memcmp(buffer.data, "a\0b-text-string-007", buffer.length + 1), 0, "NUL-terminated, too");
	buffer_deinit(&buffer);
	cr_assert_null(buffer.data);
}

Test(buffer, grows_far_beyond_its_first_capacity)
{
	struct buffer buffer = {0};

	for (int i = 0; i < 10000; i++) {
		buffer_append_format(&buffer, "%05d", i);
		cr_assert_eq(buffer.data[buffer.length], '\0');
	}
	cr_assert(!buffer.failed);
	cr_assert_eq(buffer.length, 50000u);
	for (size_t i = 0; i < 10000; i++) {
		int64_t number;

		cr_assert_eq(text_to_integer((struct text){buffer.data + 5 * i, 5}, &number), OK);
		cr_assert_eq(number, (int64_t)i);
	}
	buffer_deinit(&buffer);
}

Test(buffer, takes_exactly_its_limit)
{
	struct buffer buffer = {.limit = 10};

	buffer_append_string(&buffer, "0123456789");
	cr_assert(!buffer.failed);
	buffer_append_string(&buffer, "");
	cr_assert(!buffer.failed, "nothing more is not too much");
	buffer_append_string(&buffer, "x");
	cr_assert(buffer.failed);
	cr_assert(text_is(buffer_text(&buffer), "0123456789"));
	buffer_deinit(&buffer);
}

Test(buffer, appends_whole_or_not_at_all)
{
	struct buffer buffer = {.limit = 10};

	buffer_append_string(&buffer, "01234");
	buffer_append_format(&buffer, "%d", 567890);
	cr_assert(buffer.failed);
	cr_assert(text_is(buffer_text(&buffer), "01234"));
	buffer_deinit(&buffer);
}

Test(buffer, once_failed_stays_failed)
{
	struct buffer buffer = {.limit = 4};

	buffer_append_string(&buffer, "too long");
	cr_assert(buffer.failed);
	buffer_append_string(&buffer, "a");
	buffer_append_format(&buffer, "%d", 1);
	cr_assert(buffer.failed);
	cr_assert_eq(buffer.length, 0u);
	buffer_clear(&buffer);
	buffer_append_string(&buffer, "ok");
	cr_assert(!buffer.failed);
	cr_assert(text_is(buffer_text(&buffer), "ok"));
	cr_assert_eq(buffer.limit, 4u);
	buffer_deinit(&buffer);
}

Test(buffer, keeps_its_memory_when_it_is_cleared)
{
	struct buffer buffer = {0};

	buffer_append_string(&buffer, "first");
	buffer_clear(&buffer);
	cr_assert(text_is(buffer_text(&buffer), ""));
	cr_assert_str_eq(buffer.data, "");
	memory_fail_at(1, 1);
	buffer_append_string(&buffer, "other");
	cr_assert(!buffer.failed);
	cr_assert(text_is(buffer_text(&buffer), "other"));
	buffer_deinit(&buffer);
}

Test(buffer, fails_when_memory_runs_out_and_keeps_what_it_had)
{
	struct buffer buffer = {0};

	buffer_append_string(&buffer, "kept");
	memory_fail_at(1, 0);
	buffer_append_format(&buffer, "%5000d", 1);
	cr_assert(buffer.failed);
	buffer_append_string(&buffer, "dropped, although there is memory again");
	cr_assert(buffer.failed);
	cr_assert(text_is(buffer_text(&buffer), "kept"));
	buffer_deinit(&buffer);
	cr_assert(!buffer.failed);
}

Test(buffer, fails_from_the_first_byte_when_there_is_no_memory)
{
	struct buffer buffer = {0};

	memory_fail_at(1, 1);
	buffer_append_string(&buffer, "a");
	cr_assert(buffer.failed);
	cr_assert_eq(buffer_text(&buffer).length, 0u);
	buffer_deinit(&buffer);
}

Test(buffer, refuses_lengths_that_overflow)
{
	struct buffer buffer = {0};

	buffer_append_string(&buffer, "a");
	buffer_append_text(&buffer, (struct text){"b", SIZE_MAX});
	cr_assert(buffer.failed);
	cr_assert_eq(buffer.length, 1u);
	buffer_deinit(&buffer);
}
