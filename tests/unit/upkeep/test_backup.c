/* What was backed up comes back whole; what is not whole is never put in place, and nothing is ever overwritten. */
#define _GNU_SOURCE /* O_TMPFILE */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/seal.h"
#include "base/text.h"
#include "store/copy.h"
#include "tests/unit/upkeep/scene.h"
#include "upkeep/folder.h"

static struct scene scene;

static enum error backup(void)
{
	return upkeep_backup(scene.data, scene.key, scene.backup, &scene.report, scene.why);
}

static enum error restore(void)
{
	return upkeep_restore(scene.backup, scene.key, scene.empty, &scene.report, scene.why);
}

static bool says(const char *words)
{
	return strstr(scene.why, words) != NULL;
}

static bool exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* Leaves the record open, as a running daemon would. */
static void open_scene(void)
{
	scene_open(&scene, 200);
}

static void close_scene(void)
{
	scene_close(&scene);
}

TestSuite(backup, .init = open_scene, .fini = close_scene);

/* Takes the line of a dump out that speaks of a position: of the entry that the record was restored. */
static void drop_line(char *dump, int64_t pos)
{
	char word[32];
	char *at, *end;

	(void)snprintf(word, sizeof(word), "pos=%lld", (long long)pos);
	at = strstr(dump, word);
	cr_assert_not_null(at);
	end = strchr(at, '\n');
	while (at > dump && at[-1] != '\n')
		at--;
	memmove(at, end + 1, strlen(end + 1) + 1);
}

Test(backup, of_a_record_in_use_comes_back_as_it_was)
{
	struct buffer before = world_dump(&scene.world);
	int64_t last = store_last_pos(scene.store);
	struct stat status;

	cr_assert_eq(backup(), OK, "%s", scene.why);
	cr_assert_eq(scene.report.events, last);
	cr_assert_eq(stat(scene.backup, &status), 0);
	cr_assert_eq(status.st_mode & 0777, 0600);
	cr_assert_eq(scene.report.bytes, status.st_size);
	world_topic(&scene.world, scene.world.cardiology, "a.khan", "After", "Not in the backup");
	scene_let_go(&scene);

	cr_assert_eq(restore(), OK, "%s", scene.why);
	cr_assert_eq(scene.report.events, last);
	cr_assert_eq(scene.report.upto, last);
	cr_assert_neq(scene.report.at[0], '\0');
	scene_look_at(&scene, scene.empty);
	struct buffer after = world_dump(&scene.world);
	drop_line(after.data, store_last_pos(scene.store));
	cr_assert_str_eq(before.data, after.data);
	cr_assert_eq(world_verify(&scene.world), last + 1);
	struct thread_id next = world_topic(&scene.world, scene.world.cardiology, "a.khan", "Next", "And on");
	cr_assert(next.pos > last + 1000000, "the position of what was lost is not given again");
	cr_assert_eq(world_verify(&scene.world), last + 2);
	buffer_deinit(&before);
	buffer_deinit(&after);
}

Test(backup, holds_no_word_that_can_be_read_without_the_key)
{
	static char bytes[8 * 1024 * 1024];

	world_topic(&scene.world, scene.world.cardiology, "a.khan", "Unmistakable", "Unmistakable words");
	cr_assert_eq(backup(), OK, "%s", scene.why);
	int file = open(scene.backup, O_RDONLY);
	ssize_t length = read(file, bytes, sizeof(bytes));
	close(file);
	cr_assert(length > SEAL_PIECE_BYTES && length < (ssize_t)sizeof(bytes));
	for (ssize_t i = 0; i + 12 < length; i++)
		cr_assert_neq(memcmp(bytes + i, "Unmistakable", 12), 0);
}

Test(backup, never_overwrites_anything)
{
	cr_assert_eq(backup(), OK);
	cr_assert_eq(backup(), ERROR_CONFLICT);
	cr_assert(says("is there already"), "%s", scene.why);
	cr_assert_eq(upkeep_restore(scene.backup, scene.key, scene.data, &scene.report, scene.why), ERROR_CONFLICT);
	cr_assert(says("there is a record in"), "%s", scene.why);
	cr_assert_eq(restore(), OK);
	cr_assert_eq(restore(), ERROR_CONFLICT);
}

