/*
 * The bounded queue under real threads: a plain program, because Criterion and ThreadSanitizer do not mix.
 */
#define _POSIX_C_SOURCE 200809L

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/queue.h"

#define CHECK(what)                                                                                  \
	do {                                                                                         \
		if (!(what)) {                                                                       \
			fprintf(stderr, "%s:%d: %s: not %s\n", __FILE__, __LINE__, __func__, #what); \
			_Exit(1);                                                                    \
		}                                                                                    \
	} while (0)

enum { PUSHERS = 4, ITEMS_EACH = 20000, BATCH = 64 };

struct item {
	int pusher;
	int number;
};

static struct item items[PUSHERS][ITEMS_EACH];

struct pusher {
	pthread_t thread;
	struct queue *queue;
	int number;
};

static pthread_t start(void *(*run)(void *context), void *context)
{
	pthread_t thread;

	CHECK(pthread_create(&thread, NULL, run, context) == 0);
	return thread;
}

static void *push_all(void *context)
{
	const struct pusher *pusher = context;

	for (int i = 0; i < ITEMS_EACH; i++) {
		struct item *item = &items[pusher->number][i];

		*item = (struct item){pusher->number, i};
		if (i % 2 == 0) {
			CHECK(queue_push_wait(pusher->queue, item) == OK);
			continue;
		}
		while (queue_push(pusher->queue, item) != OK)
			sched_yield();
	}
	return NULL;
}

static void start_pushers(struct pusher pushers[PUSHERS], struct queue *queue)
{
	for (int i = 0; i < PUSHERS; i++) {
		pushers[i].queue = queue;
		pushers[i].number = i;
		pushers[i].thread = start(push_all, &pushers[i]);
	}
}

static void join_pushers(struct pusher pushers[PUSHERS])
{
	for (int i = 0; i < PUSHERS; i++)
		CHECK(pthread_join(pushers[i].thread, NULL) == 0);
}

/* Each pusher's items come in the order they were pushed. */
static size_t check_order(void **batch, size_t count, int next[PUSHERS])
{
	for (size_t i = 0; i < count; i++) {
		const struct item *item = batch[i];

		CHECK(item->number == next[item->pusher]);
		next[item->pusher]++;
	}
	return count;
}

static void loses_nothing_and_keeps_each_pushers_order(void)
{
	struct queue *queue = queue_new(100, NULL, NULL);
	struct pusher pushers[PUSHERS];
	int next[PUSHERS] = {0};
	void *batch[BATCH];
	size_t total = 0;

	CHECK(queue);
	start_pushers(pushers, queue);
	while (total < (size_t)PUSHERS * ITEMS_EACH) {
		size_t count = queue_take_all(queue, batch, BATCH, -1);

		CHECK(count > 0 && count <= BATCH);
		total += check_order(batch, count, next);
	}
	join_pushers(pushers);
	CHECK(queue_length(queue) == 0);
	CHECK(queue_take_all(queue, batch, BATCH, 0) == 0);
	queue_free(queue);
}

static void write_byte(void *context)
{
	const int *fd = context;

	CHECK(write(*fd, "w", 1) == 1);
}

/* An event loop sleeps in poll and takes what there is, once for each wake: were a wake lost, it would never end. */
static void wakes_an_event_loop_for_every_item(void)
{
	int ends[2];
	struct queue *queue;
	struct pusher pushers[PUSHERS];
	int next[PUSHERS] = {0};
	void *batch[BATCH];
	size_t total = 0;

	CHECK(pipe(ends) == 0);
	queue = queue_new(1000, write_byte, &ends[1]);
	CHECK(queue);
	start_pushers(pushers, queue);
	while (total < (size_t)PUSHERS * ITEMS_EACH) {
		struct pollfd waiting = {.fd = ends[0], .events = POLLIN};
		char bytes[256];

		CHECK(poll(&waiting, 1, -1) == 1);
		CHECK(read(ends[0], bytes, sizeof(bytes)) > 0);
		total += check_order(batch, queue_take_all(queue, batch, BATCH, 0), next);
	}
	join_pushers(pushers);
	queue_free(queue);
	close(ends[0]);
	close(ends[1]);
}

static void count_wake(void *context)
{
	atomic_int *wakes = context;

	atomic_fetch_add(wakes, 1);
}

static void *push_ten(void *context)
{
	for (int i = 0; i < 10; i++)
		CHECK(queue_push(context, &items[0][i]) == OK);
	return NULL;
}

static void wakes_once_while_the_taker_is_away(void)
{
	atomic_int wakes = 0;
	struct queue *queue = queue_new(100, count_wake, &wakes);
	pthread_t threads[PUSHERS];
	void *batch[100];

	CHECK(queue);
	for (int i = 0; i < PUSHERS; i++)
		threads[i] = start(push_ten, queue);
	for (int i = 0; i < PUSHERS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(atomic_load(&wakes) == 1);
	CHECK(queue_take_all(queue, batch, 100, 0) == (size_t)10 * PUSHERS);
	CHECK(queue_take_all(queue, batch, 100, 0) == 0);
	CHECK(atomic_load(&wakes) == 1);
	CHECK(queue_push(queue, &items[0][0]) == OK);
	CHECK(queue_push(queue, &items[0][1]) == OK);
	CHECK(queue_push(queue, &items[0][2]) == OK);
	CHECK(atomic_load(&wakes) == 2);
	/* It took only some, so it is woken for the rest. */
	CHECK(queue_take_all(queue, batch, 1, 0) == 1);
	CHECK(atomic_load(&wakes) == 3);
	CHECK(queue_take_all(queue, batch, 100, 0) == 2);
	CHECK(atomic_load(&wakes) == 3);
	queue_free(queue);
}

static void refuses_when_it_is_full(void)
{
	struct queue *queue = queue_new(3, NULL, NULL);
	int values[5];
	void *batch[5];

	CHECK(queue);
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 3; i++)
			CHECK(queue_push(queue, &values[i]) == OK);
		CHECK(queue_push(queue, &values[3]) == ERROR_BUSY);
		CHECK(queue_length(queue) == 3);
		CHECK(queue_take_all(queue, batch, 1, -1) == 1 && batch[0] == &values[0]);
		CHECK(queue_push(queue, &values[4]) == OK);
		CHECK(queue_take_all(queue, batch, 5, -1) == 3);
		CHECK(batch[0] == &values[1] && batch[1] == &values[2] && batch[2] == &values[4]);
	}
	queue_free(queue);
}

