/* Links, their conversations, and who takes part in them. */
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

static enum error add_specialist(struct sqlite_store *store, const struct event *event,
	const struct link_created_data *data, const struct person_id *person, size_t place)
{
	struct sql named =
		sql_use(&store->connection, "INSERT INTO link_specialists(link, place, person) VALUES(?, ?, ?)");
	enum error error;

	sql_put_integer(&named, data->link.pos);
	sql_put_integer(&named, (int64_t)place);
	sql_put_string(&named, person->text);
	error = sql_run(&named);
	if (error != OK)
		return error;
	struct sql member = sql_use(&store->connection,
		"INSERT OR IGNORE INTO members(person, conversation, side, since) VALUES(?, ?, ?, ?)");
	sql_put_string(&member, person->text);
	sql_put_integer(&member, event->conversation.pos);
	sql_put_integer(&member, SIDE_SPECIALIST);
	sql_put_integer(&member, event->pos);
	return sql_run(&member);
}

/* Roles are a set of bits; ids of roles are appended, never changed. */
static enum error add_clinicians(
	struct sqlite_store *store, const struct event *event, const struct link_created_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT OR IGNORE INTO members(person, conversation, side, since)"
					    " SELECT id, ?, ?, ? FROM people WHERE neighbourhood = ? AND roles & ?"
					    " AND is_suspended = 0");

	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, SIDE_NEIGHBOURHOOD);
	sql_put_integer(&sql, event->pos);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_integer(&sql, SET_OF(ROLE_INT_CLINICIAN));
	return sql_run(&sql);
}

enum error project_link_created(
	struct sqlite_store *store, const struct event *event, const struct link_created_data *data)
{
	const struct person_id *specialists = data->specialists.items;
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO links(id, conversation, name, neighbourhood, treatment_function,"
		" reply_working_days, weekly_limit) VALUES(?, ?, ?, ?, ?, ?, ?)");
	enum error error;

	sql_put_integer(&sql, data->link.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_text(&sql, data->name);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, data->reply_working_days);
	sql_put_integer(&sql, data->weekly_limit);
	error = sql_run(&sql);
	/* Specialists first: somebody who is both stands on the specialists' side. */
	for (size_t i = 0; error == OK && i < data->specialists.count; i++)
		error = add_specialist(store, event, data, &specialists[i], i);
	if (error == OK)
		error = add_clinicians(store, event, data);
	return error;
}
