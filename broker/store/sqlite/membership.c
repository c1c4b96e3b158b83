#include "store/sqlite/membership.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum error membership_list(
	struct connection *connection, const struct person_id *person, struct arena *arena, struct list *memberships)
{
	struct rows rows = rows_of(arena, sizeof(struct membership));
	struct sql sql = sql_use(connection,
		"SELECT conversation, side, 0 FROM members WHERE person = ?1"
		" UNION ALL SELECT conversation, ?2, thread FROM guests WHERE person = ?1 AND left = 0"
		" AND conversation NOT IN (SELECT conversation FROM members WHERE person = ?1)"
		" ORDER BY 1, 3");
	enum error error;

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, SIDE_GUEST);
	while (sql_step(&sql)) {
		struct membership *membership = rows_add(&rows);

		if (!membership) {
			sql.error = ERROR_BUSY;
			break;
		}
		membership->conversation.pos = sql_get_integer(&sql);
		membership->side = (enum side)sql_get_integer(&sql);
		membership->only.pos = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	if (error == OK)
		*memberships = rows_list(&rows);
	return error;
}

/* Those of one conversation stand together: a member's one, or a guest's, one for each thread. */
struct list membership_only(const struct list *memberships, struct conversation_id conversation)
{
	const struct membership *items = memberships->items;
	size_t first = 0;
	size_t count = 0;

	while (first < memberships->count && items[first].conversation.pos != conversation.pos)
		first++;
	while (first + count < memberships->count && items[first + count].conversation.pos == conversation.pos)
		count++;
	return (struct list){count > 0 ? &items[first] : NULL, count};
}

bool membership_has(const struct list *memberships, struct conversation_id conversation, struct thread_id thread)
{
	struct list here = membership_only(memberships, conversation);
	const struct membership *items = here.items;

	for (size_t i = 0; i < here.count; i++) {
		if (items[i].only.pos == 0 || items[i].only.pos == thread.pos)
			return true;
	}
	return false;
}
