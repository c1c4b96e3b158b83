/* The files of a store: private, one writer at a time, refused when they cannot be trusted. */
#define _GNU_SOURCE /* mincore, posix_fadvise */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

static const int64_t MEBIBYTE = 1048576;

static void assert_private(const struct subject *subject, const char *suffix)
{
	char path[120];
	struct stat status;

	(void)snprintf(path, sizeof(path), "%s%s", subject->path, suffix);
	cr_assert_eq(stat(path, &status), 0, "%s", path);
	cr_assert_eq(status.st_mode & 0777, 0600, "%s", path);
}

Test(files, are_readable_by_nobody_else)
{
	struct subject subject;
	struct world world;

	umask(0);
	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	assert_private(&subject, "");
	assert_private(&subject, "-wal");
	assert_private(&subject, "-shm");
	assert_private(&subject, ".lock");
	cr_assert(store_wal_bytes(subject.store) > 0);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, have_one_writer)
{
	struct subject subject;
	struct store *second = NULL;
	char why[256];

	subject_open(&subject, SUBJECT_FILE);
	cr_assert_eq(damage_try_open(&subject, false, why, &second), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "in use"), "%s", why);
	cr_assert_null(second);
	subject_restart(&subject);
	subject_close(&subject);
}

/* The lock file says how far the log went: a log that ends before has lost its end with a damaged write-ahead log. */
Test(files, that_end_before_what_was_committed_are_refused)
{
	struct subject subject;
	struct world world;
	struct store *store = NULL;
	char why[256] = "";
	char lock[120];
	FILE *file;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	store_close(subject.store);
	subject.store = NULL;
	(void)snprintf(lock, sizeof(lock), "%s.lock", subject.path);
	file = fopen(lock, "r+");
	cr_assert_not_null(file);
	long long noted = 0;
	cr_assert_eq(fscanf(file, "%lld", &noted), 1);
	cr_assert_eq(noted, last, "it is noted with each commit");
	rewind(file);
	fprintf(file, "%020lld\n", noted + 1);
	fclose(file);
	cr_assert_eq(damage_try_open(&subject, false, why, &store), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "was committed"), "%s", why);
	cr_assert_null(store);
	cr_assert_eq(unlink(lock), 0, "an operator may do without");
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	world.store = subject.store;
	world_verify(&world);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, need_a_directory)
{
	struct store_config config = {.path = "/tmp/no-such-directory-here/record.db"};
	struct store *store = NULL;
	char why[256] = "";

	cr_assert_eq(store_open(&config, why, &store), ERROR_STORE_UNAVAILABLE);
	cr_assert_neq(why[0], '\0');
	cr_assert_null(store);
}

Test(files, that_are_no_database_are_refused)
{
	struct subject subject;
	struct store *store = NULL;
	char why[256];
	char noise[8192];
	char log[120];
	int file;

	subject_open(&subject, SUBJECT_FILE);
	store_close(subject.store);
	subject.store = NULL;
	memset(noise, 'n', sizeof(noise));
	file = open(subject.path, O_WRONLY | O_TRUNC);
	cr_assert(file >= 0);
	cr_assert_eq(write(file, noise, sizeof(noise)), (ssize_t)sizeof(noise));
	close(file);
	(void)snprintf(log, sizeof(log), "%s-wal", subject.path);
	cr_assert_eq(unlink(log), 0, "or the file would be mended from it");
	cr_assert_eq(damage_try_open(&subject, false, why, &store), ERROR_STORE_UNAVAILABLE);
	cr_assert_neq(why[0], '\0');
	subject_close(&subject);
}