/* SQLite would read a log that lies beside the restored file as its own. */
Test(backup, is_not_restored_beside_the_log_of_another)
{
	char path[200];

	cr_assert_eq(backup(), OK);
	cr_assert_eq(mkdir(scene.empty, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/corridor.db-wal", scene.empty);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	cr_assert_eq(restore(), ERROR_CONFLICT);
	cr_assert(says("corridor.db-wal"), "%s", scene.why);
}

Test(backup, needs_the_right_key_kept_from_others)
{
	cr_assert_eq(backup(), OK);
	cr_assert_eq(upkeep_restore(scene.backup, scene.other_key, scene.empty, &scene.report, scene.why),
		ERROR_UNAUTHENTICATED);
	cr_assert(says("was not made with the key"), "%s", scene.why);
	cr_assert_not(exists(scene.empty), "nothing is made in vain");
	cr_assert_eq(chmod(scene.key, 0644), 0);
	cr_assert_eq(restore(), ERROR_BAD_REQUEST);
	cr_assert(says("may be read by everybody"), "%s", scene.why);
	cr_assert_eq(
		upkeep_backup(scene.data, "/nowhere/key", scene.backup, &scene.report, scene.why), ERROR_BAD_REQUEST);
}

Test(backup, that_was_changed_or_cut_short_is_not_restored)
{
	struct stat status;

	cr_assert_eq(backup(), OK);
	cr_assert_eq(stat(scene.backup, &status), 0);
	int file = open(scene.backup, O_RDWR);
	unsigned char byte;
	cr_assert_eq(pread(file, &byte, 1, status.st_size / 2), 1);
	byte ^= 1;
	cr_assert_eq(pwrite(file, &byte, 1, status.st_size / 2), 1);
	cr_assert_eq(restore(), ERROR_CONFLICT);
	cr_assert(says("changed or cut short"), "%s", scene.why);
	byte ^= 1;
	cr_assert_eq(pwrite(file, &byte, 1, status.st_size / 2), 1);
	cr_assert_eq(ftruncate(file, status.st_size - 100), 0);
	close(file);
	cr_assert_eq(restore(), ERROR_CONFLICT);
	cr_assert_not(exists(scene.empty));
	cr_assert_eq(upkeep_restore(scene.key, scene.key, scene.empty, &scene.report, scene.why), ERROR_BAD_REQUEST);
	cr_assert(says("no backup of Corridor"), "%s", scene.why);
}

Test(backup, is_not_made_of_a_damaged_record)
{
	scene_let_go(&scene);
	sqlite3 *db = scene_tamper(scene.data);
	cr_assert_eq(sqlite3_exec(db, "UPDATE events SET at = at + 1 WHERE pos = 9", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	cr_assert_eq(backup(), ERROR_CONFLICT);
	cr_assert(says("first bad position is 9"), "%s", scene.why);
	cr_assert_not(exists(scene.backup));
	cr_assert_eq(upkeep_verify(scene.data, &scene.report, scene.why), ERROR_CONFLICT);
	cr_assert(says("first bad position is 9"), "%s", scene.why);
	cr_assert_eq(scene.report.first_bad, 9);
	cr_assert_eq(scene.report.events, 8);
}

/* Sealed by hand, as no backup of ours ever is. */
Test(backup, of_a_damaged_record_is_not_put_in_place)
{
	char path[200];
	char why[256];

	scene_let_go(&scene);
	sqlite3 *db = scene_tamper(scene.data);
	cr_assert_eq(sqlite3_exec(db, "UPDATE words SET bytes = x'21' WHERE id / 64 = (SELECT max(id) / 64 FROM words)",
			     NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	(void)snprintf(path, sizeof(path), "%s/corridor.db", scene.data);
	int copy = open(scene.root, O_TMPFILE | O_RDWR, 0600);
	int sealed = open(scene.backup, O_RDWR | O_CREAT, 0600);
	cr_assert_eq(store_copy(path, copy, why), OK, "%s", why);
	cr_assert_eq(seal_file(text_of("0123456789abcdef0123456789abcdef"), copy, sealed), OK);
	close(copy);
	close(sealed);
	cr_assert_eq(restore(), ERROR_CONFLICT);
	cr_assert(says("The backup is damaged: the first bad position is"), "%s", scene.why);
	(void)snprintf(path, sizeof(path), "%s/corridor.db", scene.empty);
	cr_assert_not(exists(path));
	cr_assert_eq(
		upkeep_verify_backup(scene.backup, scene.key, scene.root, &scene.report, scene.why), ERROR_CONFLICT);
}

Test(backup, can_be_looked_over_without_restoring_it)
{
	static const char *const expected[] = {"data", "backup.key", "other.key", "monday.backup", NULL};

	cr_assert_eq(backup(), OK);
	cr_assert_eq(upkeep_verify_backup(scene.backup, scene.key, scene.root, &scene.report, scene.why), OK, "%s",
		scene.why);
	cr_assert_eq(scene.report.events, store_last_pos(scene.store));
	cr_assert_eq(scene_count_others(scene.root, expected), 0);
}

Test(backup, leaves_the_folder_of_the_record_as_it_was)
{
	static const char *const expected[] = {
		"corridor.db", "corridor.db-wal", "corridor.db-shm", "corridor.db.lock", NULL};

	cr_assert_eq(backup(), OK);
	cr_assert_eq(upkeep_verify(scene.data, &scene.report, scene.why), OK, "%s", scene.why);
	cr_assert_eq(scene_count_others(scene.data, expected), 0);
}

Test(backup, of_nothing_is_refused)
{
	cr_assert_eq(upkeep_backup(scene.empty, scene.key, scene.backup, &scene.report, scene.why), ERROR_BAD_REQUEST);
	cr_assert(says("there is no record in"), "%s", scene.why);
	cr_assert_eq(upkeep_verify(scene.empty, &scene.report, scene.why), ERROR_BAD_REQUEST);
	cr_assert_eq(upkeep_rebuild(scene.empty, &scene.report, scene.why), ERROR_BAD_REQUEST);
	cr_assert_not(exists(scene.empty));
}

Test(backup, asks_first_whether_there_is_room)
{
	cr_assert_eq(folder_has_room(scene.root, 1, scene.why), OK, "%s", scene.why);
	cr_assert_eq(folder_has_room(scene.root, (int64_t)1 << 60, scene.why), ERROR_STORE_UNAVAILABLE);
	cr_assert(says("make room first"), "%s", scene.why);
}
