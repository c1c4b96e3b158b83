/* The devices that must not be let in. */
#include "store/sqlite/hooks.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/statement.h"

static enum error find(struct connection *connection, struct arena *arena, struct list *devices)
{
	struct rows rows = rows_of(arena, sizeof(struct device_id));
	struct sql sql = sql_use(connection, "SELECT d.id FROM devices AS d LEFT JOIN people AS p ON p.id = d.person"
					     " WHERE d.is_revoked OR p.is_suspended ORDER BY d.id");
	enum error error;

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

enum error sqlite_refused_devices(struct reader *base, struct arena *arena, struct list *devices)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = find(reader->connection, arena, devices);
	reader_leave(reader, is_own);
	return error;
}
