/* A full disk: refused with a retryable error, readers go on, and it recovers without a restart. */
#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static enum error try_to_say(struct world *world, struct thread_id thread, const char *body)
{
	struct message_sent_data data = {.message = {store_last_pos(world->store) + 1}, .body = text_of(body)};
	struct event event = {.conversation = world->cardiology,
		.thread = thread,
		.kind = EVENT_message_sent,
		.at_ms = world->now_ms++,
		.by = person("a.khan"),
		.data = &data};
	enum error error = store_begin(world->store);

	if (error != OK)
		return error;
	error = store_append(world->store, &event, 1);
	if (error == OK)
		return store_commit(world->store);
	store_rollback(world->store);
	return error;
}

Test(disk_full, is_refused_survived_and_recovered_from)
{
	enum { BODY_BYTES = 15000 };
	static char body[BODY_BYTES + 1];
	struct subject subject;
	struct world world;
	struct reader *reader;
	enum error error = OK;
	char why[256] = "";
	int64_t said = 0;
	int64_t pos = 0;

	signal(SIGXFSZ, SIG_IGN);
	memset(body, 'b', BODY_BYTES);
	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	int64_t before = store_last_pos(subject.store);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	limit_files(1500000);
	while ((error = try_to_say(&world, thread, body)) == OK)
		cr_assert(++said < 1000);
	cr_assert_eq(error, ERROR_STORE_UNAVAILABLE);
	cr_assert(said > 5);
	cr_assert_eq(reader_last_pos(reader, &pos), OK, "readers go on");
	cr_assert_eq(pos, before + said);
	/* Still full: reopening works, writing does not. */
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(store_last_pos(subject.store), before + said);
	cr_assert_eq(try_to_say(&world, thread, body), ERROR_STORE_UNAVAILABLE);
	limit_files(RLIM_INFINITY);
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(try_to_say(&world, thread, body), OK);
	cr_assert_eq(world_verify(&world), before + said + 1);
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}

/* Full in the middle of a batch that is larger than the cache: SQLite ends the transaction by itself. */
Test(disk_full, inside_a_large_batch_loses_the_batch_and_nothing_else)
{
	enum { BODY_BYTES = 15000, MESSAGES = 6000 };
	static char body[BODY_BYTES + 1];
	struct subject subject;
	struct world world;
	enum error error = OK;
	char why[256] = "";
	int said = 0;

	signal(SIGXFSZ, SIG_IGN);
	memset(body, 'b', BODY_BYTES);
	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	int64_t before = store_last_pos(subject.store);
	limit_files(1500000);
	cr_assert_eq(store_begin(subject.store), OK);
	for (; error == OK && said < MESSAGES; said++) {
		struct message_sent_data data = {.message = {store_last_pos(subject.store) + 1}, .body = text_of(body)};
		struct event event = {.conversation = world.cardiology,
			.thread = thread,
			.kind = EVENT_message_sent,
			.at_ms = world.now_ms++,
			.by = person("a.khan"),
			.data = &data};

		error = store_savepoint(subject.store);
		if (error == OK)
			error = store_append(subject.store, &event, 1);
		if (error == OK)
			error = store_release(subject.store);
	}
	cr_assert_eq(error, ERROR_STORE_UNAVAILABLE);
	store_undo(subject.store);
	cr_assert_eq(store_savepoint(subject.store), ERROR_STORE_UNAVAILABLE, "nothing more goes into a lost batch");
	cr_assert_eq(store_commit(subject.store), ERROR_STORE_UNAVAILABLE);
	limit_files(RLIM_INFINITY);
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(store_last_pos(subject.store), before);
	cr_assert_eq(try_to_say(&world, thread, body), OK);
	cr_assert_eq(world_verify(&world), before + 1);
	world_deinit(&world);
	subject_close(&subject);
}

Test(disk_full, is_known_before_anybody_writes)
{
	struct subject subject;
	char why[256] = "";
	char probe[100];

	signal(SIGXFSZ, SIG_IGN);
	subject_open(&subject, SUBJECT_FILE);
	cr_assert_eq(store_probe(subject.store, why), OK, "%s", why);
	limit_files(1000);
	cr_assert_eq(store_probe(subject.store, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_not_null(strstr(why, "The disk of the record cannot be written: "), "%s", why);
	limit_files(RLIM_INFINITY);
	cr_assert_eq(store_probe(subject.store, why), OK);
	(void)snprintf(probe, sizeof(probe), "%s.probe", subject.path);
	cr_assert_neq(access(probe, F_OK), 0, "nothing of it is left");
	subject_close(&subject);
}
