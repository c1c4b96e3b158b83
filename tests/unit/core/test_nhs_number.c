#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/nhs_number.h"

static bool is_taken(const char *spelling, struct nhs_number *number)
{
	const char *problem = NULL;
	enum error error = nhs_number_parse(text_of(spelling), number, &problem);

	cr_assert(error == OK || error == ERROR_BAD_REQUEST);
	cr_assert((error == OK) == (problem == NULL), "a refusal says what is wrong, and nothing else does: %s",
		spelling);
	return error == OK;
}

Test(nhs_number, ten_digits_with_the_right_last_one_are_taken_however_they_are_grouped)
{
	static const char *const rows[][2] = {
		{"4010232137", "4010232137"},   /* worked example of the NHS Information Authority */
		{"9912003888", "9912003888"},   /* patient of the e-RS sandbox */
		{"1000000001", "1000000001"},   /* e-RS worklist fixture */
		{"9990000018", "9990000018"},   /* synthetic range */
		{"999 000 0026", "9990000026"}, /* as printed */
		{"999-000-0034", "9990000034"},
		{"999 000-0042", "9990000042"},
		{"9 9 9 0 0 0 0 0 5 0", "9990000050"},
		{"999  000  0018", "9990000018"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct nhs_number number;

		cr_assert(is_taken(rows[i][0], &number), "%s", rows[i][0]);
		cr_assert_str_eq(number.text, rows[i][1]);
	}
}

Test(nhs_number, what_is_not_ten_digits_or_fails_the_check_is_refused)
{
	static const char *const rows[] = {"", " ", "401023213", "40102321377", "4010232138", "-4010232137",
		"4010232137-", "401O232137", "401.023.2137", "401023213x", "+401023213", "401\t023\t2137",
		"\xef\xbc\x94\xef\xbc\x90\xef\xbc\x91",                 /* full-width digits */
		"9990000000", "9990000001", "9990000008", "9990000009", /* 999000000 has check 10: nobody's */
		"0000000000", "1111111111", "5555555555",
		"9999999999"}; /* all equal pass modulus 11, and are nobody's */

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct nhs_number number = {"before"};

		cr_assert(!is_taken(rows[i], &number), "%s", rows[i]);
		cr_assert_str_eq(number.text, "before", "a refused number writes nothing");
	}
}

Test(nhs_number, a_digit_mistyped_or_two_neighbours_swapped_is_always_found)
{
	static const char good[] = "4010232137";

	for (size_t at = 0; at < 10; at++) {
		struct nhs_number number;
		char swapped[11];

		for (char digit = '0'; digit <= '9'; digit++) {
			char wrong[11];

			memcpy(wrong, good, sizeof wrong);
			wrong[at] = digit;
			cr_assert_eq(is_taken(wrong, &number), digit == good[at], "%s", wrong);
		}
		memcpy(swapped, good, sizeof swapped);
		swapped[at] = good[at == 9 ? 9 : at + 1];
		swapped[at == 9 ? 9 : at + 1] = good[at];
		cr_assert_eq(is_taken(swapped, &number), strcmp(swapped, good) == 0, "%s", swapped);
	}
}

Test(nhs_number, nine_digits_have_one_last_digit_or_none)
{
	int without = 0;

	for (int prefix = 999000000; prefix < 999001100; prefix++) {
		int taken = 0;

		for (int last = 0; last < 10; last++) {
			struct nhs_number number;
			char spelling[24];

			snprintf(spelling, sizeof spelling, "%09d%d", prefix, last);
			taken += is_taken(spelling, &number);
		}
		cr_assert(taken <= 1, "%d", prefix);
		without += taken == 0;
	}
	cr_assert(without > 95 && without < 105, "one prefix in eleven has no number, not %d of 1100", without);
}

Test(nhs_number, white_space_around_it_is_no_matter)
{
	struct nhs_number number;
	const char *problem = NULL;

	cr_assert_eq(nhs_number_parse(text_of("  401 023 2137 "), &number, &problem), OK);
	cr_assert_str_eq(number.text, "4010232137");
}
