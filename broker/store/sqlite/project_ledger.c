/* The avoided-referral ledger: one entry per case, or decision of an MDT, that ever counted; entries move, none is deleted (design 5, rule
 * 4). */
#include "base/calendar.h"
#include "core/ledger.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

enum error project_referral_avoided(
	struct sqlite_store *store, const struct event *event, const struct referral_avoided_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO ledger(thread, conversation, state, patient_key, treatment_function,"
		" neighbourhood, practice, asked_at, avoided_at, avoided_on, due_on, cause)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT opened_at FROM threads WHERE id = ?1),"
		" ?8, ?9, ?10, 0) ON CONFLICT DO UPDATE SET state = excluded.state,"
		" avoided_at = excluded.avoided_at, avoided_on = excluded.avoided_on,"
		" due_on = excluded.due_on, confirmed_at = NULL, deferred_at = NULL,"
		" referred_on = NULL, cause = 0");

	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, data->state);
	sql_put_text(&sql, data->patient_key);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_string(&sql, data->practice.text);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, calendar_london_date(event->at_ms));
	sql_put_integer(&sql, ledger_confirmed_on(event->at_ms));
	return sql_run(&sql);
}

enum error project_referral_confirmed(
	struct sqlite_store *store, const struct event *event, const struct referral_confirmed_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE ledger SET state = ?, confirmed_at = ? WHERE thread = ?"
						     " AND treatment_function = ?");

	sql_put_integer(&sql, LEDGER_CONFIRMED);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, data->treatment_function);
	return sql_run(&sql);
}

/* The case enters the ledger, or enters it again, with a referral that was known when it was closed. */
static enum error enter_deferred(
	struct sqlite_store *store, const struct event *event, const struct referral_deferred_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO ledger(thread, conversation, state, patient_key, treatment_function,"
		" neighbourhood, practice, asked_at, avoided_at, avoided_on, due_on, deferred_at,"
		" referred_on, cause) SELECT id, conversation, ?1, patient_key, ?8,"
		" neighbourhood, practice, opened_at, ?2, ?3, ?4, ?2, ?5, ?6 FROM threads WHERE id = ?7"
		" ON CONFLICT DO UPDATE SET state = excluded.state, avoided_at = excluded.avoided_at,"
		" avoided_on = excluded.avoided_on, due_on = excluded.due_on, confirmed_at = NULL,"
		" deferred_at = excluded.deferred_at, referred_on = excluded.referred_on,"
		" cause = excluded.cause");

	sql_put_integer(&sql, LEDGER_DEFERRED);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, calendar_london_date(event->at_ms));
	sql_put_integer(&sql, ledger_confirmed_on(event->at_ms));
	sql_put_integer(&sql, data->referred_on);
	sql_put_integer(&sql, data->cause);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, data->treatment_function);
	return sql_run(&sql);
}

/* Without a day: it is one of those that are told as they are made. */
enum error project_referral_deferred(
	struct sqlite_store *store, const struct event *event, const struct referral_deferred_data *data)
{
	if (data->at_close)
		return enter_deferred(store, event, data);
	struct sql sql = sql_use(&store->connection,
		"UPDATE ledger SET state = ?, confirmed_at = NULL, deferred_at = ?, referred_on = ?,"
		" cause = ? WHERE thread = ? AND treatment_function = ?");

	sql_put_integer(&sql, LEDGER_DEFERRED);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, data->referred_on ? data->referred_on : calendar_london_date(event->at_ms));
	sql_put_integer(&sql, data->cause);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, data->treatment_function);
	return sql_run(&sql);
}

enum error project_referral_reopened(
	struct sqlite_store *store, const struct event *event, const struct referral_reopened_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE ledger SET state = ?, confirmed_at = NULL WHERE thread = ?"
						     " AND treatment_function = ?");

	sql_put_integer(&sql, LEDGER_REOPENED);
	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, data->treatment_function);
	return sql_run(&sql);
}
