/* Standing virtual MDTs: who is in them, quorum, rhythm; and their meetings. */
#include <string.h>

#include "store/sqlite/membership_refresh.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* --- people ------------------------------------------------------------------------------------------------------- */

static enum error list_member(
	struct sqlite_store *store, struct conversation_id conversation, const struct person_id *person)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO mdt_members(person, conversation) VALUES(?, ?)"
						     " ON CONFLICT DO NOTHING");

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, conversation.pos);
	return sql_run(&sql);
}

/* Listed now: each takes part at once, when their account and role let them. */
static enum error add_members(struct sqlite_store *store, const struct event *event, const struct list *members)
{
	const struct person_id *people = members->items;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < members->count; i++) {
		error = list_member(store, event->conversation, &people[i]);
		if (error == OK)
			error = membership_refresh_person(store, &people[i], event->pos);
	}
	return error;
}

static bool is_listed(const struct list *members, const char *person)
{
	const struct person_id *people = members->items;

	for (size_t i = 0; i < members->count; i++) {
		if (strcmp(people[i].text, person) == 0)
			return true;
	}
	return false;
}

static enum error strike_member(struct sqlite_store *store, const struct event *event, const struct person_id *person)
{
	struct sql sql = sql_use(&store->connection, "DELETE FROM mdt_members WHERE person = ? AND conversation = ?");
	enum error error;

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, event->conversation.pos);
	error = sql_run(&sql);
	return error == OK ? membership_refresh_person(store, person, event->pos) : error;
}

/* One at a time, until everybody left is listed: rows are not taken away under a statement that reads them. */
static enum error remove_others(struct sqlite_store *store, const struct event *event, const struct list *members)
{
	for (;;) {
		struct sql sql = sql_use(&store->connection, "SELECT person FROM mdt_members WHERE conversation = ?");
		struct person_id person = {0};
		bool found = false;
		enum error error;

		sql_put_integer(&sql, event->conversation.pos);
		while (!found && sql_step(&sql)) {
			sql_get_string(&sql, person.text, sizeof(person.text));
			found = !is_listed(members, person.text);
		}
		error = sql_done(&sql);
		if (error != OK || !found)
			return error;
		error = strike_member(store, event, &person);
		if (error != OK)
			return error;
	}
}

static enum error set_required(
	struct sqlite_store *store, struct conversation_id conversation, const struct list *required)
{
	const int32_t *functions = required->items;
	struct sql clear = sql_use(&store->connection, "DELETE FROM mdt_required WHERE conversation = ?");
	enum error error;

	sql_put_integer(&clear, conversation.pos);
	error = sql_run(&clear);
	for (size_t i = 0; error == OK && i < required->count; i++) {
		struct sql sql = sql_use(&store->connection,
			"INSERT INTO mdt_required(conversation, place, treatment_function) VALUES(?, ?, ?)");

		sql_put_integer(&sql, conversation.pos);
		sql_put_integer(&sql, (int64_t)i);
		sql_put_integer(&sql, functions[i]);
		error = sql_run(&sql);
	}
	return error;
}

/* --- the MDT ------------------------------------------------------------------------------------------------------ */

enum error project_mdt_created(
	struct sqlite_store *store, const struct event *event, const struct mdt_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO mdts(conversation, name, neighbourhood, chair, deputy_chair, every_weeks,"
		" first_on, is_ended) VALUES(?, ?, ?, ?, ?, ?, ?, 0)");
	enum error error;

	sql_put_integer(&sql, event->conversation.pos);
	sql_put_text(&sql, data->name);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_string(&sql, data->chair.text);
	sql_put_string(&sql, data->deputy_chair.text);
	sql_put_integer(&sql, data->every_weeks);
	sql_put_integer(&sql, data->first_on);
	error = sql_run(&sql);
	if (error == OK)
		error = add_members(store, event, &data->members);
	return error == OK ? set_required(store, event->conversation, &data->required) : error;
}