static void *take_and_wait(void *context)
{
	void *batch[4];

	return queue_take_all(context, batch, 4, -1) == 0 ? context : NULL;
}

static void *push_and_wait(void *context)
{
	return queue_push_wait(context, context) == ERROR_BUSY ? context : NULL;
}

static void closing_lets_the_sleepers_go(void)
{
	struct queue *empty = queue_new(4, NULL, NULL);
	struct queue *full = queue_new(1, NULL, NULL);
	pthread_t taker;
	pthread_t pushers[3];
	void *result;
	void *batch[4];

	CHECK(empty && full);
	CHECK(queue_push(full, full) == OK);
	taker = start(take_and_wait, empty);
	for (int i = 0; i < 3; i++)
		pushers[i] = start(push_and_wait, full);
	CHECK(!queue_is_closed(empty));
	queue_close(empty);
	queue_close(full);
	CHECK(pthread_join(taker, &result) == 0 && result == empty);
	for (int i = 0; i < 3; i++)
		CHECK(pthread_join(pushers[i], &result) == 0 && result == full);
	CHECK(queue_is_closed(full));
	CHECK(queue_push(full, full) == ERROR_BUSY);
	CHECK(queue_push_wait(full, full) == ERROR_BUSY);
	CHECK(queue_take_all(full, batch, 4, -1) == 1 && batch[0] == full); /* what is inside can still be taken */
	CHECK(queue_take_all(full, batch, 4, -1) == 0);
	queue_free(empty);
	queue_free(full);
}

static void waits_no_longer_than_told(void)
{
	const struct clock *clock = clock_system();
	struct queue *queue = queue_new(1, NULL, NULL);
	int64_t start_ms = clock->monotonic_ms(clock);
	void *batch[1];

	CHECK(queue);
	CHECK(queue_take_all(queue, batch, 1, 0) == 0);
	CHECK(queue_take_all(queue, batch, 1, 20) == 0);
	CHECK(clock->monotonic_ms(clock) - start_ms >= 20);
	CHECK(queue_push(queue, queue) == OK);
	CHECK(queue_take_all(queue, batch, 1, INT64_MAX) == 1);
	queue_free(queue);
}

static void *push_one(void *context)
{
	CHECK(queue_push(context, context) == OK);
	return NULL;
}

static void the_longest_wait_ends_with_an_item(void)
{
	struct queue *queue = queue_new(1, NULL, NULL);
	void *batch[1];
	pthread_t pusher;

	CHECK(queue);
	pusher = start(push_one, queue);
	CHECK(queue_take_all(queue, batch, 1, INT64_MAX) == 1);
	CHECK(pthread_join(pusher, NULL) == 0);
	queue_free(queue);
}

static void needs_memory_only_to_begin(void)
{
	memory_fail_at(1, 0);
	CHECK(!queue_new(10, NULL, NULL));
	CHECK(!queue_new(SIZE_MAX / 4, NULL, NULL));
	queue_free(NULL);
}

int main(void)
{
	alarm(200); /* a hang is a failure */
	refuses_when_it_is_full();
	wakes_once_while_the_taker_is_away();
	closing_lets_the_sleepers_go();
	waits_no_longer_than_told();
	the_longest_wait_ends_with_an_item();
	needs_memory_only_to_begin();
	loses_nothing_and_keeps_each_pushers_order();
	wakes_an_event_loop_for_every_item();
	puts("queue: 8 tests passed");
	return 0;
}
