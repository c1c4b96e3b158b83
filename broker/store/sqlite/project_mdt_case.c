/* Cases before a virtual MDT, and actions. */
#include "core/action.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* --- cases -------------------------------------------------------------------------------------------------------- */

static enum error keep_intent(struct sqlite_store *store, struct thread_id thread, const struct list *functions)
{
	const int32_t *codes = functions->items;
	enum error error = OK;

	for (size_t i = 0; error == OK && i < functions->count; i++) {
		struct sql sql = sql_use(&store->connection,
			"INSERT INTO mdt_would_refer(thread, place, treatment_function) VALUES(?, ?, ?)");

		sql_put_integer(&sql, thread.pos);
		sql_put_integer(&sql, (int64_t)i);
		sql_put_integer(&sql, codes[i]);
		error = sql_run(&sql);
	}
	return error;
}

enum error project_mdt_case_added(
	struct sqlite_store *store, const struct event *event, const struct mdt_case_added_data *data)
{
	const struct case_asked_data opening = {
		.neighbourhood = data->neighbourhood, .practice = data->practice, .patient_key = data->patient_key};
	enum error error =
		project_thread_opened(store, event, THREAD_MDT_CASE, STATE_IN_DISCUSSION, &opening, data->from_case);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO mdt_cases(thread, conversation, meeting, place, tag, source, deferral)"
		" VALUES(?1, ?2, ?3, ?1, ?4, ?5, 0)");
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, data->meeting.pos);
	sql_put_integer(&sql, data->tag);
	sql_put_optional(&sql, data->from_case.pos);
	error = sql_run(&sql);
	if (error == OK)
		error = keep_intent(store, event->thread, &data->would_refer_to);
	return error == OK ? project_message(store, event) : error;
}

enum error project_mdt_contributed(
	struct sqlite_store *store, const struct event *event, const struct mdt_contributed_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO mdt_views(thread, pos, person, treatment_function, dissents) VALUES(?, ?, ?, ?, ?)");
	enum error error;

	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->pos);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, data->dissents);
	error = sql_run(&sql);
	return error == OK ? project_message(store, event) : error;
}

enum error project_mdt_guest_invited(
	struct sqlite_store *store, const struct event *event, const struct mdt_guest_invited_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO guests(person, thread, conversation, left) VALUES(?, ?, ?, 0)");

	sql_put_string(&sql, data->person.text);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	return sql_run(&sql);
}

enum error project_mdt_case_deferred(
	struct sqlite_store *store, const struct event *event, const struct mdt_case_deferred_data *data)
{
	struct sql kept = sql_use(&store->connection, "INSERT INTO mdt_deferrals(meeting, pos, thread, place, cause)"
						      " SELECT ?, ?, thread, place, ? FROM mdt_cases WHERE thread = ?");
	enum error error;

	sql_put_integer(&kept, data->meeting.pos);
	sql_put_integer(&kept, event->pos);
	sql_put_integer(&kept, data->cause);
	sql_put_integer(&kept, event->thread.pos);
	error = sql_run(&kept);
	if (error != OK)
		return error;
	struct sql sql = sql_use(
		&store->connection, "UPDATE mdt_cases SET meeting = ?, place = thread, deferral = ? WHERE thread = ?");
	sql_put_optional(&sql, data->to.pos);
	sql_put_integer(&sql, data->cause);
	sql_put_integer(&sql, event->thread.pos);
	return sql_run(&sql);
}

static enum error see_guests_off(struct sqlite_store *store, struct thread_id thread)
{
	struct sql sql = sql_use(&store->connection, "UPDATE guests SET left = 1 WHERE thread = ?");

	sql_put_integer(&sql, thread.pos);
	return sql_run(&sql);
}

enum error project_mdt_decided(
	struct sqlite_store *store, const struct event *event, const struct mdt_decided_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE mdt_cases SET decided = ? WHERE thread = ?");
	enum error error;

	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	if (error == OK) {
		struct sql state =
			sql_use(&store->connection, "UPDATE threads SET state = ?, closed_at = ? WHERE id = ?");

		sql_put_integer(&state, STATE_DECIDED);
		sql_put_integer(&state, event->at_ms);
		sql_put_integer(&state, event->thread.pos);
		error = sql_run(&state);
	}
	if (error == OK)
		error = see_guests_off(store, event->thread);
	if (error == OK)
		error = project_mdt_outcomes(store, event, data);
	return error == OK ? project_message(store, event) : error;
}

enum error project_mdt_decision_amended(
	struct sqlite_store *store, const struct event *event, const struct mdt_decision_amended_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE mdt_cases SET amended = ? WHERE thread = ?");
	enum error error;

	(void)data;
	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	return error == OK ? project_message(store, event) : error;
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

enum error project_action_added(
	struct sqlite_store *store, const struct event *event, const struct action_added_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO actions(id, thread, conversation, owner, due, state, given_by, is_reminded, next_at)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, 0, ?)");

	sql_put_integer(&sql, data->action.pos);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_string(&sql, data->owner.text);
	sql_put_integer(&sql, data->due);
	sql_put_integer(&sql, ACTION_OPEN);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, action_remind_at(data->due));
	return sql_run(&sql);
}

enum error project_action_changed(
	struct sqlite_store *store, const struct event *event, const struct action_changed_data *data)
{
	struct sql sql = sql_use(
		&store->connection, "UPDATE actions SET owner = ?, due = ?, is_reminded = 0, next_at = ? WHERE id = ?");

	(void)event;
	sql_put_string(&sql, data->owner.text);
	sql_put_integer(&sql, data->due);
	sql_put_integer(&sql, action_remind_at(data->due));
	sql_put_integer(&sql, data->action.pos);
	return sql_run(&sql);
}

enum error project_action_finished(
	struct sqlite_store *store, const struct event *event, const struct action_finished_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "UPDATE actions SET state = ?, finished = ?, next_at = NULL WHERE id = ?");

	sql_put_integer(&sql, data->state);
	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, data->action.pos);
	return sql_run(&sql);
}

enum error project_action_reminded(
	struct sqlite_store *store, const struct event *event, const struct action_reminded_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE actions SET is_reminded = 1, next_at = ? WHERE id = ?");

	(void)event;
	sql_put_integer(&sql, action_overdue_at(data->due));
	sql_put_integer(&sql, data->action.pos);
	return sql_run(&sql);
}

/* It is told once; it stays in every list until it is done. */
enum error project_action_overdue(
	struct sqlite_store *store, const struct event *event, const struct action_overdue_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE actions SET next_at = NULL WHERE id = ?");

	(void)event;
	sql_put_integer(&sql, data->action.pos);
	return sql_run(&sql);
}
