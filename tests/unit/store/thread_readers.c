/*
 * One writer and several readers at once, each reader seeing whole batches only. A plain program, so that it can also
 * run under the thread sanitizer: exit status 0 when all was well.
 */
#define _GNU_SOURCE /* mkdtemp */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "store/store.h"

enum { READERS = 3, BATCHES = 150, EVENTS_PER_BATCH = 4 };

static struct store *store;
static atomic_bool is_done;
static atomic_int failures;

static void fail(const char *what)
{
	(void)fprintf(stderr, "failed: %s\n", what);
	atomic_fetch_add(&failures, 1);
}

static void look(struct reader *reader)
{
	int64_t first = -1;
	int64_t second = -1;
	struct log_walk walk = {0};

	if (reader_begin(reader) != OK) {
		fail("reader_begin");
		return;
	}
	if (reader_last_pos(reader, &first) != OK || reader_verify(reader, &walk) != OK ||
		reader_last_pos(reader, &second) != OK)
		fail("reading");
	if (first % EVENTS_PER_BATCH != 0 || first != second || walk.checked != first || walk.first_bad != 0)
		fail("a reader saw half a batch, or two moments");
	reader_end(reader);
}

static void *read_on(void *unused)
{
	struct reader *reader = NULL;

	(void)unused;
	if (reader_open(store, &reader) != OK) {
		fail("reader_open");
		return NULL;
	}
	while (!atomic_load(&is_done))
		look(reader);
	look(reader);
	reader_close(reader);
	return NULL;
}

static enum error write_batch(int64_t batch)
{
	enum error error = store_begin(store);

	for (int64_t i = 0; error == OK && i < EVENTS_PER_BATCH; i++) {
		struct organisation_created_data data = {
			.name = text_of("Organisation"), .kind = ORGANISATION_PRACTICE};
		struct event event = {
			.kind = EVENT_organisation_created, .at_ms = 1795424400000 + batch, .data = &data};

		(void)snprintf(data.organisation.text, sizeof(data.organisation.text), "P%05" PRId64,
			batch * EVENTS_PER_BATCH + i);
		(void)snprintf(event.by.text, sizeof(event.by.text), "system");
		error = store_append(store, &event, 1);
	}
	if (error == OK)
		error = store_commit(store);
	return error;
}

static void run(const char *path)
{
	struct store_config config = {.path = path};
	pthread_t readers[READERS];
	char why[256];

	if (store_open(&config, why, &store) != OK) {
		fail(why);
		return;
	}
	atomic_store(&is_done, false);
	for (int i = 0; i < READERS; i++) {
		if (pthread_create(&readers[i], NULL, read_on, NULL) != 0)
			abort();
	}
	for (int64_t batch = 0; batch < BATCHES; batch++) {
		if (write_batch(batch) != OK)
			fail("writing");
		if (batch % 10 == 0)
			(void)store_maintain(store);
	}
	atomic_store(&is_done, true);
	for (int i = 0; i < READERS; i++)
		(void)pthread_join(readers[i], NULL);
	if (store_last_pos(store) != (int64_t)BATCHES * EVENTS_PER_BATCH)
		fail("the log is short");
	store_close(store);
}

int main(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
	char directory[] = "/tmp/corridor-threads-XXXXXX";
	char path[80];

	if (!mkdtemp(directory))
		return 1;
	(void)snprintf(path, sizeof(path), "%s/record.db", directory);
	run(path);
	run(":memory:");
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char file[100];

		(void)snprintf(file, sizeof(file), "%s%s", path, suffixes[i]);
		(void)unlink(file);
	}
	(void)rmdir(directory);
	return atomic_load(&failures) == 0 ? 0 : 1;
}
