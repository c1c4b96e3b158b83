/* The log: the only place that writes events. */
#include "base/text.h"
#include "store/sqlite/chain.h"
#include "store/sqlite/head.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"
#include "store/sqlite/words.h"

/* Gives the event its place; where the decision foresaw one, it must be that. A restored record alone leaves positions out. */
static enum error place(struct sqlite_store *store, struct event *event)
{
	bool leaps = event->kind == EVENT_record_restored && event->pos > store->head.pos;
	int64_t pos = leaps ? event->pos : store->head.pos + 1;
	int64_t seq = 0;
	enum error error = OK;

	if (event->conversation.pos != 0) {
		error = head_seq(&store->connection, event->conversation, &seq);
		seq++;
	}
	if (error != OK)
		return error;
	if ((event->pos != 0 && event->pos != pos) || (event->seq != 0 && event->seq != seq))
		return ERROR_INTERNAL;
	event->pos = pos;
	event->seq = seq;
	return OK;
}

static enum error insert(
	struct sqlite_store *store, const struct event *event, struct text data, const struct digest *hash)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO events(" LOG_COLUMNS ", hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_integer(&sql, event->pos);
	sql_put_optional(&sql, event->conversation.pos);
	sql_put_optional(&sql, event->seq);
	sql_put_optional(&sql, event->thread.pos);
	sql_put_string(&sql, event_row(event->kind)->wire);
	sql_put_integer(&sql, event->at_ms);
	sql_put_string(&sql, event->by.text);
	sql_put_string(&sql, event->device.text);
	sql_put_string(&sql, event->txn.text);
	sql_put_bytes(&sql, data.data, data.length);
	sql_put_bytes(&sql, hash->bytes, DIGEST_BYTES);
	return sql_run(&sql);
}

static enum error append_one(struct sqlite_store *store, struct event *event)
{
	const struct event_row *row = event_row(event->kind);
	struct words_keeper keeper;
	struct digest hash;
	enum error error = place(store, event);

	if (error != OK)
		return error;
	keeper = words_keeper_of(&store->connection, event->pos);
	buffer_clear(&store->encoding);
	error = record_encode(row->data, event->data, &keeper.sink, &store->encoding);
	if (error == OK && store->encoding.failed)
		error = ERROR_BUSY;
	if (error == OK)
		error = chain_hash(&store->head.hash, event, text_of(row->wire), buffer_text(&store->encoding),
			&store->header, &hash);
	if (error == OK)
		error = insert(store, event, buffer_text(&store->encoding), &hash);
	if (error == OK)
		error = project(store, event);
	if (error == OK)
		store->head = (struct log_head){event->pos, hash};
	return error;
}

enum error sqlite_append(struct store *base, struct event *events, size_t count)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = batch_check(store);

	for (size_t i = 0; error == OK && i < count; i++)
		error = batch_spoil(store, append_one(store, &events[i]));
	return error;
}
