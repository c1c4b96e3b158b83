/* session.list: where I am signed in. */
#include <string.h>

#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_row(struct sql *sql, const struct query *query, struct session_row *row)
{
	row->session.pos = sql_get_integer(sql);
	sql_get_string(sql, row->device.text, sizeof(row->device.text));
	row->browser = sql_get_text(sql, query->arena);
	row->started_at = sql_get_integer(sql);
	row->used_at = sql_get_integer(sql);
	row->ends_at = sql_get_integer(sql);
	row->current = strcmp(row->device.text, query->command->device.text) == 0;
}

enum error query_session_list(
	struct query *query, const struct session_list_args *args, struct session_list_result *result)
{
	struct rows rows = rows_of(query->arena, sizeof(struct session_row));
	struct sql sql =
		sql_use(query->connection, "SELECT id, device, browser, started_at, used_at, ends_at FROM sessions"
					   " WHERE person = ? AND ends_at > ? ORDER BY id DESC LIMIT ?");

	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, query->facts->now_ms);
	sql_put_integer(&sql, query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS));
	while (sql_step(&sql)) {
		struct session_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_row(&sql, query, row);
	}
	result->sessions = rows_list(&rows);
	return sql_done(&sql);
}
