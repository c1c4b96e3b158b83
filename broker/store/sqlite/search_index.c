#include "store/sqlite/search_index.h"

#include "store/sqlite/hooks.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/statement.h"

enum {
	EVENT_ARENA_BYTES = 16 * 1024 * 1024, /* a message with its newest amendment */
	CATCH_UP_EVENTS = 1024
};

enum error search_index_mark(struct connection *connection, int64_t *upto)
{
	struct sql sql = sql_use(connection, "SELECT upto FROM search_mark");

	return sql_number(&sql, upto);
}

int64_t search_index_tail(const struct sqlite_store *store)
{
	return store->head.pos - store->indexed_upto;
}

/* A message is taken in as it reads now; one that was redacted meanwhile is not. */
static enum error index_message(struct sqlite_store *store, const struct event *event, struct arena *arena)
{
	struct message_now now;
	struct buffer words = {0};
	enum error error = message_complete(&store->connection, event, arena, &now);

	if (error != OK || now.redacted_pos != 0)
		return error;
	message_text_index(&now.text, &words);
	if (words.failed)
		error = ERROR_BUSY;
	else if (words.length > 0)
		error = search_write(&store->connection, SEARCH_ADD, event, buffer_text(&words));
	buffer_deinit(&words);
	return error;
}

static enum error index_row(struct sqlite_store *store, struct sql *sql, int64_t *pos)
{
	struct arena *arena = arena_new(EVENT_ARENA_BYTES);
	struct event event;
	enum error error = arena ? log_read(&store->connection, sql, arena, &event, NULL) : ERROR_BUSY;

	if (error == OK)
		*pos = event.pos;
	if (error == OK && message_kind_of(event.kind))
		error = index_message(store, &event, arena);
	arena_free(arena);
	return error;
}

enum error search_index_advance(struct sqlite_store *store, int64_t most_events)
{
	struct sql rows =
		sql_use(&store->connection, "SELECT " LOG_COLUMNS " FROM events WHERE pos > ? ORDER BY pos LIMIT ?");
	int64_t upto = store->indexed_upto;
	enum error error = OK;

	sql_put_integer(&rows, upto);
	sql_put_integer(&rows, most_events);
	while (error == OK && sql_step(&rows))
		error = index_row(store, &rows, &upto);
	enum error done = sql_done(&rows);
	if (error == OK)
		error = done;
	if (error != OK)
		return error;
	struct sql mark = sql_use(&store->connection, "UPDATE search_mark SET upto = ?");
	sql_put_integer(&mark, upto);
	error = sql_run(&mark);
	if (error == OK)
		store->indexed_upto = upto;
	return error;
}

enum error search_index_slice(struct sqlite_store *store, int64_t most_events)
{
	enum error error = sqlite_begin(&store->store);

	if (error != OK)
		return error;
	error = search_index_advance(store, most_events);
	if (error == OK)
		return sqlite_commit(&store->store);
	sqlite_rollback(&store->store);
	return error;
}

enum error search_index_catch_up(struct sqlite_store *store)
{
	enum error error = OK;

	while (error == OK && search_index_tail(store) > 0)
		error = search_index_slice(store, CATCH_UP_EVENTS);
	return error;
}
