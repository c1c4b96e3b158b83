/* Every row of every projection as text, for comparing what grew with what was rebuilt. */
#include <stdio.h>

#include "store/sqlite/hooks.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/search_index.h"
#include "store/sqlite/sqlite_store.h"

static void put_row(sqlite3_stmt *statement, const char *table, struct buffer *out)
{
	buffer_append_string(out, table);
	for (int i = 0; i < sqlite3_column_count(statement); i++) {
		const char *value = (const char *)sqlite3_column_text(statement, i);

		buffer_append_format(
			out, "%s%s=%s", i == 0 ? " " : "|", sqlite3_column_name(statement, i), value ? value : "NULL");
	}
	buffer_append(out, "\n", 1);
}

static enum error dump_rows(struct connection *connection, const char *table, const char *query, struct buffer *out)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(connection->db, query, -1, &statement, NULL);

	if (code != SQLITE_OK)
		return connection_error(code);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		put_row(statement, table, out);
	sqlite3_finalize(statement);
	return connection_error(code);
}

/* The index holds no words to list, but its vocabulary can be: every token, where it stands. */
static enum error dump_search(struct connection *connection, struct buffer *out)
{
	enum error error = connection_run(connection, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_tokens"
						      " USING fts5vocab(main, search, instance)");

	if (error == OK)
		error = dump_rows(connection, "search",
			"SELECT term, doc, col, offset FROM temp.search_tokens ORDER BY doc, col, offset", out);
	return error;
}

static enum error dump_tables(struct connection *connection, struct buffer *out)
{
	size_t count;
	const struct projection *projections = schema_projections(&count);
	enum error error = OK;

	for (size_t i = 0; error == OK && i < count; i++) {
		char query[120];

		(void)snprintf(query, sizeof(query), "SELECT * FROM %s ORDER BY %s", projections[i].table,
			projections[i].order);
		error = dump_rows(connection, projections[i].table, query, out);
	}
	return error == OK ? dump_search(connection, out) : error;
}

enum error sqlite_dump_projections(struct store *base, struct buffer *out)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = search_index_catch_up(store);

	if (error == OK)
		error = writer_enter(store);
	if (error != OK)
		return error;
	error = dump_tables(&store->connection, out);
	writer_leave(store);
	return error == OK && out->failed ? ERROR_BUSY : error;
}
