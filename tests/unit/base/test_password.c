#include <criterion/criterion.h>

#include <string.h>
#include <time.h>

#include "base/password.h"
#include "base/password_form.h"
#include "base/password_rules.h"
#include "base/text.h"

Test(password, matches_its_own_hash_only)
{
	char hash[PASSWORD_HASH_BYTES];

	cr_assert_eq(password_hash(text_of("correct horse"), hash), OK);
	cr_assert(password_matches(text_of("correct horse"), hash));
	cr_assert(!password_matches(text_of("correct horsf"), hash));
	cr_assert(!password_matches(text_of("correct hors"), hash));
	cr_assert(!password_matches(text_of("correct horse "), hash));
	cr_assert(!password_matches(text_of(""), hash));
	cr_assert(!password_matches(text_of(NULL), hash));
}

Test(password, is_the_same_however_its_letters_were_put_together)
{
	static const struct {
		const char *chosen, *typed;
		bool is_same;
		const char *why;
	} rows[] = {
		{"caf\u00e9 quorum", "cafe\u0301 quorum", true, "an accent of its own"},
		{"cafe\u0301 quorum", "caf\u00e9 quorum", true, "and the other way round"},
		{"\u1ec7 tidal lamp", "e\u0323\u0302 tidal lamp", true, "two accents"},
		{"\u1ec7 tidal lamp", "e\u0302\u0323 tidal lamp", true, "in the other order"},
		{"\uac00\ub098 lamp", "\u1100\u1161\u1102\u1161 lamp", true, "Hangul, by its parts"},
		{"\u212b quorum", "\u00c5 quorum", true, "the sign of the angstrom is the letter"},
		{"tidal\u00a0lamp", "tidal lamp", true, "a blank that holds together"},
		{"tidal\u3000lamp", "tidal lamp", true, "a wide blank"},
		{"caf\u00e9 quorum", "cafe quorum", false, "an accent counts"},
		{"Quorum", "quorum", false, "so does case"},
		{"\ufb01nal", "final", false, "a ligature is another character"},
		{"\uff41\uff42", "ab", false, "a wide letter too"},
		{"tidal\tlamp", "tidal lamp", false, "a tabulator is no blank"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char hash[PASSWORD_HASH_BYTES];

		cr_assert_eq(password_hash(text_of(rows[i].chosen), hash), OK);
		cr_assert_eq(password_matches(text_of(rows[i].typed), hash), rows[i].is_same, "%s", rows[i].why);
	}
}

Test(password, without_a_form_is_neither_kept_nor_anybodys)
{
	static const struct text nonsense[] = {{"caf\xe9 quorum", 11}, {"\xed\xa0\x80", 3}, {"\xc0\x80", 2}};
	char long_one[600], hash[PASSWORD_HASH_BYTES];

	memset(long_one, 'a', sizeof long_one);
	cr_assert_eq(password_hash(text_of(""), hash), OK);
	for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
		char other[PASSWORD_HASH_BYTES];

		cr_assert_eq(password_hash(nonsense[i], other), ERROR_BAD_REQUEST);
		cr_assert(!password_matches(nonsense[i], hash));
	}
	cr_assert_eq(password_hash((struct text){long_one, sizeof long_one}, hash), ERROR_BAD_REQUEST);
}

/* The longest form: letters that come apart into four, and marks that no letter takes in. */
Test(password, of_the_greatest_length_has_a_form)
{
	char most[PASSWORD_TYPED_BYTES];
	struct password_form form;

	for (size_t i = 0; i + 2 <= sizeof most; i += 2)
		memcpy(&most[i], "\u0390", 2); /* three parts */
	cr_assert_eq(password_form_of((struct text){most, sizeof most}, &form), OK);
	cr_assert_eq(form.characters, sizeof most / 2);
	for (size_t i = 0; i + 2 <= sizeof most; i += 2)
		memcpy(&most[i], "\u0344", 2); /* two parts, never put together again */
	cr_assert_eq(password_form_of((struct text){most, sizeof most}, &form), OK);
	cr_assert_eq(form.characters, sizeof most);
	cr_assert_eq(form.text.length, 2 * sizeof most);
	password_form_forget(&form);
	cr_assert_eq(form.characters, 0);
}

Test(password, is_hashed_at_the_agreed_cost_with_a_fresh_salt)
{
	static const char cost[] = "$argon2id$v=19$m=19456,t=2,p=1$";
	char first[PASSWORD_HASH_BYTES];
	char second[PASSWORD_HASH_BYTES];

	cr_assert_eq(password_hash(text_of("same"), first), OK);
	cr_assert_eq(password_hash(text_of("same"), second), OK);
	cr_assert_eq(strncmp(first, cost, strlen(cost)), 0, "%s", first);
	cr_assert_str_neq(first, second);
	cr_assert(strlen(first) < PASSWORD_HASH_BYTES);
}

Test(password, of_the_reference_implementation_is_known)
{
	/* "password" with "somesalt", from the test vectors of the reference implementation (2 passes, 64 MiB). */
	static const char hash[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
				   "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

	cr_assert(password_matches(text_of("password"), hash));
	cr_assert(!password_matches(text_of("Password"), hash));
}

Test(password, of_nobody_never_matches)
{
	cr_assert(!password_matches(text_of(""), ""));
	cr_assert(!password_matches(text_of(NULL), ""));
	cr_assert(!password_matches(text_of("anything"), ""));
	cr_assert(!password_matches(text_of("anything"), "$argon2id$v=19$m=19456"));
	cr_assert(!password_matches(text_of("anything"), "plain"));
}

static double seconds_of_processor(const char *hash)
{
	clock_t start = clock();

	cr_assert(!password_matches(text_of("wrong"), hash));
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

Test(password, of_nobody_costs_as_much_as_of_somebody)
{
	char hash[PASSWORD_HASH_BYTES];
	double somebody = 0;
	double nobody = 0;

	cr_assert_eq(password_hash(text_of("right"), hash), OK);
	for (int i = 0; i < 5; i++) {
		somebody += seconds_of_processor(hash);
		nobody += seconds_of_processor("");
	}
	/* Wide, because machines are noisy; without the dummy hash the two differ by a factor of thousands. */
	cr_assert(nobody > somebody / 3, "%f s against %f s", nobody, somebody);
	cr_assert(nobody < somebody * 3, "%f s against %f s", nobody, somebody);
}

Test(password, that_is_new_is_judged_in_its_one_form)
{
	/* eleven letters whose accents stand beside them */
	static const char apart[] = "ta\u0301le\u0301mo\u0301vi\u0301xo\u0301q";
	const char *problem = NULL;

	cr_assert_eq(password_check(text_of(apart), NULL, 0, &problem), ERROR_BAD_REQUEST);
	cr_assert(strstr(problem, "too short"), "%s", problem);
	cr_assert_eq(password_check(text_of("ti\u0301dal lamp quorum violet"), NULL, 0, &problem), OK);
	cr_assert_eq(password_check(text_of("tidal lamp\a quorum violet"), NULL, 0, &problem), ERROR_BAD_REQUEST);
	cr_assert(strstr(problem, "cannot be typed"), "%s", problem);
	cr_assert_eq(
		password_check(text_of("tidal lamp\U000e0080 quorum violet"), NULL, 0, &problem), ERROR_BAD_REQUEST);
	cr_assert(strstr(problem, "cannot be typed"), "%s", problem);
}
