#include <criterion/criterion.h>

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define EURO "\xe2\x82\xac"      /* three bytes */
#define E_ACUTE "\xc3\xa9"       /* two */
#define HEART "\xf0\x9f\xab\x80" /* four: the anatomical one */

Test(text, absent_is_not_empty)
{
	cr_assert(text_is_absent(text_of(NULL)));
	cr_assert(!text_is_absent(text_of("")));
	cr_assert(!text_equal(text_of(NULL), text_of("")));
	cr_assert(!text_is(text_of(NULL), ""));
	cr_assert(text_equal(text_of(NULL), (struct text){0}));
}

Test(text, is_equal_byte_by_byte)
{
	cr_assert(text_equal(text_of("abc"), (struct text){"abcdef", 3}));
	cr_assert(!text_equal(text_of("abc"), text_of("abd")));
	cr_assert(!text_equal(text_of("abc"), text_of("ab")));
	cr_assert(!text_equal((struct text){"a\0b", 3}, (struct text){"a\0c", 3}));
	cr_assert(text_is(text_of(""), ""));
	cr_assert(!text_is((struct text){"ab\0", 3}, "ab"));
}

Test(text, is_trimmed_of_ascii_white_space_on_both_sides)
{
	cr_assert(text_is(text_trim(text_of(" \t\r\n\v\f a b \n")), "a b"));
	cr_assert(text_is(text_trim(text_of("ab")), "ab"));
	cr_assert(text_is(text_trim(text_of(" \n ")), ""));
	cr_assert(text_is(text_trim(text_of("\xc2\xa0x")), "\xc2\xa0x"), "other space is content");
	cr_assert(text_is_absent(text_trim(text_of(NULL))));
}

Test(text, is_copied_whole_or_not_at_all)
{
	char buffer[4] = "old";

	cr_assert_eq(text_copy(text_of("four"), buffer, sizeof(buffer)), ERROR_TOO_LARGE);
	cr_assert_str_eq(buffer, "old");
	cr_assert_eq(text_copy((struct text){"a\0b", 3}, buffer, sizeof(buffer)), ERROR_TOO_LARGE);
	cr_assert_str_eq(buffer, "old");
	cr_assert_eq(text_copy(text_of(""), buffer, 0), ERROR_TOO_LARGE);
	cr_assert_eq(text_copy((struct text){"newer", 3}, buffer, sizeof(buffer)), OK);
	cr_assert_str_eq(buffer, "new");
	cr_assert_eq(text_copy((struct text){0}, buffer, sizeof(buffer)), OK);
	cr_assert_str_eq(buffer, "");
}

Test(text, reads_whole_decimal_numbers)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {{"0", 0}, {"7", 7}, {"007", 7}, {"812", 812}, {"9223372036854775807", INT64_MAX},
		{"00000000000000000000000009223372036854775807", INT64_MAX}};
	static const char *const bad[] = {"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x10", "abc",
		"9223372036854775808", "9999999999999999999", "18446744073709551616", "\xd9\xa1", NULL};
	int64_t value;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		cr_assert_eq(text_to_integer(text_of(good[i].text), &value), OK, "%s", good[i].text);
		cr_assert_eq(value, good[i].value, "%s", good[i].text);
	}
	value = 5;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(text_to_integer(text_of(bad[i]), &value), ERROR_BAD_REQUEST, "row %zu", i);
	cr_assert_eq(value, 5, "written only on success");
}

Test(text, is_cut_between_characters)
{
	static const struct {
		const char *text;
		size_t limit;
		const char *cut;
	} rows[] = {
		{"abc", 3, "abc"},
		{"abc", 2, "ab"},
		{"abc", 0, ""},
		{"", 0, ""},
		{"", 5, ""},
		{"a" E_ACUTE, 3, "a" E_ACUTE},
		{"a" E_ACUTE, 2, "a"},
		{"a" E_ACUTE, 1, "a"},
		{"a" EURO "b", 4, "a" EURO},
		{"a" EURO "b", 3, "a"},
		{"a" EURO "b", 2, "a"},
		{"a" EURO "b", 1, "a"},
		{HEART "b", 4, HEART},
		{HEART "b", 3, ""},
		{HEART "b", 2, ""},
		{HEART "b", 1, ""},
		{"a" HEART HEART, 8, "a" HEART},
		{"a" HEART HEART, 5, "a" HEART},
		{"a" HEART HEART, 4, "a"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text cut = text_cut(text_of(rows[i].text), rows[i].limit);

		cr_assert(text_is(cut, rows[i].cut), "row %zu gave %zu bytes", i, cut.length);
	}
	cr_assert(text_is_absent(text_cut(text_of(NULL), 3)));
}

Test(text, that_is_not_utf8_is_cut_at_the_limit)
{
	struct text cut = text_cut(text_of("\x80\x80\x80\x80\x80\x80\x80\x80"), 6);

	cr_assert_eq(cut.length, 6u);
}
