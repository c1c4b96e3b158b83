/* The tables are made again from the log, all of them or none, and never while somebody else has the record. */
#define _GNU_SOURCE /* lstat, usleep */

#include <criterion/criterion.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/upkeep/scene.h"

static struct scene scene;

static void spoil(const char *sql)
{
	sqlite3 *db = scene_tamper(scene.data);

	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

Test(rebuild, makes_the_tables_again_from_the_log)
{
	scene_open(&scene, 200);
	struct buffer before = world_dump(&scene.world);
	int64_t last = store_last_pos(scene.store);
	scene_let_go(&scene);
	spoil("DELETE FROM members; UPDATE threads SET state = 1; DELETE FROM ledger");
	cr_assert_eq(upkeep_rebuild(scene.data, &scene.report, scene.why), OK, "%s", scene.why);
	cr_assert_eq(scene.report.events, last);
	scene_look_at(&scene, scene.data);
	struct buffer after = world_dump(&scene.world);
	cr_assert_str_eq(before.data, after.data);
	cr_assert_eq(world_verify(&scene.world), last);
	buffer_deinit(&before);
	buffer_deinit(&after);
	scene_close(&scene);
}

Test(rebuild, is_refused_while_the_record_is_in_use)
{
	scene_open(&scene, 20);
	cr_assert_eq(upkeep_rebuild(scene.data, &scene.report, scene.why), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(scene.why, "in use by another process"), "%s", scene.why);
	scene_close(&scene);
}

Test(rebuild, from_a_damaged_log_is_refused)
{
	scene_open(&scene, 50);
	scene_let_go(&scene);
	spoil("DELETE FROM members; UPDATE events SET at = at + 1 WHERE pos = 20");
	cr_assert_eq(upkeep_rebuild(scene.data, &scene.report, scene.why), ERROR_CONFLICT);
	cr_assert_not_null(strstr(scene.why, "first bad position is 20"), "%s", scene.why);
	scene_close(&scene);
}

/* Killed at any moment, the tables are the old ones or the new ones. */
Test(rebuild, is_all_or_nothing, .timeout = 120)
{
	enum { KILLS = 12 };

	scene_open(&scene, 1500);
	struct buffer whole = world_dump(&scene.world);
	scene_let_go(&scene);
	spoil("DELETE FROM thanks; DELETE FROM practices");
	scene_look_at(&scene, scene.data);
	struct buffer spoiled = world_dump(&scene.world);
	cr_assert_str_neq(whole.data, spoiled.data);
	for (int i = 0; i < KILLS; i++) {
		int status;

		scene_let_go(&scene);
		pid_t child = fork();
		cr_assert(child >= 0);
		if (child == 0)
			_exit(upkeep_rebuild(scene.data, &scene.report, scene.why) == OK ? 0 : 1);
		usleep((useconds_t)(1000 + i * 10000));
		(void)kill(child, SIGKILL);
		cr_assert_eq(waitpid(child, &status, 0), child);
		scene_look_at(&scene, scene.data);
		struct buffer now = world_dump(&scene.world);
		bool is_old = strcmp(now.data, spoiled.data) == 0;
		cr_assert(is_old || strcmp(now.data, whole.data) == 0, "half of it after kill %d", i);
		buffer_deinit(&now);
	}
	buffer_deinit(&whole);
	buffer_deinit(&spoiled);
	scene_close(&scene);
}
