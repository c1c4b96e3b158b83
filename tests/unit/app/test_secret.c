#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/secret.h"
#include "base/text.h"
#include "tests/unit/app/scratch.h"

#define THIRTY_TWO "0123456789abcdef0123456789abcdef"

static struct secret secret;
static char why[SECRET_WHY_BYTES];

static const char *private_file(const char *contents)
{
	const char *path = scratch_file("key", contents);

	cr_assert(chmod(path, 0600) == 0);
	return path;
}

TestSuite(secret, .init = scratch_make, .fini = scratch_remove);

Test(secret, is_read_without_the_white_space_around_it)
{
	cr_assert(secret_load(private_file("\n " THIRTY_TWO "\n"), &secret, why) == OK, "%s", why);
	cr_assert(text_is(secret_patient_key(&secret), THIRTY_TWO));
	cr_assert(secret_cookie_key(&secret).length == DIGEST_HEX_BYTES);
	cr_assert_null(strstr(secret.cookie_key, "0123456789abcdef"));
}

Test(secret, gives_the_same_cookie_key_at_every_start)
{
	char first[DIGEST_HEX_BYTES + 1];

	cr_assert(secret_load(private_file(THIRTY_TWO), &secret, why) == OK);
	snprintf(first, sizeof(first), "%s", secret.cookie_key);
	cr_assert(secret_load(private_file(THIRTY_TWO "\n"), &secret, why) == OK);
	cr_assert_str_eq(secret.cookie_key, first);
	cr_assert(secret_load(private_file(THIRTY_TWO "x"), &secret, why) == OK);
	cr_assert_str_neq(secret.cookie_key, first);
}

Test(secret, must_be_long_enough_and_end)
{
	static char endless[SECRET_MOST_BYTES + 10];

	memset(endless, 'x', sizeof(endless) - 1);
	cr_assert(secret_load(private_file("short"), &secret, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "must hold 32 to 1023 characters."));
	cr_assert(secret_load(private_file(""), &secret, why) == ERROR_BAD_REQUEST);
	cr_assert(secret_load(private_file(endless), &secret, why) == ERROR_BAD_REQUEST);
}

Test(secret, must_not_be_readable_by_everybody)
{
	const char *path = scratch_file("key", THIRTY_TWO);

	cr_assert(chmod(path, 0644) == 0);
	cr_assert(secret_load(path, &secret, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "may be read by everybody"));
	cr_assert(chmod(path, 0640) == 0);
	cr_assert(secret_load(path, &secret, why) == OK, "a group may be the service's own");
}

Test(secret, a_missing_file_is_named)
{
	cr_assert(secret_load(scratch_path("none"), &secret, why) == ERROR_BAD_REQUEST);
	cr_assert_not_null(strstr(why, "/none cannot be opened: No such file or directory."));
}

Test(secret, is_gone_once_forgotten)
{
	cr_assert(secret_load(private_file(THIRTY_TWO), &secret, why) == OK);
	secret_forget(&secret);
	cr_assert(secret.length == 0 && secret.cookie_key[0] == '\0');
	for (size_t i = 0; i < sizeof(secret.bytes); i++)
		cr_assert(secret.bytes[i] == '\0');
}
