#include <criterion/criterion.h>

#include <string.h>
#include <time.h>

#include "base/password.h"
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
