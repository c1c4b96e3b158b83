/* The outbox file: nothing kept is lost, nothing answered stays. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/lib/outbox.h"
#include "clients/lib/turn.h"
#include "fixture.h"

static char folder[64];
static char path[96];

static void set_up(void)
{
	snprintf(folder, sizeof(folder), "/tmp/corridor-outbox-XXXXXX");
	cr_assert(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/outbox", folder);
}

static void tear_down(void)
{
	cr_assert(test_run((const char *const[]){"rm", "-rf", folder, NULL}));
}

TestSuite(outbox, .init = set_up, .fini = tear_down);

static struct outbox *open_it(void)
{
	struct outbox *outbox = NULL;

	cr_assert_eq(client_outbox_open(path, "a-khan-1", "127.0.0.1:8883", &outbox), CORRIDOR_OK);
	return outbox;
}

static int64_t count_of(struct outbox *outbox)
{
	int64_t count = -1;

	cr_assert_eq(client_outbox_count(outbox, &count), CORRIDOR_OK);
	return count;
}

Test(outbox, a_command_is_there_with_the_same_txn_after_opening_again)
{
	struct outbox *outbox = open_it();
	struct outbox_row row = {0};

	cr_assert_eq(client_outbox_add(outbox, "t-1", "message.send", "{\"body\":\"a\"}", 5), CORRIDOR_OK);
	cr_assert_eq(client_outbox_add(outbox, "t-2", "message.send", "{\"body\":\"b\"}", 6), CORRIDOR_OK);
	client_outbox_close(outbox);

	outbox = open_it();
	cr_assert_eq(client_outbox_next(outbox, 0, &row), CORRIDOR_OK);
	cr_assert_str_eq(row.txn, "t-1");
	cr_assert_str_eq(row.command, "message.send");
	cr_assert_str_eq(row.args, "{\"body\":\"a\"}");
	cr_assert_eq(row.kept_at_ms, 5);
	cr_assert_eq(row.attempts, 0);
	cr_assert_eq(client_outbox_note_attempt(outbox, row.id), CORRIDOR_OK);
	cr_assert_eq(client_outbox_note_problem(outbox, row.id, "busy"), CORRIDOR_OK);
	client_outbox_row_deinit(&row);
	cr_assert_eq(client_outbox_next(outbox, 0, &row), CORRIDOR_OK);
	cr_assert_eq(row.attempts, 1);
	cr_assert_str_eq(row.problem, "busy");
	client_outbox_row_deinit(&row);

	cr_assert_eq(client_outbox_remove(outbox, "t-1"), CORRIDOR_OK);
	cr_assert_eq(client_outbox_remove(outbox, "t-1"), CORRIDOR_ERROR_ARGUMENT);
	cr_assert_eq(client_outbox_next(outbox, 0, &row), CORRIDOR_OK);
	cr_assert_str_eq(row.txn, "t-2");
	client_outbox_row_deinit(&row);
	cr_assert_eq(count_of(outbox), 1);
	client_outbox_close(outbox);
}

/* The child keeps commands and says so on the pipe; what it has said before it is killed must be there. */
static void keep_until_killed(int said)
{
	struct outbox *outbox = NULL;

	if (client_outbox_open(path, "a-khan-1", "127.0.0.1:8883", &outbox))
		_exit(1);
	for (int i = 0; i < 100000; i++) {
		char txn[32];
		unsigned char one = 1;

		snprintf(txn, sizeof(txn), "t-%d", i);
		if (client_outbox_add(outbox, txn, "message.send", "{\"body\":\"words\"}", i) ||
			write(said, &one, 1) != 1)
			_exit(2);
	}
	_exit(3);
}

Test(outbox, every_kept_command_survives_kill_9_at_any_point, .timeout = 60)
{
	int kept = 0;

	for (int round = 0; round < 12; round++) {
		int pipes[2];
		int status, count = 0;
		unsigned char one;
		struct outbox *outbox;
		struct outbox_row row = {0};
		int64_t last_id = 0;
		pid_t child;

		cr_assert_eq(pipe(pipes), 0);
		child = fork();
		if (child == 0)
			keep_until_killed(pipes[1]);
		close(pipes[1]);
		while (count < 1 + round * 3 && read(pipes[0], &one, 1) == 1)
			count++;
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		cr_assert(WIFSIGNALED(status));
		while (read(pipes[0], &one, 1) == 1)
			count++;
		close(pipes[0]);

		outbox = open_it();
		kept = (int)count_of(outbox);
		cr_assert(kept == count || kept == count + 1, "%d said, %d there", count, kept);
		for (int i = 0; i < count; i++) {
			char txn[32];

			snprintf(txn, sizeof(txn), "t-%d", i);
			cr_assert_eq(client_outbox_next(outbox, last_id, &row), CORRIDOR_OK);
			cr_assert_str_eq(row.txn, txn);
			last_id = row.id;
			client_outbox_row_deinit(&row);
		}
		client_outbox_close(outbox);
		cr_assert_eq(unlink(path), 0);
	}
}

Test(outbox, the_file_is_readable_by_its_owner_only)
{
	struct stat status;
	struct outbox *outbox;
	int file = open(path, O_RDWR | O_CREAT, 0644);

	cr_assert(file >= 0);
	close(file);
	outbox = open_it();
	cr_assert_eq(stat(path, &status), 0);
	cr_assert_eq(status.st_mode & 0777, 0600);
	client_outbox_close(outbox);
}

