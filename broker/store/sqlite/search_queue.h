/*
 * What a batch changes in entries that the search index has already: kept in memory and written right before COMMIT,
 * which is twice as fast as doing it in between. New messages are taken in later: search_index.h.
 *
 * Layer: store, SQLite driver. Thread: the writer's. Owns its entries.
 */
#ifndef STORE_SQLITE_SEARCH_QUEUE_H
#define STORE_SQLITE_SEARCH_QUEUE_H

#include "base/buffer.h"
#include "core/event.h"
#include "store/sqlite/connection.h"

enum search_change { SEARCH_ADD, SEARCH_REMOVE };

struct search_entry;

struct search_queue {
	struct search_entry *entries;
	size_t count;
	size_t capacity;
	struct buffer words; /* of all entries */
};

/* A place in the queue to go back to. */
struct search_mark {
	size_t count;
	size_t words_length;
};

void search_queue_deinit(struct search_queue *queue);

/* Writes one change of a message's entry to the index at once; to remove it, words must be those it was added with. */
MUST_USE enum error search_write(
	struct connection *connection, enum search_change change, const struct event *message, struct text words);

/* Queues a change for a message. To remove an entry, words must be exactly those it was added with; no words, no entry.
 * ERROR_BUSY with no memory. */
MUST_USE enum error search_queue_add(struct search_queue *queue, enum search_change change, struct message_id message,
	struct conversation_id conversation, struct thread_id thread, struct text words);

/* For undoing one command of the batch. */
struct search_mark search_queue_mark(const struct search_queue *queue);
void search_queue_return(struct search_queue *queue, struct search_mark mark);

/* Writes all to the index, in order, and empties the queue. */
MUST_USE enum error search_queue_flush(struct search_queue *queue, struct connection *connection);

#endif
