/*
 * A bounded queue between threads: the only place where threads meet.
 *
 * Layer: base. Thread: any number of pushers, one taker. Owns its slots, borrows what passes through.
 * The taker is woken only when it may be asleep: either it waits in queue_take_all, or it runs an event loop and gave a
 * wake function, which is called at most once until it next takes; one that takes only some is woken again for the
 * rest.
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corridor/errors.h"

struct queue;

/* A queue of at most capacity items. wake may be NULL; it is called from pushers' threads, and from the taker's
 * own when it left some, with no lock held; it may come late, when there is nothing to take any more.
 * NULL with no memory. */
struct queue *queue_new(size_t capacity, void (*wake)(void *context), void *context);

/* Frees the queue; NULL is fine. Nobody may use it any more; items still inside are the caller's loss. */
void queue_free(struct queue *queue);

/* Puts an item at the end. ERROR_BUSY when it is full or closed. */
MUST_USE enum error queue_push(struct queue *queue, void *item);

/* Waits for room. ERROR_BUSY when it is closed. */
MUST_USE enum error queue_push_wait(struct queue *queue, void *item);

/* Moves up to most items into items, oldest first, and returns how many. Waits up to wait_ms for the first one
 * (0: does not wait; -1: until one comes or the queue closes). */
size_t queue_take_all(struct queue *queue, void **items, size_t most, int64_t wait_ms);

/* From now on pushes fail and takers do not wait; what is inside can still be taken. Rouses whoever
 * waits in a call; wake is not called. */
void queue_close(struct queue *queue);

bool queue_is_closed(struct queue *queue);
size_t queue_length(struct queue *queue);

#endif
