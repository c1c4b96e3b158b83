/* One-time codes: written, read back however they are typed, and good for one thing only. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "engine/codes.h"

static const struct text key = {"a key", 5};

Test(codes, name_their_position_and_can_be_read_aloud)
{
	static const int64_t positions[] = {1, 31, 32, 812, 1000000, ((int64_t)1 << 60) - 1};

	for (size_t i = 0; i < sizeof positions / sizeof positions[0]; i++) {
		char code[CODE_TEXT_BYTES];
		int64_t pos = 0;

		cr_assert(code_write(key, CODE_PERSON, positions[i], code) == OK);
		cr_assert(strlen(code) >= 1 + 4 * 5 && strlen(code) < sizeof code, "%s", code);
		cr_assert_eq(strspn(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-"), strlen(code), "%s", code);
		cr_assert(code_position(text_of(code), &pos) == OK);
		cr_assert_eq(pos, positions[i]);
		cr_assert(code_is_right(key, CODE_PERSON, text_of(code)));
	}
}

Test(codes, are_good_however_they_are_typed)
{
	char code[CODE_TEXT_BYTES], typed[2 * CODE_TEXT_BYTES] = "";
	size_t length = 0;

	cr_assert(code_write(key, CODE_PERSON, 1024, code) == OK); /* 1024 is spelt 100 */
	for (const char *at = code; *at; at++) {
		typed[length++] = *at == '0' ? 'o' : *at == '1' ? 'l' : (char)tolower(*at);
		if (*at == '-')
			typed[length - 1] = ' ';
	}
	cr_assert(code_is_right(key, CODE_PERSON, text_of(typed)), "%s typed as %s", code, typed);
}

Test(codes, are_good_for_one_purpose_one_position_and_one_installation)
{
	char code[CODE_TEXT_BYTES], other[CODE_TEXT_BYTES];

	cr_assert(code_write(key, CODE_PERSON, 812, code) == OK);
	cr_assert_not(code_is_right(key, CODE_DEVICE, text_of(code)));
	cr_assert_not(code_is_right(text_of("b key"), CODE_PERSON, text_of(code)));
	cr_assert(code_write(key, CODE_PERSON, 813, other) == OK);
	cr_assert_str_neq(code + 2, other + 2);
	memcpy(code, other, 2); /* the position of the one with the letters of the other */
	cr_assert_not(code_is_right(key, CODE_PERSON, text_of(code)));
	for (size_t i = 0; i < strlen(other); i++) {
		char changed[CODE_TEXT_BYTES];

		memcpy(changed, other, sizeof changed);
		if (changed[i] == '-')
			continue;
		changed[i] = changed[i] == '7' ? '8' : '7';
		cr_assert_not(code_is_right(key, CODE_PERSON, text_of(changed)), "letter %zu", i);
	}
}

Test(codes, what_is_none_is_refused)
{
	static const char *const texts[] = {"", "-", "0", "ABCD-ABCD-ABCD-ABCD", "0-ABCD-ABCD-ABCD-ABCD",
		"1-ABCU-ABCD-ABCD-ABCD", "1-ABC!-ABCD-ABCD-ABCD", "1-ABCD-ABCD-ABCD-ABC",
		"ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZ-ABCD-ABCD-ABCD-ABCD"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		int64_t pos = 0;

		cr_assert(code_position(text_of(texts[i]), &pos) == ERROR_BAD_REQUEST, "%s", texts[i]);
		cr_assert_not(code_is_right(key, CODE_PERSON, text_of(texts[i])), "%s", texts[i]);
	}
}

Test(codes, recovery_codes_differ_and_are_known_by_their_digest)
{
	char first[CODE_TEXT_BYTES], second[CODE_TEXT_BYTES], typed[CODE_TEXT_BYTES];
	struct digest a, b;

	cr_assert(recovery_code_new(first) == OK && recovery_code_new(second) == OK);
	cr_assert_str_neq(first, second);
	cr_assert_eq(strlen(first), 19);
	cr_assert(recovery_code_digest(key, text_of(first), &a) == OK);
	cr_assert(recovery_code_digest(key, text_of(second), &b) == OK);
	cr_assert_neq(memcmp(&a, &b, sizeof a), 0);
	for (size_t i = 0; i <= strlen(first); i++)
		typed[i] = (char)tolower(first[i]);
	cr_assert(recovery_code_digest(key, text_of(typed), &b) == OK);
	cr_assert_eq(memcmp(&a, &b, sizeof a), 0);
	cr_assert(recovery_code_digest(key, text_of("ABCD"), &b) == ERROR_BAD_REQUEST);
	cr_assert(recovery_code_digest(key, text_of(""), &b) == ERROR_BAD_REQUEST);
}

Test(codes, the_secret_of_a_phone_is_the_same_each_time_and_another_for_another_invitation)
{
	unsigned char a[TOTP_SECRET_BYTES], b[TOTP_SECRET_BYTES];

	cr_assert(code_totp_secret(key, 812, a) == OK && code_totp_secret(key, 812, b) == OK);
	cr_assert_eq(memcmp(a, b, sizeof a), 0);
	cr_assert(code_totp_secret(key, 813, b) == OK);
	cr_assert_neq(memcmp(a, b, sizeof a), 0);
}
