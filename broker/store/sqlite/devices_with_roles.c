/* The devices of everybody who has one of some roles. */
#include "store/sqlite/hooks.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

static enum error find(struct connection *connection, uint32_t roles, struct arena *arena, struct list *devices)
{
	struct rows rows = rows_of(arena, sizeof(struct device_id));
	struct sql sql =
		sql_use(connection, "SELECT d.id FROM people AS p JOIN devices AS d ON d.person = p.id"
				    " WHERE p.roles & ? AND p.is_suspended = 0 AND d.is_revoked = 0 ORDER BY d.id");
	enum error error;

	sql_put_integer(&sql, roles);
	while (sql_step(&sql)) {
		struct device_id *device = rows_add(&rows);

		if (!device) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, device->text, sizeof(device->text));
	}
	error = sql_done(&sql);
	if (error == OK)
		*devices = rows_list(&rows);
	return error;
}

enum error sqlite_devices_with_roles(struct reader *base, uint32_t roles, struct arena *arena, struct list *devices)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = find(reader->connection, roles, arena, devices);
	reader_leave(reader, is_own);
	return error;
}
