/* After redaction and maintenance no byte of the destroyed words is left in any file. */
#include <criterion/criterion.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tests/contract/support/random_history.h"
#include "tests/contract/support/world.h"
#include "tests/unit/store/damage.h"

/* Words that nothing else here contains, not even in part. */
static const char *const secrets[] = {"xylophonist", "quadraplexing", "zwischenzug", "jabberwocky", "yttrium"};

static bool holds(const char *bytes, size_t length, const char *part)
{
	size_t part_length = strlen(part);

	for (size_t i = 0; i + part_length <= length; i++) {
		size_t k = 0;

		while (k < part_length && tolower((unsigned char)bytes[i + k]) == part[k])
			k++;
		if (k == part_length)
			return true;
	}
	return false;
}

/* The index compresses what terms have in common with the one before: so the tails of the words are looked for. */
static bool file_holds_any(const struct subject *subject, const char *suffix)
{
	char path[120];
	bool found = false;

	(void)snprintf(path, sizeof(path), "%s%s", subject->path, suffix);
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	cr_assert_eq(fseek(file, 0, SEEK_END), 0);
	size_t length = (size_t)ftell(file);
	char *bytes = memory_new(length + 1);
	rewind(file);
	cr_assert_eq(fread(bytes, 1, length, file), length);
	fclose(file);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		found = found || holds(bytes, length, secrets[i] + 3);
	memory_free(bytes);
	return found;
}

static bool any_file_holds_any(const struct subject *subject)
{
	return file_holds_any(subject, "") || file_holds_any(subject, "-wal") || file_holds_any(subject, "-shm");
}

/* is_indexed: the search index has taken the words in before they are destroyed. */
static void redact_secrets(bool is_restarted, bool is_indexed)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	random_history(&world, 41, 200);
	struct thread_id thread = world_ask(&world, world.cardiology,
		&(struct asking){.title = "Xylophonist", .question = "Quadraplexing Zwischenzug"});
	struct message_id question = {thread.pos};
	world_amend(&world, world.cardiology, thread, "a.khan", question, "Jabberwocky", "Yttrium");
	random_history(&world, 42, 200);
	if (is_indexed)
		world_maintain(&world);
	cr_assert(any_file_holds_any(&subject), "they were there");
	world_redact(&world, world.cardiology, thread, "a.khan", question, "Wrong patient");
	if (is_restarted) {
		subject_restart(&subject);
		world.store = subject.store;
	}
	world_maintain(&world);
	cr_assert_not(file_holds_any(&subject, ""));
	cr_assert_not(file_holds_any(&subject, "-wal"));
	cr_assert_not(any_file_holds_any(&subject));
	world_verify(&world);
	world_deinit(&world);
	subject_close(&subject);
}

Test(residue, of_redacted_words_is_nowhere_after_maintenance)
{
	redact_secrets(false, true);
}

Test(residue, is_removed_after_a_restart_too)
{
	redact_secrets(true, true);
}

Test(residue, of_words_that_the_search_index_never_saw_is_nowhere)
{
	redact_secrets(false, false);
	redact_secrets(true, false);
}

Test(residue, waits_for_a_reader_that_stands_in_the_way)
{
	struct subject subject;
	struct world world;
	struct reader *reader;

	subject_open(&subject, SUBJECT_FILE);
	world_init(&world, subject.store);
	struct thread_id thread = world_topic(&world, world.cardiology, "a.khan", "Xylophonist", "Zwischenzug");
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	cr_assert_eq(reader_begin(reader), OK);
	world_redact(&world, world.cardiology, thread, "a.khan", (struct message_id){thread.pos}, "Wrong");
	world_maintain(&world);
	cr_assert(any_file_holds_any(&subject), "the reader's snapshot still needs the log");
	reader_end(reader);
	world_maintain(&world);
	cr_assert_not(any_file_holds_any(&subject));
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}
