/* The steps that were taken of a promise, and when the next one is due. */
#include "core/promise.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

static enum error take_step(struct sqlite_store *store, const struct event *event, enum promise_step step)
{
	struct promise promise = {0};
	enum urgency urgency = 0;
	struct sql sql = sql_use(&store->connection, "SELECT given, reply_due, urgency FROM threads WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, event->thread.pos);
	if (sql_step(&sql)) {
		promise = (struct promise){.step = step, .given_ms = sql_get_integer(&sql)};
		promise.due_ms = sql_get_integer(&sql);
		urgency = (enum urgency)sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	if (error != OK)
		return error;
	struct sql move =
		sql_use(&store->connection, "UPDATE threads SET promise_step = ?, next_step_at = ? WHERE id = ?");
	sql_put_integer(&move, step);
	sql_put_optional(&move, promise_next_step_ms(&promise, urgency));
	sql_put_integer(&move, event->thread.pos);
	return sql_run(&move);
}

enum error project_promise_reminded(
	struct sqlite_store *store, const struct event *event, const struct promise_reminded_data *data)
{
	(void)data;
	return take_step(store, event, PROMISE_REMINDED);
}

enum error project_promise_lapsed(
	struct sqlite_store *store, const struct event *event, const struct promise_lapsed_data *data)
{
	(void)data;
	return take_step(store, event, PROMISE_LAPSED);
}

enum error project_promise_escalated(
	struct sqlite_store *store, const struct event *event, const struct promise_escalated_data *data)
{
	(void)data;
	return take_step(store, event, PROMISE_ESCALATED);
}
