/* The engine with everybody talking at once: for ThreadSanitizer, so without Criterion. Clients on several threads send
 * commands, repeat them, read, come and go. At the end every command is in the record exactly once. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/world.h"

enum { CLIENTS = 4, ROUNDS = 150, READERS = 3 };

static struct world world;
static atomic_int finished_count, ok_count, event_count;
static atomic_uint_fast64_t peers;

static void finished(struct sink *sink, struct request *request)
{
	(void)sink;
	atomic_fetch_add(&ok_count, request->error == OK && request->command.row->class == COMMAND_CLASS_WRITE);
	if (request->error != OK && error_class(request->error) != ERROR_CLASS_LATER) {
		fprintf(stderr, "%s: %s\n", request->command.row->wire, error_wire(request->error));
		abort();
	}
	request_free(request);
	atomic_fetch_add(&finished_count, 1);
}

static void happened(struct sink *sink, struct broadcast *broadcast)
{
	(void)sink;
	broadcast_hold(broadcast);
	atomic_fetch_add(&event_count, broadcast->recipients.people.count > 0);
	broadcast_release(broadcast);
}

static void hinted(struct sink *sink, struct passing_hint *hint)
{
	(void)sink;
	hint_hold(hint);
	hint_release(hint);
}

static struct sink second_sink = {finished, happened, hinted, NULL};

static void submit(const char *person, enum command_kind kind, const char *txn, const void *args)
{
	struct request *request = request_new(&second_sink, atomic_fetch_add(&peers, 1));
	const struct record_type *type = command_row(kind)->args;
	void *copy = request ? arena_take(request->arena, type->size) : NULL;
	struct device_id device = town_device(person);

	if (!copy)
		abort();
	memcpy(copy, args, type->size);
	request->command.row = command_row(kind);
	request->command.args = copy;
	request->command.device = device;
	snprintf(request->command.txn.text, sizeof request->command.txn.text, "%s", txn);
	snprintf(request->command.person.text, sizeof request->command.person.text, "%s", person);
	engine_submit(world.engine, request);
}

static void *talk(void *context)
{
	static const char *const people[CLIENTS] = {"a.khan", "b.osei", "e.okafor", "k.byrne"};
	const char *person = people[*(const size_t *)context];
	const struct topic_open_args topic = {
		.conversation = world.town.cardiology, .title = text_of("Topic"), .body = text_of("Body")};
	const struct sync_args sync = {.since = 0, .limit = 20};

	for (int i = 0; i < ROUNDS; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		submit(person, COMMAND_topic_open, txn, &topic);
		submit(person, COMMAND_topic_open, txn, &topic); /* sent again, as clients do */
		submit(person, COMMAND_sync, txn, &sync);
		engine_presence(world.engine, (struct person_id){"a.khan"}, i % 2);
		if (i % 10 == 0) {
			struct engine_health health;

			engine_health(world.engine, &health);
		}
	}
	return NULL;
}

/* How many events the record holds. */
static int count_entries(void)
{
	struct reader *reader = NULL;
	struct log_walk walk = {0};
	int64_t pos = 0;

	if (reader_open(world.store, &reader) != OK || reader_verify(reader, &walk) != OK || walk.first_bad != 0 ||
		reader_last_pos(reader, &pos) != OK)
		abort();
	reader_close(reader);
	return (int)pos;
}

static void adjust(struct engine_config *config)
{
	config->reader_count = READERS;
	config->batch_limit = 32;
	config->queue_capacity = 100000;
}

int main(void)
{
	pthread_t threads[CLIENTS];
	static size_t numbers[CLIENTS];

	world_open(&world, adjust);
	int before = count_entries();

	if (engine_add_sink(world.engine, &second_sink) != OK)
		abort();
	world_start(&world);
	for (size_t i = 0; i < CLIENTS; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, talk, &numbers[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
	engine_stop(world.engine);
	world.is_started = false;
	/* every topic, and that it was read: each sync answers with something */
	int entries = count_entries() - before;
	int topics = entries - CLIENTS * ROUNDS;

	printf("%d answered, %d ok, %d topics, %d events\n", atomic_load(&finished_count), atomic_load(&ok_count),
		topics, atomic_load(&event_count));
	if (atomic_load(&finished_count) != CLIENTS * ROUNDS * 3 || atomic_load(&ok_count) != CLIENTS * ROUNDS * 2 ||
		topics != CLIENTS * ROUNDS || atomic_load(&event_count) != topics)
		return 1;
	world_close(&world);
	return 0;
}
