/* Links, what they agree, and who takes part in their conversations. */
#include "base/text.h"
#include "store/sqlite/members.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

static enum error name_specialists(struct sqlite_store *store, struct link_id link, const struct list *specialists)
{
	const struct person_id *people = specialists->items;
	struct sql old = sql_use(&store->connection, "DELETE FROM link_specialists WHERE link = ?");
	enum error error;

	sql_put_integer(&old, link.pos);
	error = sql_run(&old);
	for (size_t i = 0; error == OK && i < specialists->count; i++) {
		struct sql sql = sql_use(
			&store->connection, "INSERT INTO link_specialists(link, place, person) VALUES(?, ?, ?)");

		sql_put_integer(&sql, link.pos);
		sql_put_integer(&sql, (int64_t)i);
		sql_put_string(&sql, people[i].text);
		error = sql_run(&sql);
	}
	return error;
}

enum error project_link_created(
	struct sqlite_store *store, const struct event *event, const struct link_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO links(id, conversation, name, neighbourhood, treatment_function, reply_working_days,"
		" weekly_limit, team_awaited, specialists_awaited, starts_on, ends_on)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	enum error error;

	sql_put_integer(&sql, data->link.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_text(&sql, data->name);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, data->reply_working_days);
	sql_put_integer(&sql, data->weekly_limit);
	sql_put_integer(&sql, data->team_awaited);
	sql_put_integer(&sql, data->specialists_awaited);
	sql_put_optional(&sql, data->starts_on);
	sql_put_optional(&sql, data->ends_on);
	error = sql_run(&sql);
	if (error == OK)
		error = name_specialists(store, data->link, &data->specialists);
	return error == OK ? members_refresh(store, event->conversation, event->pos) : error;
}

enum error project_link_accepted(
	struct sqlite_store *store, const struct event *event, const struct link_accepted_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "UPDATE links SET team_awaited = team_awaited AND ?2 <> 1,"
					    " specialists_awaited = specialists_awaited AND ?2 <> 2 WHERE id = ?1");

	(void)event;
	_Static_assert(LINK_SIDE_TEAM == 1 && LINK_SIDE_SPECIALISTS == 2, "as the statement has them");
	sql_put_integer(&sql, data->link.pos);
	sql_put_integer(&sql, data->side);
	return sql_run(&sql);
}

/* --- changing ----------------------------------------------------------------------------------------------------- */

static enum error move_cases(
	struct sqlite_store *store, const struct event *event, const struct link_updated_data *data)
{
	const struct person_id *removed = data->removed.items;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < data->removed.count; i++) {
		struct sql sql = sql_use(&store->connection, "UPDATE threads SET asked = ? WHERE asked = ? AND kind = 1"
							     " AND closed_at IS NULL AND conversation = ?");

		sql_put_string(&sql, data->cases_to.text);
		sql_put_string(&sql, removed[i].text);
		sql_put_integer(&sql, event->conversation.pos);
		error = sql_run(&sql);
	}
	return error;
}

/* What everybody owes in the conversation, counted anew. */
static enum error count_owed(struct sqlite_store *store, const struct event *event, const struct person_id *lead)
{
	struct sql talks = sql_use(&store->connection,
		"INSERT OR IGNORE INTO talks(conversation, person, sent, read, last_message, open_cases, owed)"
		" VALUES(?, ?, 0, 0, 0, 0, 0)");
	enum error error;

	sql_put_integer(&talks, event->conversation.pos);
	sql_put_string(&talks, lead->text);
	error = sql_run(&talks);
	if (error != OK)
		return error;
	struct sql owed = sql_use(&store->connection,
		"UPDATE talks SET owed = (SELECT count(*) FROM threads AS t WHERE t.kind = 1 AND t.asked = talks.person"
		" AND t.closed_at IS NULL AND t.conversation = talks.conversation AND t.state = ?)"
		" WHERE conversation = ?");
	sql_put_integer(&owed, STATE_AWAITING_ANSWER);
	sql_put_integer(&owed, event->conversation.pos);
	return sql_run(&owed);
}

static enum error change_specialists(
	struct sqlite_store *store, const struct event *event, const struct link_updated_data *data)
{
	enum error error = name_specialists(store, data->link, &data->specialists);

	if (error == OK && data->removed.count > 0)
		error = move_cases(store, event, data);
	if (error == OK && data->removed.count > 0)
		error = count_owed(store, event, &data->cases_to);
	return error == OK ? members_refresh(store, event->conversation, event->pos) : error;
}

/* No limit is 0, no day is NULL. */
static enum error clear_details(struct sqlite_store *store, const struct link_updated_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE links SET weekly_limit = iif(?1 & ?2, 0, weekly_limit), starts_on = iif(?1 & ?3, NULL,"
		" starts_on), ends_on = iif(?1 & ?4, NULL, ends_on) WHERE id = ?5");

	sql_put_integer(&sql, data->cleared);
	sql_put_integer(&sql, SET_OF(LINK_DETAIL_WEEKLY_LIMIT));
	sql_put_integer(&sql, SET_OF(LINK_DETAIL_STARTS_ON));
	sql_put_integer(&sql, SET_OF(LINK_DETAIL_ENDS_ON));
	sql_put_integer(&sql, data->link.pos);
	return sql_run(&sql);
}

/* What is absent stays as it was. */
enum error project_link_updated(
	struct sqlite_store *store, const struct event *event, const struct link_updated_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE links SET reply_working_days = coalesce(?, reply_working_days), weekly_limit = coalesce(?,"
		" weekly_limit), starts_on = coalesce(?, starts_on), ends_on = coalesce(?, ends_on) WHERE id = ?");
	enum error error;

	sql_put_optional(&sql, data->reply_working_days);
	sql_put_optional(&sql, data->weekly_limit);
	sql_put_optional(&sql, data->starts_on);
	sql_put_optional(&sql, data->ends_on);
	sql_put_integer(&sql, data->link.pos);
	error = sql_run(&sql);
	if (error == OK && data->cleared)
		error = clear_details(store, data);
	return error == OK && data->specialists.count > 0 ? change_specialists(store, event, data) : error;
}

enum error project_link_ended(struct sqlite_store *store, const struct event *event, const struct link_ended_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE links SET ended_at = ?, end_reason = ? WHERE id = ?");

	sql_put_integer(&sql, event->at_ms);
	sql_put_text(&sql, data->reason);
	sql_put_integer(&sql, data->link.pos);
	return sql_run(&sql);
}
