#define _POSIX_C_SOURCE 200809L

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/people_file.h"
#include "corridor/fields.h"
#include "tests/unit/app/scratch.h"

static struct people_file people;

static struct people_row khan(void)
{
	struct people_row row = {
		.person = "a.khan",
		.display_name = "Dr Amina Khan",
		.roles = SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_COORDINATOR),
	};

	cr_assert(people_row_invent(&row) == OK);
	return row;
}

TestSuite(people_file, .init = scratch_make, .fini = scratch_remove);

Test(people_file, appears_whole_and_private)
{
	struct people_row row = khan();
	char text[512] = "";
	char expected_end[64] = ",int_clinician;coordinator,Dr Amina Khan\n";
	const char *path = scratch_path("people.csv");
	struct stat status;
	FILE *file;

	cr_assert(people_file_begin(&people, path) == OK);
	cr_assert(people_file_add(&people, &row) == OK);
	cr_assert(access(path, F_OK) != 0, "not before it is whole");
	cr_assert(people_file_finish(&people) == OK);
	cr_assert(stat(path, &status) == 0);
	cr_assert((status.st_mode & 0777) == 0600);
	file = fopen(path, "r");
	cr_assert_str_eq(fgets(text, sizeof(text), file), "person,password,totp_secret,roles,display_name\n");
	cr_assert_not_null(fgets(text, sizeof(text), file));
	fclose(file);
	cr_assert(strncmp(text, "a.khan,", 7) == 0);
	cr_assert_str_eq(text + strlen(text) - strlen(expected_end), expected_end);
	cr_assert(strlen(text) == 7 + 23 + 1 + 32 + strlen(expected_end), "password and secret have their lengths");
}

Test(people_file, is_not_written_over)
{
	cr_assert(people_file_begin(&people, scratch_file("people.csv", "mine")) == ERROR_BAD_REQUEST);
	cr_assert(errno == EEXIST);
	people_file_abandon(&people);
}

Test(people_file, leaves_nothing_when_abandoned)
{
	cr_assert(people_file_begin(&people, scratch_path("people.csv")) == OK);
	people_file_abandon(&people);
	cr_assert(access(scratch_path("people.csv"), F_OK) != 0);
	cr_assert(access(scratch_path("people.csv.new"), F_OK) != 0);
}

Test(people_file, cannot_be_made_where_there_is_no_folder)
{
	cr_assert(people_file_begin(&people, scratch_path("none/people.csv")) == ERROR_BAD_REQUEST);
	cr_assert(errno == ENOENT);
}

Test(people_file, no_two_passwords_are_alike)
{
	struct people_row first = khan();
	struct people_row second = khan();

	cr_assert_str_neq(first.password, second.password);
	cr_assert(memcmp(first.totp_secret, second.totp_secret, sizeof(first.totp_secret)) != 0);
	cr_assert(strlen(first.password) == 23);
	cr_assert(first.password[5] == '-' && first.password[11] == '-' && first.password[17] == '-');
}