enum error project_mdt_updated(
	struct sqlite_store *store, const struct event *event, const struct mdt_updated_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE mdts SET name = ?, chair = ?, deputy_chair = ?, every_weeks = ?, first_on = ?"
		" WHERE conversation = ?");
	enum error error;

	sql_put_text(&sql, data->name);
	sql_put_string(&sql, data->chair.text);
	sql_put_string(&sql, data->deputy_chair.text);
	sql_put_integer(&sql, data->every_weeks);
	sql_put_integer(&sql, data->first_on);
	sql_put_integer(&sql, event->conversation.pos);
	error = sql_run(&sql);
	if (error == OK)
		error = remove_others(store, event, &data->members);
	if (error == OK)
		error = add_members(store, event, &data->members);
	return error == OK ? set_required(store, event->conversation, &data->required) : error;
}

enum error project_mdt_ended(struct sqlite_store *store, const struct event *event, const struct mdt_ended_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE mdts SET is_ended = 1 WHERE conversation = ?");

	(void)data;
	sql_put_integer(&sql, event->conversation.pos);
	return sql_run(&sql);
}

/* --- meetings ----------------------------------------------------------------------------------------------------- */

/* Cases that waited for a meeting to be planned stand on its agenda, in the order in which they came to the MDT. */
static enum error take_waiting(struct sqlite_store *store, const struct event *event, struct meeting_id meeting)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE mdt_cases SET meeting = ?1, place = thread WHERE conversation = ?2 AND meeting IS NULL"
		" AND decided IS NULL");

	sql_put_integer(&sql, meeting.pos);
	sql_put_integer(&sql, event->conversation.pos);
	return sql_run(&sql);
}

enum error project_mdt_meeting_scheduled(
	struct sqlite_store *store, const struct event *event, const struct mdt_meeting_scheduled_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO meetings(id, conversation, opens, closes, state, next_at) VALUES(?1, ?2, ?3, ?4, ?5, ?3)");
	enum error error;

	sql_put_integer(&sql, data->meeting.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, data->opens);
	sql_put_integer(&sql, data->closes);
	sql_put_integer(&sql, MEETING_PLANNED);
	error = sql_run(&sql);
	return error == OK ? take_waiting(store, event, data->meeting) : error;
}

enum error project_mdt_meeting_rescheduled(
	struct sqlite_store *store, const struct event *event, const struct mdt_meeting_rescheduled_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE meetings SET opens = ?1, closes = ?2, next_at = CASE state WHEN ?3 THEN ?1 ELSE ?2 END"
		" WHERE id = ?4");

	(void)event;
	sql_put_integer(&sql, data->opens);
	sql_put_integer(&sql, data->closes);
	sql_put_integer(&sql, MEETING_PLANNED);
	sql_put_integer(&sql, data->meeting.pos);
	return sql_run(&sql);
}

enum error project_mdt_meeting_opened(
	struct sqlite_store *store, const struct event *event, const struct mdt_meeting_opened_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE meetings SET state = ?, next_at = closes WHERE id = ?");

	(void)event;
	sql_put_integer(&sql, MEETING_OPEN);
	sql_put_integer(&sql, data->meeting.pos);
	return sql_run(&sql);
}

enum error project_mdt_meeting_closed(
	struct sqlite_store *store, const struct event *event, const struct mdt_meeting_closed_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE meetings SET state = ?, next_at = NULL WHERE id = ?");

	(void)event;
	sql_put_integer(&sql, MEETING_CLOSED);
	sql_put_integer(&sql, data->meeting.pos);
	return sql_run(&sql);
}

enum error project_mdt_agenda_ordered(
	struct sqlite_store *store, const struct event *event, const struct mdt_agenda_ordered_data *data)
{
	const struct thread_id *threads = data->cases.items;
	enum error error = OK;

	(void)event;
	for (size_t i = 0; error == OK && i < data->cases.count; i++) {
		struct sql sql =
			sql_use(&store->connection, "UPDATE mdt_cases SET place = ? WHERE thread = ? AND meeting = ?");

		sql_put_integer(&sql, (int64_t)i + 1);
		sql_put_integer(&sql, threads[i].pos);
		sql_put_integer(&sql, data->meeting.pos);
		error = sql_run(&sql);
	}
	return error;
}