Test(files, can_be_opened_only_to_look_while_they_are_in_use)
{
	struct subject subject;
	struct world world;
	struct store *looking = NULL;
	struct reader *reader;
	struct session session = {0};
	char why[256];
	int64_t pos = 0;
	struct log_walk walk = {0};

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	cr_assert_eq(damage_try_open(&subject, true, why, &looking), OK, "%s", why);
	cr_assert_eq(store_last_pos(looking), store_last_pos(subject.store));
	cr_assert_eq(store_begin(looking), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_put_session(looking, &session), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_rebuild(looking), ERROR_STORE_UNAVAILABLE);
	cr_assert_not(store_maintain(looking));
	cr_assert_eq(reader_verify(store_reader(looking), &walk), OK);
	cr_assert_eq(walk.first_bad, 0);
	cr_assert_eq(reader_open(looking, &reader), OK);
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, store_last_pos(subject.store));
	reader_close(reader);
	store_close(looking);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, refuse_a_change_to_the_log_even_from_outside)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	sqlite3 *db = damage_open(&subject);
	cr_assert_neq(sqlite3_exec(db, "UPDATE events SET by = 'b.osei'", NULL, NULL, NULL), SQLITE_OK);
	cr_assert_neq(sqlite3_exec(db, "DELETE FROM events WHERE pos = 3", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	world_verify(&world);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, keep_the_log_beside_them_short)
{
	enum { MESSAGES = 3000, BODY_BYTES = 12000 };
	static char body[BODY_BYTES + 1];
	struct subject subject;
	struct world world;
	int64_t longest = 0;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	for (size_t i = 0; i < BODY_BYTES; i++)
		body[i] = i % 6 == 5 ? ' ' : (char)('a' + i % 17);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	for (int i = 0; i < MESSAGES; i++) {
		world_say(&world, world.cardiology, thread, "a.khan", body);
		if (store_wal_bytes(subject.store) > longest)
			longest = store_wal_bytes(subject.store);
	}
	cr_assert(longest > 32 * MEBIBYTE, "there was enough to write: %lld", (long long)longest);
	cr_assert(longest < 72 * MEBIBYTE, "a writer that is never idle checkpoints too: %lld", (long long)longest);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, let_the_writer_go_on_when_a_reader_holds_the_log)
{
	enum { MESSAGES = 5500, BODY_BYTES = 12000 };
	static char body[BODY_BYTES + 1];
	struct subject subject;
	struct world world;
	struct reader *reader;
	int64_t pos = 0;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	memset(body, 'b', BODY_BYTES);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	int64_t before = store_last_pos(subject.store);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	cr_assert_eq(reader_begin(reader), OK);
	for (int i = 0; i < MESSAGES; i++)
		world_say(&world, world.cardiology, thread, "a.khan", body);
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, before);
	cr_assert(store_wal_bytes(subject.store) > 72 * MEBIBYTE);
	reader_end(reader);
	world_maintain(&world);
	world_say(&world, world.cardiology, thread, "a.khan", body);
	cr_assert(store_wal_bytes(subject.store) < 64 * MEBIBYTE, "it is cut when it starts over");
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}

Test(files, leave_nothing_in_the_log_when_they_are_closed)
{
	struct subject subject;
	struct world world;
	char path[120];
	struct stat status;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	store_close(subject.store);
	(void)snprintf(path, sizeof(path), "%s-wal", subject.path);
	cr_assert(stat(path, &status) != 0 || status.st_size == 0);
	char why[256];
	cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
	world.store = subject.store;
	world_verify(&world);
	world_deinit(&world);
	subject_close(&subject);
}

/* How many pages of a file the system holds in memory. */
static size_t pages_held(int file, size_t bytes)
{
	static unsigned char held[4096];
	size_t pages = (bytes + (size_t)sysconf(_SC_PAGESIZE) - 1) / (size_t)sysconf(_SC_PAGESIZE), count = 0;
	void *map = mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, 0);

	cr_assert(map != MAP_FAILED && pages <= sizeof(held));
	cr_assert_eq(mincore(map, bytes, held), 0);
	for (size_t i = 0; i < pages; i++)
		count += held[i] & 1;
	munmap(map, bytes);
	return count;
}

Test(files, are_read_into_memory_from_end_to_end)
{
	struct subject subject;
	struct world world;
	struct reader *reader;
	struct stat status;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	for (int i = 0; i < 200; i++)
		world_topic(&world, world.cardiology, "a.khan", "Title", "Body");
	subject_restart(&subject); /* all of it is in the file now */
	world.store = subject.store;
	int file = open(subject.path, O_RDONLY); /* left open: closing it would take the store's locks away */
	cr_assert(file >= 0 && fstat(file, &status) == 0 && status.st_size > 256 * 1024);
	cr_assert_eq(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED), 0);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	for (int pieces = 0; reader_warm(reader); pieces++)
		cr_assert(pieces < 100);
	cr_assert_not(reader_warm(reader), "that was all");
	cr_expect_eq(pages_held(file, (size_t)status.st_size), (size_t)((status.st_size + 4095) / 4096));
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}
