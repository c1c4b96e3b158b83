/* A record that was put back from a backup: it goes on behind a leap, of which nothing is ever given again. */
#define _GNU_SOURCE /* memfd_create */
#include <criterion/criterion.h>

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/copy.h"
#include "store/sqlite/restored.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

enum { AT_ONCE = 7 };

struct scene {
	struct subject subject;
	struct world world;
	int64_t last;     /* of the backup */
	int64_t restored; /* where record.restored stands */
};

static int copy_of(struct scene *scene)
{
	char why[256] = "";
	int file = memfd_create("copy", 0);

	cr_assert_eq(store_copy(scene->subject.path, file, why), OK, "%s", why);
	scene->last = store_last_pos(scene->subject.store);
	cr_assert_eq(store_mark_restored(file, why), OK, "%s", why);
	cr_assert_eq(store_mark_restored(file, why), OK, "to be told twice is no harm: %s", why);
	return file;
}

/* Goes on, loses all of it, and puts the copy in its place. */
static void put_back(struct scene *scene, int file)
{
	static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
	char why[256] = "", lost[300];

	world_topic(&scene->world, scene->world.cardiology, "a.khan", "Lost", "Lost");
	store_close(scene->subject.store);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		(void)snprintf(lost, sizeof(lost), "%s%s", scene->subject.path, endings[i]);
		(void)unlink(lost);
	}
	damage_place(file, scene->subject.path);
	cr_assert_eq(damage_try_open(&scene->subject, false, why, &scene->subject.store), OK, "%s", why);
	scene->world.store = scene->subject.store;
	scene->restored = store_last_pos(scene->subject.store);
}

static void restore(struct scene *scene)
{
	int file = copy_of(scene);

	put_back(scene, file);
	close(file);
}

static void scene_open(struct scene *scene)
{
	subject_open(&scene->subject, SUBJECT_FILE);
	world_init(&scene->world, scene->subject.store);
	random_history(&scene->world, 61, 60);
	restore(scene);
}

static void scene_close(struct scene *scene)
{
	world_deinit(&scene->world);
	subject_close(&scene->subject);
}

static struct log_walk walk(struct scene *scene, struct log_walk wanted)
{
	cr_assert_eq(reader_verify(store_reader(scene->subject.store), &wanted), OK);
	return wanted;
}

/* A few events at a time, each walk where the last one ended. */
static struct log_walk walk_in_steps(struct scene *scene)
{
	struct log_walk all = {0};

	do {
		struct log_walk step = walk(scene, (struct log_walk){.from = all.upto + 1, .most = AT_ONCE});

		cr_assert(step.checked <= AT_ONCE);
		cr_assert(step.upto > all.upto || step.is_complete);
		all.checked += step.checked;
		all.first_bad = step.first_bad;
		all.upto = step.upto;
		all.is_complete = step.is_complete;
	} while (!all.is_complete);
	return all;
}

Test(restored, goes_on_a_leap_behind_and_says_so_once)
{
	struct scene scene;
	char why[256];
	const struct clock *clock = clock_system();
	int64_t before_ms = clock->wall_ms(clock);

	scene_open(&scene);
	cr_assert(scene.restored >= before_ms * RESTORED_PER_MS);
	store_close(scene.subject.store);
	cr_assert_eq(damage_try_open(&scene.subject, false, why, &scene.subject.store), OK, "%s", why);
	scene.world.store = scene.subject.store;
	cr_assert_eq(store_last_pos(scene.subject.store), scene.restored, "not at every start");
	struct thread_id thread = world_topic(&scene.world, scene.world.cardiology, "a.khan", "Next", "And on");
	cr_assert_eq(thread.pos, scene.restored + 1);
	cr_assert_eq(world_verify(&scene.world), scene.last + 2);
	struct buffer grown = world_dump(&scene.world);
	cr_assert_eq(store_rebuild(scene.subject.store), OK);
	struct buffer rebuilt = world_dump(&scene.world);
	cr_assert_str_eq(grown.data, rebuilt.data);
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
	scene_close(&scene);
}