static bool file_holds(const char *name, const char *word)
{
	static char bytes[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t length;

	if (!file)
		return false;
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return memmem(bytes, length, word, strlen(word)) != NULL;
}

Test(outbox, the_words_of_an_answered_command_are_gone_from_the_disk)
{
	struct outbox *outbox = open_it();
	char log[128];

	snprintf(log, sizeof(log), "%s-wal", path);
	cr_assert_eq(client_outbox_add(outbox, "t-1", "case.ask", "{\"question\":\"PALPITATIONS\"}", 1), CORRIDOR_OK);
	cr_assert(file_holds(path, "PALPITATIONS") || file_holds(log, "PALPITATIONS"));
	cr_assert_eq(client_outbox_remove(outbox, "t-1"), CORRIDOR_OK);
	cr_assert(!file_holds(path, "PALPITATIONS"));
	cr_assert(!file_holds(log, "PALPITATIONS"));
	client_outbox_close(outbox);
}

Test(outbox, it_never_carries_a_message_to_another_server_or_from_another_device)
{
	struct outbox *outbox = open_it();

	cr_assert_eq(client_outbox_set_position(outbox, 77), CORRIDOR_OK);
	cr_assert_eq(client_outbox_add(outbox, "t-1", "case.ask", "{}", 1), CORRIDOR_OK);
	client_outbox_close(outbox);
	cr_assert_eq(client_outbox_open(path, "b-osei-1", "127.0.0.1:8883", &outbox), CORRIDOR_ERROR_OTHER_OUTBOX);
	cr_assert_eq(client_outbox_open(path, "a-khan-1", "127.0.0.1:9999", &outbox), CORRIDOR_ERROR_OTHER_OUTBOX);

	outbox = open_it();
	cr_assert_eq(client_outbox_remove(outbox, "t-1"), CORRIDOR_OK);
	client_outbox_close(outbox);
	cr_assert_eq(
		client_outbox_open(path, "a-khan-1", "127.0.0.1:9999", &outbox), CORRIDOR_OK, "an empty one may move");
	int64_t pos = 0;
	cr_assert_eq(client_outbox_position(outbox, &pos), CORRIDOR_OK);
	cr_assert_eq(pos, -1, "the position of another server means nothing");
	client_outbox_close(outbox);
}

Test(outbox, a_file_of_another_program_is_left_alone)
{
	struct outbox *outbox = NULL;
	FILE *file = fopen(path, "w");

	cr_assert(file != NULL);
	fputs("my letters, not a database, and long enough to be taken for a header of a hundred bytes or more, or so "
	      "I think",
		file);
	fclose(file);
	cr_assert_eq(client_outbox_open(path, "a-khan-1", "127.0.0.1:8883", &outbox), CORRIDOR_ERROR_OUTBOX);
	cr_assert(file_holds(path, "my letters"));
}

static void add_up(void *context, int64_t pos)
{
	*(int64_t *)context = *(int64_t *)context * 100 + pos;
}

Test(outbox, the_position_and_what_was_delivered_after_it_are_kept)
{
	struct outbox *outbox = open_it();
	int64_t pos = 0, delivered = 0;

	cr_assert_eq(client_outbox_position(outbox, &pos), CORRIDOR_OK);
	cr_assert_eq(pos, -1);
	cr_assert_eq(client_outbox_set_position(outbox, 10), CORRIDOR_OK);
	cr_assert_eq(client_outbox_note_delivered(outbox, 15), CORRIDOR_OK);
	cr_assert_eq(client_outbox_note_delivered(outbox, 12), CORRIDOR_OK);
	client_outbox_close(outbox);
	outbox = open_it();
	cr_assert_eq(client_outbox_position(outbox, &pos), CORRIDOR_OK);
	cr_assert_eq(pos, 10);
	cr_assert_eq(client_outbox_delivered(outbox, add_up, &delivered), CORRIDOR_OK);
	cr_assert_eq(delivered, 1215);
	cr_assert_eq(client_outbox_set_position(outbox, 12), CORRIDOR_OK);
	delivered = 0;
	cr_assert_eq(client_outbox_delivered(outbox, add_up, &delivered), CORRIDOR_OK);
	cr_assert_eq(delivered, 15);
	client_outbox_close(outbox);
}

Test(outbox, processes_take_turns_and_see_that_another_waits)
{
	struct turn mine, other;
	int status;
	pid_t child;

	cr_assert_eq(client_turn_take(path, 0, &mine), CORRIDOR_OK);
	cr_assert(!client_turn_is_wanted(&mine));
	cr_assert_eq(client_turn_take(path, 0, &other), CORRIDOR_ERROR_IN_USE);
	child = fork();
	if (child == 0) {
		/* A lock belongs to the open file, of which the child has a share until it closes it. */
		client_turn_give_up(&mine);
		_exit(client_turn_take(path, 10000, &other) == CORRIDOR_OK ? 0 : 1);
	}
	while (!client_turn_is_wanted(&mine))
		usleep(1000);
	client_turn_give_up(&mine);
	waitpid(child, &status, 0);
	cr_assert_eq(status, 0);
	cr_assert_eq(client_turn_take(path, 1000, &mine), CORRIDOR_OK, "the lock ended with the process");
	client_turn_give_up(&mine);
}
