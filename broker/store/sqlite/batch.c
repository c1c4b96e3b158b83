/* The batch of the writer: one transaction, one savepoint at a time inside it. */
#include "store/sqlite/hooks.h"
#include "store/sqlite/maintain.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"
#include "store/sqlite/tidemark.h"

static struct sqlite_store *of(struct store *store)
{
	return (struct sqlite_store *)store;
}

enum error writer_enter(struct sqlite_store *store)
{
	if (store->is_broken || store->is_read_only)
		return ERROR_STORE_UNAVAILABLE;
	if (store->is_twin && !store->is_in_batch && pthread_mutex_lock(&store->twin_lock) != 0)
		return ERROR_BUSY;
	return OK;
}

void writer_leave(struct sqlite_store *store)
{
	if (store->is_twin && !store->is_in_batch)
		(void)pthread_mutex_unlock(&store->twin_lock);
}

enum error batch_check(const struct sqlite_store *store)
{
	bool is_alive = store->is_in_batch && !store->is_broken && !store->is_spoiled;

	return is_alive && connection_is_in_transaction(&store->connection) ? OK : ERROR_STORE_UNAVAILABLE;
}

/* Asked before anything else is asked of the connection: a file that is damaged is looked over before it is used again. */
static void note_suspicion(struct sqlite_store *store)
{
	int code = sqlite3_errcode(store->connection.db);

	if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
		store->is_suspect = true;
}

enum error batch_spoil(struct sqlite_store *store, enum error error)
{
	if (error != OK)
		note_suspicion(store);
	if (error != OK && store->is_in_batch)
		store->is_spoiled = true;
	/* Outside of a batch it was a commit of its own: whether it is on disk is unknown (settle.h). */
	if (error == ERROR_STORE_UNAVAILABLE && !store->is_in_batch)
		store->is_broken = true;
	return error;
}

/* Back to before the batch, in memory. */
static void leave_batch(struct sqlite_store *store)
{
	search_queue_return(&store->search, (struct search_mark){0});
	store->is_in_batch = false;
	store->has_savepoint = false;
	store->is_spoiled = false;
	writer_leave(store);
}

enum error sqlite_begin(struct store *base)
{
	struct sqlite_store *store = of(base);
	enum error error;

	if (store->is_in_batch)
		return ERROR_INTERNAL;
	error = writer_enter(store);
	if (error != OK)
		return error;
	/* IMMEDIATE: a batch that could not be written is refused now. */
	struct sql sql = sql_use(&store->connection, "BEGIN IMMEDIATE");
	error = sql_run(&sql);
	if (error != OK) {
		writer_leave(store);
		return error;
	}
	store->is_in_batch = true;
	store->is_spoiled = false;
	store->has_savepoint = false;
	store->head_at_begin = store->head;
	store->indexed_upto_at_begin = store->indexed_upto;
	return OK;
}

/* Whether it happened after all is unknown when COMMIT itself failed: only a look at the file will tell. */
static void break_store(struct sqlite_store *store)
{
	store->is_broken = true; /* first: the twin's readers come in when the batch is left */
	sqlite_rollback(&store->store);
}

enum error sqlite_commit(struct store *base)
{
	struct sqlite_store *store = of(base);
	bool has_search = store->search.count > 0 || store->indexed_upto > store->indexed_upto_at_begin;
	enum error error = store->is_spoiled ? ERROR_STORE_UNAVAILABLE : OK;

	if (store->is_broken || !store->is_in_batch)
		return ERROR_STORE_UNAVAILABLE;
	if (error == OK)
		error = search_queue_flush(&store->search, &store->connection);
	if (error == OK && !connection_is_in_transaction(&store->connection))
		error = ERROR_STORE_UNAVAILABLE;
	if (error == OK) {
		struct sql sql = sql_use(&store->connection, "COMMIT");

		error = sql_run(&sql);
	}
	if (error != OK) {
		break_store(store);
		return ERROR_STORE_UNAVAILABLE;
	}
	store->may_merge_search = store->may_merge_search || has_search;
	if (store->lock_file >= 0 && store->head.pos != store->head_at_begin.pos)
		tidemark_write(store->lock_file, store->head.pos);
	leave_batch(store);
	maintain_after_commit(store);
	return OK;
}

void sqlite_rollback(struct store *base)
{
	struct sqlite_store *store = of(base);

	if (!store->is_in_batch)
		return;
	note_suspicion(store);
	if (connection_is_in_transaction(&store->connection)) {
		struct sql sql = sql_use(&store->connection, "ROLLBACK");

		if (sql_run(&sql) != OK && connection_is_in_transaction(&store->connection))
			store->is_broken = true;
	}
	store->head = store->head_at_begin;
	store->indexed_upto = store->indexed_upto_at_begin;
	leave_batch(store);
}

enum error sqlite_savepoint(struct store *base)
{
	struct sqlite_store *store = of(base);
	enum error error;

	if (store->is_broken || !store->is_in_batch || !connection_is_in_transaction(&store->connection))
		return ERROR_STORE_UNAVAILABLE;
	if (store->has_savepoint)
		return ERROR_INTERNAL;
	struct sql sql = sql_use(&store->connection, "SAVEPOINT command");
	error = batch_spoil(store, sql_run(&sql));
	if (error != OK)
		return error;
	store->has_savepoint = true;
	store->head_at_savepoint = store->head;
	store->search_at_savepoint = search_queue_mark(&store->search);
	store->is_spoiled_at_savepoint = store->is_spoiled;
	return OK;
}

enum error sqlite_release(struct store *base)
{
	struct sqlite_store *store = of(base);

	if (store->is_broken || !store->has_savepoint || store->is_spoiled)
		return ERROR_STORE_UNAVAILABLE;
	struct sql sql = sql_use(&store->connection, "RELEASE command");
	store->has_savepoint = false;
	return batch_spoil(store, sql_run(&sql));
}

void sqlite_undo(struct store *base)
{
	struct sqlite_store *store = of(base);

	if (!store->has_savepoint)
		return;
	struct sql back = sql_use(&store->connection, "ROLLBACK TO command");
	enum error error = sql_run(&back);

	if (error == OK) {
		struct sql release = sql_use(&store->connection, "RELEASE command");

		error = sql_run(&release);
	}
	store->head = store->head_at_savepoint;
	search_queue_return(&store->search, store->search_at_savepoint);
	store->has_savepoint = false;
	/* When SQLite has ended the transaction by itself, what came before the savepoint is lost with it. */
	store->is_spoiled = store->is_spoiled_at_savepoint || error != OK;
}

int64_t sqlite_writer_last_pos(const struct store *store)
{
	return ((const struct sqlite_store *)store)->head.pos;
}
