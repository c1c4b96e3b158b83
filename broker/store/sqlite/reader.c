/* Readers: connections of their own on a file; on the twin, turns on the one connection. */
#include "base/memory.h"
#include "store/sqlite/head.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

static struct sqlite_reader *of(struct reader *reader)
{
	return (struct sqlite_reader *)reader;
}

/* Asks something of the file, because BEGIN alone takes no snapshot yet. */
static enum error take_snapshot(struct sqlite_reader *reader)
{
	struct sql begin = sql_use(reader->connection, "BEGIN");
	enum error error = sql_run(&begin);
	int64_t last_pos = 0;

	if (error == OK)
		error = head_position(reader->connection, &last_pos);
	return error;
}

static void drop_snapshot(struct sqlite_reader *reader)
{
	if (!connection_is_in_transaction(reader->connection))
		return;
	/* Ending a transaction that wrote nothing cannot fail in a way that matters. */
	struct sql end = sql_use(reader->connection, "ROLLBACK");
	enum error error = sql_run(&end);

	(void)error;
}

enum error sqlite_reader_begin(struct reader *base)
{
	struct sqlite_reader *reader = of(base);
	struct sqlite_store *store = reader->store;
	enum error error;

	if (reader->is_in_snapshot || reader->is_writers_view)
		return ERROR_INTERNAL;
	if (store->is_twin) {
		if (pthread_mutex_lock(&store->twin_lock) != 0)
			return ERROR_BUSY;
		error = store->is_broken ? ERROR_STORE_UNAVAILABLE : OK;
		if (error != OK)
			(void)pthread_mutex_unlock(&store->twin_lock);
	} else {
		error = take_snapshot(reader);
		if (error != OK)
			drop_snapshot(reader);
	}
	reader->is_in_snapshot = error == OK;
	return error;
}

void sqlite_reader_end(struct reader *base)
{
	struct sqlite_reader *reader = of(base);

	if (!reader->is_in_snapshot)
		return;
	reader->is_in_snapshot = false;
	if (reader->store->is_twin)
		(void)pthread_mutex_unlock(&reader->store->twin_lock);
	else
		drop_snapshot(reader);
}

/* A store opened only to look refuses its writer, not its view. */
static enum error enter_view(struct sqlite_store *store)
{
	if (store->is_read_only)
		return store->is_broken ? ERROR_STORE_UNAVAILABLE : OK;
	return writer_enter(store);
}

enum error reader_enter(struct sqlite_reader *reader, bool *is_own_snapshot)
{
	enum error error = OK;

	*is_own_snapshot = false;
	if (reader->is_in_snapshot)
		return OK;
	error = reader->is_writers_view ? enter_view(reader->store) : sqlite_reader_begin(&reader->reader);
	*is_own_snapshot = error == OK;
	return error;
}

void reader_leave(struct sqlite_reader *reader, bool is_own_snapshot)
{
	if (!is_own_snapshot)
		return;
	if (!reader->is_writers_view)
		sqlite_reader_end(&reader->reader);
	else if (!reader->store->is_read_only)
		writer_leave(reader->store);
}

enum error sqlite_reader_open(struct store *base, struct reader **opened)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	struct sqlite_reader *reader = memory_new(sizeof(*reader));
	char why[256];

	if (!reader)
		return ERROR_BUSY;
	reader->reader.driver = base->driver;
	reader->store = store;
	reader->connection = store->is_twin ? &store->connection : &reader->own;
	if (!store->is_twin && connection_open(&reader->own, store->path, CONNECTION_READER, why) != OK) {
		memory_free(reader);
		return ERROR_STORE_UNAVAILABLE;
	}
	*opened = &reader->reader;
	return OK;
}

void sqlite_reader_close(struct reader *base)
{
	struct sqlite_reader *reader = of(base);

	sqlite_reader_end(base);
	connection_close(&reader->own);
	memory_free(reader);
}

struct reader *sqlite_reader(struct store *store)
{
	return &((struct sqlite_store *)store)->view.reader;
}

enum error sqlite_last_pos(struct reader *base, int64_t *pos)
{
	struct sqlite_reader *reader = of(base);
	int64_t last_pos = 0;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = head_position(reader->connection, &last_pos);
	reader_leave(reader, is_own);
	if (error == OK)
		*pos = last_pos;
	return error;
}
