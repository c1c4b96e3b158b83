/* Copies: whole, of one moment, without sessions; and what looking a record over finds. */
#define _GNU_SOURCE /* memfd_create */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "store/copy.h"
#include "store/sqlite/tidemark.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

static char why[256];

static int copy_of(const struct subject *subject)
{
	int file = memfd_create("copy", 0);

	cr_assert(file >= 0);
	cr_assert_eq(store_copy(subject->path, file, why), OK, "%s", why);
	return file;
}

/* Beside the log, and made by nothing in it: a copy without them would let nobody in. */
static void put_credential(const struct subject *subject)
{
	struct credential credential = {.found = true, .person = person("a.khan"), .recovery_code_count = 2};

	(void)snprintf(credential.password_hash, sizeof(credential.password_hash), "$argon2id$");
	memset(credential.recovery_codes, 0x11, sizeof(struct digest));
	memset(credential.recovery_codes + 1, 0x22, sizeof(struct digest));
	cr_assert_eq(store_put_credential(subject->store, &credential), OK);
}

static void assert_credential(const struct subject *subject)
{
	struct credential credential = {0};

	cr_assert_eq(reader_credential(store_reader(subject->store), person("a.khan"), &credential), OK);
	cr_assert(credential.found);
	cr_assert_str_eq(credential.password_hash, "$argon2id$");
	cr_assert_eq(credential.recovery_code_count, 2);
	cr_assert_eq(credential.recovery_codes[1].bytes[0], 0x22);
}

Test(copy, is_sound_and_holds_all_but_sessions)
{
	struct subject subject, restored;
	struct world world, other;
	struct store_findings findings;
	struct session session = {
		.found = true, .person = person("a.khan"), .device = device_of("a-khan"), .ends_at_ms = 9};

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 41, 300);
	cr_assert_eq(store_put_session(subject.store, &session), OK);
	put_credential(&subject);
	struct buffer before = world_dump(&world);
	int file = copy_of(&subject);
	cr_assert_eq(store_examine_copy(file, &findings, why), OK, "%s", why);
	cr_assert_eq(findings.events, store_last_pos(subject.store));
	cr_assert_eq(findings.first_bad, 0);
	cr_assert_str_eq(findings.damage, "");

	subject_open(&restored, SUBJECT_FILE);
	store_close(restored.store);
	damage_place(file, restored.path);
	cr_assert_eq(damage_try_open(&restored, false, why, &restored.store), OK, "%s", why);
	world_attach(&other, restored.store, &world);
	struct buffer after = world_dump(&other);
	cr_assert_str_eq(before.data, after.data);
	cr_assert_eq(reader_session(store_reader(restored.store), &session.token, &session), OK);
	cr_assert_not(session.found, "an ended session would come back with it");
	assert_credential(&restored);
	world_topic(&other, world.cardiology, "a.khan", "Next", "And on");
	world_verify(&other);
	buffer_deinit(&before);
	buffer_deinit(&after);
	close(file);
	subject_close(&restored);
	world_deinit(&world);
	subject_close(&subject);
}

static atomic_bool must_stop;
static struct world *busy_world;
static struct thread_id busy_thread;

static void *write_on(void *context)
{
	atomic_int *written = context;

	while (!atomic_load(&must_stop)) {
		world_say(busy_world, busy_world->cardiology, busy_thread, "a.khan", "Still here");
		atomic_fetch_add(written, 1);
	}
	return NULL;
}

Test(copy, is_of_one_moment_while_somebody_writes, .timeout = 60)
{
	struct subject subject;
	struct world world;
	struct store_findings findings;
	atomic_int written = 0;
	pthread_t writer;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 42, 400);
	busy_world = &world;
	busy_thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	int64_t before = store_last_pos(subject.store);
	cr_assert_eq(pthread_create(&writer, NULL, write_on, &written), 0);
	for (int i = 0; i < 8; i++) {
		int at_least = atomic_load(&written);
		int file = copy_of(&subject);

		cr_assert_eq(store_examine_copy(file, &findings, why), OK, "%s", why);
		cr_assert_eq(findings.first_bad, 0);
		cr_assert_str_eq(findings.damage, "");
		cr_assert(findings.events >= before + at_least);
		close(file);
		while (atomic_load(&written) <= at_least)
			usleep(1000);
	}
	atomic_store(&must_stop, true);
	pthread_join(writer, NULL);
	cr_assert_eq(world_verify(&world), before + atomic_load(&written));
	world_deinit(&world);
	subject_close(&subject);
}

Test(copy, tells_the_first_bad_position_of_a_damaged_record)
{
	struct subject subject;
	struct world world;
	struct store_findings findings;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	sqlite3 *db = damage_open(&subject);
	damage_run(db, "DROP TRIGGER events_are_not_updated; UPDATE events SET at = at + 1 WHERE pos = 12");
	sqlite3_close(db);
	cr_assert_eq(store_examine(subject.path, &findings, why), OK, "%s", why);
	cr_assert_eq(findings.first_bad, 12);
	cr_assert_eq(findings.events, 11);
	int file = copy_of(&subject);
	cr_assert_eq(store_examine_copy(file, &findings, why), OK, "%s", why);
	cr_assert_eq(findings.first_bad, 12);
	close(file);
	world_deinit(&world);
	subject_close(&subject);
}

Test(copy, tells_what_is_wrong_with_the_file_itself)
{
	struct subject subject;
	struct world world;
	struct store_findings findings;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 43, 200);
	int file = copy_of(&subject);
	sqlite3 *db = damage_open(&subject);
	sqlite3_int64 page = damage_number(db, "SELECT rootpage FROM sqlite_schema WHERE name = 'members'");
	sqlite3_close(db);
	char noise[2000];
	memset(noise, 0x5a, sizeof(noise));
	cr_assert_eq(pwrite(file, noise, sizeof(noise), (off_t)((page - 1) * 4096 + 8)), (ssize_t)sizeof(noise));
	cr_assert_eq(store_examine_copy(file, &findings, why), OK, "%s", why);
	cr_assert_str_neq(findings.damage, "");
	cr_assert_eq(findings.first_bad, 0, "the log itself is whole");
	close(file);
	world_deinit(&world);
	subject_close(&subject);
}

Test(copy, of_a_record_that_is_not_there_is_refused)
{
	int file = memfd_create("copy", 0);

	cr_assert_eq(store_copy("/tmp/no-such-directory-here/record.db", file, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_neq(why[0], '\0');
	close(file);
}

/* A write-ahead log that lost its end reads like a shorter one. */
Test(copy, of_a_record_whose_end_is_lost_is_refused_and_said_when_looking)
{
	struct subject subject;
	struct world world;
	struct store_findings findings;
	char lock[300];

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	cr_assert_eq(tidemark_of(subject.path), last);
	cr_assert_eq(store_examine(subject.path, &findings, why), OK);
	cr_assert_str_eq(findings.damage, "");
	(void)snprintf(lock, sizeof(lock), "%s.lock", subject.path);
	int mark = open(lock, O_RDWR);
	cr_assert(mark >= 0);
	tidemark_write(mark, last + 1);
	close(mark);
	cr_assert_eq(store_examine(subject.path, &findings, why), OK);
	cr_assert_eq(findings.events, last);
	cr_assert_not_null(strstr(findings.damage, "was committed"), "%s", findings.damage);
	int file = memfd_create("copy", 0);
	cr_assert_eq(store_copy(subject.path, file, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "was committed"), "%s", why);
	close(file);
	world_deinit(&world);
	subject_close(&subject);
}
