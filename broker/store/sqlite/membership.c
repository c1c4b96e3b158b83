#include "store/sqlite/membership.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum error membership_list(
	struct connection *connection, const struct person_id *person, struct arena *arena, struct list *memberships)
{
	struct rows rows = rows_of(arena, sizeof(struct membership));
	struct sql sql =
		sql_use(connection, "SELECT conversation, side FROM members WHERE person = ? ORDER BY conversation");
	enum error error;

	sql_put_string(&sql, person->text);
	while (sql_step(&sql)) {
		struct membership *membership = rows_add(&rows);

		if (!membership) {
			sql.error = ERROR_BUSY;
			break;
		}
		membership->conversation.pos = sql_get_integer(&sql);
		membership->side = (enum side)sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	if (error == OK)
		*memberships = rows_list(&rows);
	return error;
}

struct list membership_only(const struct list *memberships, struct conversation_id conversation)
{
	const struct membership *items = memberships->items;

	for (size_t i = 0; i < memberships->count; i++) {
		if (items[i].conversation.pos == conversation.pos)
			return (struct list){&items[i], 1};
	}
	return (struct list){0};
}

bool membership_has(const struct list *memberships, struct conversation_id conversation)
{
	return membership_only(memberships, conversation).count > 0;
}
