/* A draft appears whole or not at all, on file systems with nameless files and on those without. */
#define _GNU_SOURCE /* lstat, usleep */

#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/upkeep/scene.h"
#include "upkeep/draft.h"

static char folder[64];
static char path[100];
static char why[FOLDER_WHY_BYTES];

static void make_folder(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/corridor-draft-%d", (int)getpid());
	cr_assert_eq(mkdir(folder, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/letter", folder);
}

static void remove_folder(void)
{
	(void)unlink(path);
	cr_assert_eq(rmdir(folder), 0, "something was left in it");
}

TestSuite(draft, .init = make_folder, .fini = remove_folder);

static bool is_there(void)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

static void begin_letter(struct draft *draft, bool may_be_nameless)
{
	cr_assert_eq(draft_begin(draft, path, may_be_nameless, why), OK, "%s", why);
	cr_assert_eq(write(draft->file, "words", 5), 5);
	cr_assert_not(is_there(), "not yet");
}

static void try_both(bool may_be_nameless)
{
	struct draft draft;
	char bytes[10] = "";

	begin_letter(&draft, may_be_nameless);
	draft_end(&draft);
	cr_assert_not(is_there(), "it was given up");

	begin_letter(&draft, may_be_nameless);
	cr_assert_eq(draft_publish(&draft, why), OK, "%s", why);
	draft_end(&draft);
	int file = open(path, O_RDONLY);
	cr_assert_eq(read(file, bytes, sizeof(bytes)), 5);
	close(file);
	cr_assert_str_eq(bytes, "words");

	cr_assert_eq(draft_begin(&draft, path, may_be_nameless, why), ERROR_CONFLICT);
	draft_end(&draft);
	cr_assert_eq(unlink(path), 0);
}

Test(draft, appears_when_it_is_published)
{
	try_both(true);
	try_both(false);
}

static void try_race(bool may_be_nameless)
{
	struct draft draft;

	cr_assert_eq(draft_begin(&draft, path, may_be_nameless, why), OK);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	cr_assert_eq(draft_publish(&draft, why), ERROR_CONFLICT);
	cr_assert_not_null(strstr(why, "is there already"), "%s", why);
	draft_end(&draft);
	cr_assert_eq(unlink(path), 0);
}

Test(draft, yields_to_a_file_that_came_meanwhile)
{
	try_race(true);
	try_race(false);
}

Test(draft, replaces_what_a_killed_one_left)
{
	struct draft draft;
	char part[120];

	(void)snprintf(part, sizeof(part), "%s.part", path);
	close(open(part, O_WRONLY | O_CREAT, 0600));
	cr_assert_eq(draft_begin(&draft, path, false, why), OK, "%s", why);
	cr_assert_eq(draft_publish(&draft, why), OK);
	draft_end(&draft);
}

Test(draft, needs_a_folder)
{
	struct draft draft;

	cr_assert_eq(draft_begin(&draft, "/tmp/no-such-folder-here/letter", true, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "cannot be written"), "%s", why);
	draft_end(&draft);
}
