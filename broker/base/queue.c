#define _POSIX_C_SOURCE 200809L

#include "base/queue.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/memory.h"

/* What keeps a deadline from overflowing; nobody waits that long. */
enum { LONGEST_WAIT_MS = 24 * 3600 * 1000 };

struct queue {
	pthread_mutex_t lock; /* guards all that follows it but wake, context and capacity, which never change */
	pthread_cond_t has_items;
	pthread_cond_t has_room;
	void (*wake)(void *context);
	void *context;
	size_t capacity;
	size_t first;        /* where the oldest item is */
	size_t length;       /* items inside */
	size_t room_waiters; /* pushers asleep */
	bool taker_waits;    /* it sleeps in queue_take_all, and nobody roused it yet */
	bool is_woken;       /* roused or woken since it last took */
	bool is_closed;
	void *items[];
};

/* Deadlines are counted on the clock that nobody can set. */
static bool init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	bool is_made;

	if (pthread_condattr_init(&attributes) != 0)
		return false;
	is_made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
		  pthread_cond_init(condition, &attributes) == 0;
	pthread_condattr_destroy(&attributes);
	return is_made;
}

static bool init_lock(struct queue *queue)
{
	if (!init_condition(&queue->has_items))
		return false;
	if (!init_condition(&queue->has_room)) {
		pthread_cond_destroy(&queue->has_items);
		return false;
	}
	if (pthread_mutex_init(&queue->lock, NULL) != 0) {
		pthread_cond_destroy(&queue->has_room);
		pthread_cond_destroy(&queue->has_items);
		return false;
	}
	return true;
}

struct queue *queue_new(size_t capacity, void (*wake)(void *context), void *context)
{
	struct queue *queue;

	assert(capacity > 0);
	if (capacity > (SIZE_MAX - sizeof(*queue)) / sizeof(queue->items[0]))
		return NULL;
	queue = memory_new(sizeof(*queue) + capacity * sizeof(queue->items[0]));
	if (!queue)
		return NULL;
	if (!init_lock(queue)) {
		memory_free(queue);
		return NULL;
	}
	queue->wake = wake;
	queue->context = context;
	queue->capacity = capacity;
	return queue;
}

void queue_free(struct queue *queue)
{
	if (!queue)
		return;
	pthread_mutex_destroy(&queue->lock);
	pthread_cond_destroy(&queue->has_room);
	pthread_cond_destroy(&queue->has_items);
	memory_free(queue);
}

/* With the lock held: rouses a taker that waits here, or says that one in an event loop is to be woken once unlocked. */
static bool rouse_taker(struct queue *queue)
{
	if (queue->taker_waits) {
		pthread_cond_signal(&queue->has_items);
		queue->taker_waits = false;
		queue->is_woken = true;
		return false;
	}
	if (!queue->wake || queue->is_woken)
		return false;
	queue->is_woken = true;
	return true;
}

static enum error push(struct queue *queue, void *item, bool can_wait)
{
	bool must_wake = false;
	enum error error = ERROR_BUSY;

	pthread_mutex_lock(&queue->lock);
	while (can_wait && !queue->is_closed && queue->length == queue->capacity) {
		queue->room_waiters++;
		pthread_cond_wait(&queue->has_room, &queue->lock);
		queue->room_waiters--;
	}
	if (!queue->is_closed && queue->length < queue->capacity) {
		queue->items[(queue->first + queue->length) % queue->capacity] = item;
		queue->length++;
		must_wake = rouse_taker(queue);
		error = OK;
	}
	pthread_mutex_unlock(&queue->lock);
	if (must_wake)
		queue->wake(queue->context);
	return error;
}

enum error queue_push(struct queue *queue, void *item)
{
	return push(queue, item, false);
}

enum error queue_push_wait(struct queue *queue, void *item)
{
	return push(queue, item, true);
}

static struct timespec deadline_after(int64_t wait_ms)
{
	int64_t capped_ms = wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS;
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += (time_t)(capped_ms / 1000);
	deadline.tv_nsec += (long)(capped_ms % 1000) * 1000000;
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000;
	}
	return deadline;
}

/* With the lock held: waits until there is an item, the queue closes or the time is over. */
static void wait_for_items(struct queue *queue, int64_t wait_ms)
{
	struct timespec deadline = {0};
	int result = 0;

	if (wait_ms > 0)
		deadline = deadline_after(wait_ms);
	while (queue->length == 0 && !queue->is_closed && result != ETIMEDOUT) {
		queue->taker_waits = true;
		if (wait_ms < 0)
			pthread_cond_wait(&queue->has_items, &queue->lock);
		else
			result = pthread_cond_timedwait(&queue->has_items, &queue->lock, &deadline);
	}
	queue->taker_waits = false;
}

size_t queue_take_all(struct queue *queue, void **items, size_t most, int64_t wait_ms)
{
	size_t taken;
	bool must_wake;

	pthread_mutex_lock(&queue->lock);
	if (wait_ms != 0 && queue->length == 0)
		wait_for_items(queue, wait_ms);
	for (taken = 0; taken < most && queue->length > 0; taken++, queue->length--) {
		items[taken] = queue->items[queue->first];
		queue->first = (queue->first + 1) % queue->capacity;
	}
	if (taken > 0 && queue->room_waiters > 0)
		pthread_cond_broadcast(&queue->has_room);
	/* What is left must not lie there until somebody pushes again. */
	queue->is_woken = queue->length > 0;
	must_wake = queue->wake && queue->length > 0;
	pthread_mutex_unlock(&queue->lock);
	if (must_wake)
		queue->wake(queue->context);
	return taken;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->is_closed = true;
	pthread_cond_broadcast(&queue->has_items);
	pthread_cond_broadcast(&queue->has_room);
	pthread_mutex_unlock(&queue->lock);
}

bool queue_is_closed(struct queue *queue)
{
	bool is_closed;

	pthread_mutex_lock(&queue->lock);
	is_closed = queue->is_closed;
	pthread_mutex_unlock(&queue->lock);
	return is_closed;
}

size_t queue_length(struct queue *queue)
{
	size_t length;

	pthread_mutex_lock(&queue->lock);
	length = queue->length;
	pthread_mutex_unlock(&queue->lock);
	return length;
}
