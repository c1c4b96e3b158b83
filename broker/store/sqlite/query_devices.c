/* device.list: devices by their names; who is no administrator sees their own. */
#include "base/text.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_row(struct sql *sql, struct arena *arena, struct device_row *row)
{
	sql_get_string(sql, row->device.text, sizeof(row->device.text));
	sql_get_string(sql, row->person.text, sizeof(row->person.text));
	row->display_name = sql_get_text(sql, arena);
	row->revoked = sql_get_integer(sql) != 0;
}

/* Whose devices are meant; "": everybody's. */
static const char *whose(const struct query *query, const struct device_list_args *args)
{
	const struct person_facts *actor = &query->facts->actor;

	if (args->person.text[0])
		return args->person.text;
	return actor->roles & SET_OF(ROLE_ADMINISTRATOR) ? "" : actor->id.text;
}

enum error query_device_list(
	struct query *query, const struct device_list_args *args, struct device_list_result *result)
{
	size_t limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct device_row));
	struct sql sql = sql_use(query->connection,
		"SELECT d.id, d.person, p.display_name, d.is_revoked FROM devices AS d"
		" JOIN people AS p ON p.id = d.person WHERE d.id > ?1 AND (?2 IS NULL OR d.person = ?2)"
		" ORDER BY d.id LIMIT ?3");

	sql_put_text(&sql, text_of(args->after.text));
	sql_put_string(&sql, whose(query, args));
	sql_put_integer(&sql, (int64_t)limit + 1);
	result->complete = true;
	while (result->complete && sql_step(&sql)) {
		struct device_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		result->complete = rows.count <= limit;
		if (result->complete)
			read_row(&sql, query->arena, row);
		else
			rows_drop(&rows);
	}
	result->devices = rows_list(&rows);
	return sql_done(&sql);
}
