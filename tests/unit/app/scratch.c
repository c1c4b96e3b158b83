#define _XOPEN_SOURCE 700

#include "tests/unit/app/scratch.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/corridor-app-XXXXXX";

void scratch_make(void)
{
	cr_assert_not_null(mkdtemp(folder));
}

void scratch_remove(void)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): a test process has one thread */
	while (entries && (entry = readdir(entries)))
		unlink(scratch_path(entry->d_name));
	if (entries)
		closedir(entries);
	rmdir(folder);
}

const char *scratch_path(const char *name)
{
	static char paths[4][512];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

const char *scratch_file(const char *name, const char *contents)
{
	const char *path = scratch_path(name);
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	cr_assert(fputs(contents, file) >= 0);
	cr_assert(fclose(file) == 0);
	return path;
}