Test(restored, twice_leaps_twice)
{
	struct scene scene;

	scene_open(&scene);
	restore(&scene);
	cr_assert(scene.restored > scene.last + 1);
	cr_assert_eq(walk(&scene, (struct log_walk){0}).first_bad, 0);
	scene_close(&scene);
}

/* What came after the first time is lost as well, and must not be given again by the second. */
Test(restored, twice_from_one_backup_goes_on_in_two_places)
{
	struct scene scene;

	scene_open(&scene);
	int file = copy_of(&scene);
	put_back(&scene, file);
	int64_t first = scene.restored;
	struct thread_id lost = world_topic(&scene.world, scene.world.cardiology, "a.khan", "Lost", "Lost");
	cr_assert_eq(lost.pos, first + 1);
	usleep(5000);
	put_back(&scene, file);
	cr_assert(scene.restored > lost.pos + 1, "%lld after %lld", (long long)scene.restored, (long long)lost.pos);
	cr_assert_eq(walk(&scene, (struct log_walk){0}).first_bad, 0);
	close(file);
	scene_close(&scene);
}

Test(restored, is_walked_in_steps_across_the_leap)
{
	struct scene scene;

	scene_open(&scene);
	for (int i = 0; i < 20; i++)
		world_topic(&scene.world, scene.world.cardiology, "a.khan", "Next", "And on");
	struct log_walk all = walk_in_steps(&scene);
	cr_assert_eq(all.first_bad, 0);
	cr_assert_eq(all.checked, scene.last + 21);
	cr_assert_eq(all.upto, scene.restored + 20);
	struct log_walk inside = walk(&scene, (struct log_walk){.from = scene.last + 500, .until = scene.last + 900});
	cr_assert(inside.checked == 0 && inside.first_bad == 0 && inside.is_complete);
	cr_assert_eq(inside.upto, scene.last + 900);
	inside = walk(&scene, (struct log_walk){.from = scene.last + 500, .until = scene.restored});
	cr_assert(inside.checked == 1 && inside.first_bad == 0);
	scene_close(&scene);
}

#define LAST "(SELECT max(pos) FROM events WHERE pos < 1000000)"
#define RESTORED "(SELECT pos FROM events WHERE kind = 'record.restored')"

Test(restored, hides_no_damage_in_the_leap)
{
	static const struct {
		const char *sql;
		bool is_behind_leap; /* where it is found */
	} cases[] = {
		{"DELETE FROM events WHERE pos = " LAST, false},
		{"DELETE FROM events WHERE pos = " RESTORED, false},
		{"UPDATE events SET pos = pos - 1 WHERE pos = " RESTORED, true},
		{"UPDATE events SET at = at + 1 WHERE pos = " RESTORED, true},
		{"UPDATE events SET kind = 'session.refused' WHERE pos = " RESTORED, false},
		{"INSERT INTO events SELECT " LAST " + 5, NULL, NULL, NULL, kind, at, by, device, txn, data, hash"
		 " FROM events WHERE pos = " RESTORED,
			true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;

		scene_open(&scene);
		world_topic(&scene.world, scene.world.cardiology, "a.khan", "Next", "And on");
		sqlite3 *db = damage_open(&scene.subject);
		damage_run(db, "DROP TRIGGER events_are_not_updated; DROP TRIGGER events_are_not_deleted");
		damage_run(db, cases[i].sql);
		sqlite3_close(db);
		struct log_walk whole = walk(&scene, (struct log_walk){0});
		cr_assert_neq(whole.first_bad, 0, "%s", cases[i].sql);
		cr_assert_eq(whole.first_bad > scene.last + 1, cases[i].is_behind_leap, "%s: %lld", cases[i].sql,
			(long long)whole.first_bad);
		cr_assert_eq(walk_in_steps(&scene).first_bad, whole.first_bad, "%s", cases[i].sql);
		scene_close(&scene);
	}
}
