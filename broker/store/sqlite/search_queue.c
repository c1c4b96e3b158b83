#include "store/sqlite/search_queue.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/sqlite/statement.h"

struct search_entry {
	enum search_change change;
	int64_t message;
	int64_t conversation;
	int64_t thread;
	size_t start; /* in words */
	size_t length;
};

enum { FIRST_CAPACITY = 64 };

void search_queue_deinit(struct search_queue *queue)
{
	memory_free(queue->entries);
	buffer_deinit(&queue->words);
	*queue = (struct search_queue){0};
}

static enum error make_room(struct search_queue *queue)
{
	size_t capacity = queue->capacity > 0 ? queue->capacity * 2 : FIRST_CAPACITY;
	struct search_entry *entries;

	if (queue->count < queue->capacity)
		return OK;
	entries = memory_resize(queue->entries, capacity * sizeof(*entries));
	if (!entries)
		return ERROR_BUSY;
	queue->entries = entries;
	queue->capacity = capacity;
	return OK;
}

enum error search_queue_add(struct search_queue *queue, enum search_change change, struct message_id message,
	struct conversation_id conversation, struct thread_id thread, struct text words)
{
	size_t start = queue->words.length;
	enum error error = make_room(queue);

	if (error != OK || words.length == 0)
		return error;
	buffer_append_text(&queue->words, words);
	if (queue->words.failed)
		return ERROR_BUSY;
	queue->entries[queue->count++] = (struct search_entry){
		.change = change,
		.message = message.pos,
		.conversation = conversation.pos,
		.thread = thread.pos,
		.start = start,
		.length = words.length,
	};
	return OK;
}

struct search_mark search_queue_mark(const struct search_queue *queue)
{
	return (struct search_mark){queue->count, queue->words.length};
}

void search_queue_return(struct search_queue *queue, struct search_mark mark)
{
	queue->count = mark.count;
	queue->words.length = mark.words_length;
	queue->words.failed = false;
}

static enum error write_entry(struct connection *connection, const struct search_entry *entry, struct text words)
{
	static const char *const statements[] = {
		[SEARCH_ADD] = "INSERT INTO search(rowid, scope, body) VALUES(?, ?, ?)",
		[SEARCH_REMOVE] = "INSERT INTO search(search, rowid, scope, body) VALUES('delete', ?, ?, ?)",
	};
	struct sql sql = sql_use(connection, statements[entry->change]);
	char scope[64];

	(void)snprintf(scope, sizeof(scope), "c%" PRId64 " t%" PRId64, entry->conversation, entry->thread);
	sql_put_integer(&sql, entry->message);
	sql_put_string(&sql, scope);
	sql_put_text(&sql, words);
	return sql_run(&sql);
}

enum error search_write(
	struct connection *connection, enum search_change change, const struct event *message, struct text words)
{
	const struct search_entry entry = {.change = change,
		.message = message->pos,
		.conversation = message->conversation.pos,
		.thread = message->thread.pos};

	return write_entry(connection, &entry, words);
}

enum error search_queue_flush(struct search_queue *queue, struct connection *connection)
{
	enum error error = OK;

	for (size_t i = 0; error == OK && i < queue->count; i++) {
		struct search_entry *entry = &queue->entries[i];

		error = write_entry(connection, entry, (struct text){queue->words.data + entry->start, entry->length});
	}
	search_queue_return(queue, (struct search_mark){0});
	return error;
}
