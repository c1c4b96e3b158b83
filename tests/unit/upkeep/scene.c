#define _GNU_SOURCE /* mkdtemp, nftw */

#include "tests/unit/upkeep/scene.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/contract/support/random_history.h"

static void write_key(const char *path, const char *key)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	cr_assert(fputs(key, file) >= 0);
	cr_assert_eq(fclose(file), 0);
	cr_assert_eq(chmod(path, 0600), 0);
}

static void name(char out[80], const char *folder, const char *file)
{
	(void)snprintf(out, 80, "%.50s/%s", folder, file);
}

void scene_look_at(struct scene *scene, const char *folder)
{
	char path[120];
	struct store_config config = {.path = path};
	char why[256] = "";

	(void)snprintf(path, sizeof(path), "%s/corridor.db", folder);
	cr_assert_eq(store_open(&config, why, &scene->store), OK, "%s", why);
	scene->world.store = scene->store;
}

void scene_open(struct scene *scene, int happenings)
{
	*scene = (struct scene){0};
	(void)snprintf(scene->root, sizeof(scene->root), "/tmp/corridor-upkeep-XXXXXX");
	cr_assert_not_null(mkdtemp(scene->root));
	name(scene->data, scene->root, "data");
	name(scene->empty, scene->root, "empty");
	name(scene->key, scene->root, "backup.key");
	name(scene->other_key, scene->root, "other.key");
	name(scene->backup, scene->root, "monday.backup");
	write_key(scene->key, "0123456789abcdef0123456789abcdef\n");
	write_key(scene->other_key, "fedcba9876543210fedcba9876543210\n");
	cr_assert_eq(mkdir(scene->data, 0700), 0);
	scene_look_at(scene, scene->data);
	world_init(&scene->world, scene->store);
	random_history(&scene->world, 51, happenings);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

void scene_let_go(struct scene *scene)
{
	store_close(scene->store);
	scene->store = NULL;
}

void scene_close(struct scene *scene)
{
	scene_let_go(scene);
	world_deinit(&scene->world);
	cr_assert_eq(nftw(scene->root, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

sqlite3 *scene_tamper(const char *folder)
{
	char path[120];
	sqlite3 *db = NULL;

	(void)snprintf(path, sizeof(path), "%s/corridor.db", folder);
	cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "DROP TRIGGER IF EXISTS events_are_not_updated", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

int scene_count_others(const char *folder, const char *const *words)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	int count = 0;

	cr_assert_not_null(entries);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this stream is ours */
	while ((entry = readdir(entries))) {
		bool is_expected = entry->d_name[0] == '.' && strspn(entry->d_name, ".") == strlen(entry->d_name);

		for (size_t i = 0; words[i]; i++)
			is_expected = is_expected || strcmp(entry->d_name, words[i]) == 0;
		count += !is_expected;
	}
	closedir(entries);
	return count;
}
