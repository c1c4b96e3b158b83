#include "store/sqlite/rebuild.h"

#include <stdio.h>

#include "store/sqlite/hooks.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/project.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/search_index.h"

enum { EVENT_ARENA_BYTES = 4 * 1024 * 1024 };

static enum error empty_tables(struct sqlite_store *store)
{
	size_t count;
	const struct projection *projections = schema_projections(&count);
	enum error error = connection_run(&store->connection, "INSERT INTO search(search) VALUES('delete-all')");

	for (size_t i = 0; error == OK && i < count; i++) {
		char sql[80];

		(void)snprintf(sql, sizeof(sql), "DELETE FROM %s", projections[i].table);
		error = connection_run(&store->connection, sql);
	}
	store->indexed_upto = 0;
	return error;
}

static enum error project_row(struct sqlite_store *store, struct sql *sql)
{
	struct arena *arena = arena_new(EVENT_ARENA_BYTES);
	struct event event;
	enum error error = arena ? log_read(&store->connection, sql, arena, &event, NULL) : ERROR_BUSY;

	if (error == OK)
		error = project(store, &event);
	arena_free(arena);
	return error;
}

static enum error replay(struct sqlite_store *store)
{
	struct sql sql = sql_use(&store->connection, "SELECT " LOG_COLUMNS " FROM events ORDER BY pos");
	enum error error = OK;

	while (error == OK && sql_step(&sql))
		error = project_row(store, &sql);
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

/* All or nothing: whoever reads meanwhile sees the tables as they were. */
enum error sqlite_rebuild(struct store *base)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = sqlite_begin(base);

	if (error != OK)
		return error;
	error = empty_tables(store);
	if (error == OK)
		error = replay(store);
	if (error == OK)
		error = search_index_advance(store, INT64_MAX);
	if (error == OK)
		error = connection_run(&store->connection, "DELETE FROM chores WHERE name = 'rebuild'");
	if (error == OK)
		return sqlite_commit(base);
	sqlite_rollback(base);
	return error;
}

enum error rebuild_if_owed(struct sqlite_store *store)
{
	int64_t is_owed = 0;
	enum error error =
		connection_number(&store->connection, "SELECT count(*) FROM chores WHERE name = 'rebuild'", &is_owed);

	if (error == OK && is_owed != 0)
		error = sqlite_rebuild(&store->store);
	return error;
}
