/* SIGKILL in the middle of a backup or a restore: the file is there whole, or there is none, and nothing else is left. */
#define _GNU_SOURCE /* lstat, usleep */

#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/upkeep/scene.h"

enum { KILLS = 25 };

static struct scene scene;

/* Runs work in a child and kills it after a while; true when it had finished by itself. */
static bool kill_after(void (*work)(void), useconds_t us)
{
	int status = 0;
	pid_t child = fork();

	cr_assert(child >= 0);
	if (child == 0) {
		work();
		_exit(0);
	}
	usleep(us);
	(void)kill(child, SIGKILL);
	cr_assert_eq(waitpid(child, &status, 0), child);
	return !WIFSIGNALED(status);
}

static void back_up(void)
{
	if (upkeep_backup(scene.data, scene.key, scene.backup, &scene.report, scene.why) != OK)
		_exit(1);
}

static void restore(void)
{
	if (upkeep_restore(scene.backup, scene.key, scene.empty, &scene.report, scene.why) != OK)
		_exit(1);
}

Test(kill, in_a_backup_leaves_none_or_a_whole_one, .timeout = 120)
{
	static const char *const in_data[] = {
		"corridor.db", "corridor.db-wal", "corridor.db-shm", "corridor.db.lock", NULL};
	static const char *const in_root[] = {"data", "backup.key", "other.key", "monday.backup", NULL};
	struct stat status;
	int unfinished = 0;

	scene_open(&scene, 1500);
	for (int i = 0; i < KILLS; i++) {
		bool has_finished = kill_after(back_up, (useconds_t)(500 + i * 4000));
		bool is_there = stat(scene.backup, &status) == 0;

		unfinished += !is_there;
		cr_assert(is_there || !has_finished);
		cr_assert_eq(scene_count_others(scene.root, in_root), 0);
		cr_assert_eq(scene_count_others(scene.data, in_data), 0);
		if (!is_there)
			continue;
		cr_assert_eq(upkeep_verify_backup(scene.backup, scene.key, scene.root, &scene.report, scene.why), OK,
			"%s", scene.why);
		cr_assert_eq(unlink(scene.backup), 0);
	}
	cr_assert(unfinished > 0, "some were killed in time");
	world_topic(&scene.world, scene.world.cardiology, "a.khan", "Next", "And on");
	world_verify(&scene.world);
	scene_close(&scene);
}

Test(kill, in_a_restore_leaves_none_or_a_whole_one, .timeout = 120)
{
	static const char *const expected[] = {"corridor.db", "lock", NULL};
	char path[200];
	struct stat status;
	int unfinished = 0;

	scene_open(&scene, 1500);
	back_up();
	(void)snprintf(path, sizeof(path), "%s/corridor.db", scene.empty);
	for (int i = 0; i < KILLS; i++) {
		bool has_finished = kill_after(restore, (useconds_t)(500 + i * 4000));
		bool is_there = stat(path, &status) == 0;

		unfinished += !is_there;
		cr_assert(is_there || !has_finished);
		if (stat(scene.empty, &status) == 0)
			cr_assert_eq(scene_count_others(scene.empty, expected), 0);
		if (!is_there)
			continue;
		cr_assert_eq(upkeep_verify(scene.empty, &scene.report, scene.why), OK, "%s", scene.why);
		char log[220];
		(void)snprintf(log, sizeof(log), "%s-wal", path);
		(void)unlink(log);
		(void)snprintf(log, sizeof(log), "%s-shm", path);
		(void)unlink(log);
		cr_assert_eq(unlink(path), 0);
	}
	cr_assert(unfinished > 0, "some were killed in time");
	scene_close(&scene);
}
