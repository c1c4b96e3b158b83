/* thread.history: a page of a thread's events, its messages as they read now, and who has read how far. */
#include "store/sqlite/log_read.h"
#include "store/sqlite/message_row.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/thread_read.h"

/* The position of the first event of the conversation that is not wanted any more; all are wanted when there is
 * none. */
static enum error find_end(struct query *query, struct conversation_id conversation, int64_t before_seq, int64_t *end)
{
	struct sql sql = sql_use(
		query->connection, "SELECT pos FROM events WHERE conversation = ? AND seq >= ? ORDER BY seq LIMIT 1");
	int64_t pos = 0;
	enum error error;

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, before_seq);
	error = sql_number(&sql, &pos);
	*end = pos != 0 ? pos : INT64_MAX;
	return error;
}

/* Newest first, until the page or the answer is full; *complete when there are no older ones. */
static enum error read_events(
	struct query *query, struct thread_id thread, int64_t end, int64_t limit, struct rows *events, bool *complete)
{
	size_t used = arena_used(query->arena);
	enum error error = OK;
	struct sql sql = sql_use(query->connection, "SELECT " LOG_COLUMNS " FROM events WHERE thread = ? AND pos < ?"
						    " ORDER BY pos DESC LIMIT ?");

	*complete = true;
	sql_put_integer(&sql, thread.pos);
	sql_put_integer(&sql, end);
	sql_put_integer(&sql, limit + 1);
	while (error == OK && sql_step(&sql)) {
		bool is_full = events->count == (size_t)limit || arena_used(query->arena) - used > QUERY_ANSWER_BYTES;
		struct event *event = is_full ? NULL : rows_add(events);

		*complete = !is_full;
		if (is_full)
			break;
		error = event ? log_read(query->connection, &sql, query->arena, event, NULL) : ERROR_BUSY;
		if (event)
			query_hide_txn(query, event);
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

static void reverse(struct rows *rows)
{
	struct event *events = (struct event *)(void *)rows->items;

	for (size_t i = 0; i < rows->count / 2; i++) {
		struct event swapped = events[i];

		events[i] = events[rows->count - 1 - i];
		events[rows->count - 1 - i] = swapped;
	}
}

static enum error read_messages(struct query *query, const struct rows *events, struct list *messages)
{
	const struct event *event = (const struct event *)(const void *)events->items;
	struct rows rows = rows_of(query->arena, sizeof(struct message_row));
	enum error error = OK;

	for (size_t i = 0; error == OK && i < events->count; i++) {
		struct message_row *row;

		if (!message_kind_of(event[i].kind))
			continue;
		row = rows_add(&rows);
		error = row ? message_row_of(query, &event[i], row) : ERROR_BUSY;
	}
	*messages = rows_list(&rows);
	return error;
}

static enum error read_marks(struct query *query, struct thread_id thread, struct list *reads)
{
	struct rows rows = rows_of(query->arena, sizeof(struct read_row));
	struct sql sql = sql_use(
		query->connection, "SELECT person, seq, at FROM reads WHERE thread = ? AND seq > 0 ORDER BY person");

	sql_put_integer(&sql, thread.pos);
	while (sql_step(&sql)) {
		struct read_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, row->person.text, sizeof(row->person.text));
		row->seq = sql_get_integer(&sql);
		row->at = sql_get_integer(&sql);
	}
	*reads = rows_list(&rows);
	return sql_done(&sql);
}

enum error query_thread_history(
	struct query *query, const struct thread_history_args *args, struct thread_history_result *result)
{
	int64_t limit = query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows events = rows_of(query->arena, sizeof(struct event));
	struct thread_row *thread = arena_take(query->arena, sizeof(*thread));
	int64_t end = INT64_MAX;
	bool found = false;
	enum error error = thread ? thread_read(query, args->thread, thread, &found) : ERROR_BUSY;

	if (error == OK && !found)
		return ERROR_NOT_FOUND;
	if (error == OK && args->before != 0)
		error = find_end(query, thread->conversation, args->before, &end);
	if (error == OK)
		error = read_events(query, args->thread, end, limit, &events, &result->complete);
	if (error != OK)
		return error;
	reverse(&events);
	result->thread = thread;
	result->events = rows_list(&events);
	error = read_messages(query, &events, &result->messages);
	return error == OK ? read_marks(query, args->thread, &result->reads) : error;
}
