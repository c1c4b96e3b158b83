/* SIGKILL in the middle of writing: what was committed is there, and nothing is half there. */
#include <criterion/criterion.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

enum { KILLS = 12, EVENTS_PER_BATCH = 5 };

/* Commits batches for ever, and says so after each: receipts leave after their commit. */
static void write_until_killed(const char *path, const struct world *before, struct thread_id thread, int receipts)
{
	struct store_config config = {.path = path};
	struct store *store = NULL;
	char why[256];

	if (store_open(&config, why, &store) != OK)
		_exit(1);
	for (int64_t round = 0;; round++) {
		int64_t committed;

		if (store_begin(store) != OK)
			_exit(2);
		for (int i = 0; i < EVENTS_PER_BATCH; i++) {
			struct message_sent_data data = {
				.message = {store_last_pos(store) + 1}, .body = text_of("Still here")};
			struct event event = {.conversation = before->cardiology,
				.thread = thread,
				.kind = EVENT_message_sent,
				.at_ms = before->now_ms + round,
				.by = person("a.khan"),
				.data = &data};

			if (store_append(store, &event, 1) != OK)
				_exit(3);
		}
		if (store_commit(store) != OK)
			_exit(4);
		store_keep_up(store);
		if (round % 19 == 0)
			(void)store_maintain(store);
		committed = store_last_pos(store);
		if (write(receipts, &committed, sizeof(committed)) != sizeof(committed))
			_exit(5);
	}
}

/* Lets a child write, kills it after so many receipts and a little, and returns the last receipt. */
static int64_t kill_a_writer(
	const struct subject *subject, const struct world *world, struct thread_id thread, int receipts_wanted)
{
	int channel[2];
	int64_t committed = 0;
	int64_t next;
	int status = 0;
	pid_t child;

	cr_assert_eq(pipe(channel), 0);
	child = fork();
	cr_assert(child >= 0);
	if (child == 0) {
		close(channel[0]);
		write_until_killed(subject->path, world, thread, channel[1]);
	}
	close(channel[1]);
	for (int i = 0; i < receipts_wanted; i++)
		cr_assert_eq(read(channel[0], &committed, sizeof(committed)), (ssize_t)sizeof(committed));
	cr_assert_eq(kill(child, SIGKILL), 0);
	while (read(channel[0], &next, sizeof(next)) == (ssize_t)sizeof(next))
		committed = next;
	close(channel[0]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFSIGNALED(status), "the writer ended by itself: %d", status);
	return committed;
}

Test(crash, loses_nothing_that_was_committed, .timeout = 120)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Long", "Talk");
	int64_t start = store_last_pos(subject.store);
	for (int i = 0; i < KILLS; i++) {
		store_close(subject.store);
		int64_t committed = kill_a_writer(&subject, &world, thread, 1 + i * 5);
		char why[256];
		cr_assert_eq(damage_try_open(&subject, false, why, &subject.store), OK, "%s", why);
		world.store = subject.store;
		int64_t last = store_last_pos(subject.store);
		cr_assert(last >= committed, "%lld of %lld", (long long)last, (long long)committed);
		cr_assert_eq((last - start) % EVENTS_PER_BATCH, 0, "batches are whole");
		cr_assert_eq(world_verify(&world), last);
	}
	struct buffer grown = world_dump(&world);
	cr_assert_eq(store_rebuild(subject.store), OK);
	struct buffer rebuilt = world_dump(&world);
	cr_assert_str_eq(grown.data, rebuilt.data);
	buffer_deinit(&grown);
	buffer_deinit(&rebuilt);
	world_deinit(&world);
	subject_close(&subject);
}
