/* Leave, and the deputies who take part in conversations meanwhile. */
#include "store/sqlite/members.h"
#include "store/sqlite/project.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum { CONVERSATIONS_ARENA_BYTES = 1024 * 1024 };

enum error project_cover_set(struct sqlite_store *store, const struct event *event, const struct cover_set_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO covers(id, state, person, deputy, from_at, until_at, set_by) VALUES(?, ?, ?, ?, ?, ?, ?)");

	sql_put_integer(&sql, data->cover.pos);
	sql_put_integer(&sql, COVER_SET);
	sql_put_string(&sql, data->person.text);
	sql_put_string(&sql, data->deputy.text);
	sql_put_integer(&sql, data->from);
	sql_put_integer(&sql, data->until);
	sql_put_string(&sql, event->by.text);
	return sql_run(&sql);
}

enum error project_cover_cancelled(
	struct sqlite_store *store, const struct event *event, const struct cover_cancelled_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE covers SET state = ?, ended_at = ? WHERE id = ?");

	sql_put_integer(&sql, COVER_CANCELLED);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, data->cover.pos);
	return sql_run(&sql);
}

/* In every conversation in which the person answers, who stands in for them is a member or is none any more. */
static enum error refresh_members(struct sqlite_store *store, const struct event *event, const struct person_id *person)
{
	struct arena *arena = arena_new(CONVERSATIONS_ARENA_BYTES);
	struct rows rows = rows_of(arena, sizeof(struct conversation_id));
	enum error error = OK;

	if (!arena)
		return ERROR_BUSY;
	struct sql sql = sql_use(&store->connection, "SELECT l.conversation FROM link_specialists AS s"
						     " JOIN links AS l ON l.id = s.link WHERE s.person = ?");
	sql_put_string(&sql, person->text);
	while (sql_step(&sql)) {
		struct conversation_id *conversation = rows_add(&rows);

		if (!conversation) {
			sql.error = ERROR_BUSY;
			break;
		}
		conversation->pos = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	for (size_t i = 0; error == OK && i < rows.count; i++)
		error = members_refresh(
			store, ((const struct conversation_id *)(const void *)rows.items)[i], event->pos);
	arena_free(arena);
	return error;
}

enum error project_cover_began(
	struct sqlite_store *store, const struct event *event, const struct cover_began_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE covers SET state = ?, began_at = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, COVER_BEGUN);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, data->cover.pos);
	error = sql_run(&sql);
	return error == OK ? refresh_members(store, event, &data->person) : error;
}

enum error project_cover_ended(
	struct sqlite_store *store, const struct event *event, const struct cover_ended_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE covers SET state = ?, ended_at = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, COVER_ENDED);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, data->cover.pos);
	error = sql_run(&sql);
	return error == OK ? refresh_members(store, event, &data->person) : error;
}
