/* Referrals that are known: made from a case here, or recorded from elsewhere; and what activity is expected. */
#include "base/calendar.h"
#include "core/ledger.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* A referral that an MDT decided and that a case of the patient then makes is one: the case has it. */
static enum error take_over(struct sqlite_store *store, const struct event *event)
{
	int32_t today = calendar_london_date(event->at_ms);
	struct sql sql = sql_use(&store->connection,
		"UPDATE cases SET fate = fate & ~(1 << ?1) WHERE (neighbourhood, treatment_function, asked_at, thread)"
		" IN (SELECT coalesce(t.neighbourhood, ''), r.treatment_function, t.opened_at, t.id"
		" FROM referrals AS own JOIN threads AS c ON c.id = own.thread AND c.kind = ?2"
		" JOIN referrals AS r ON r.patient_key = own.patient_key"
		" AND r.treatment_function = own.treatment_function AND r.referred_on > ?3"
		" JOIN threads AS t ON t.id = r.thread AND t.kind = ?4 WHERE own.pos = ?5)");

	sql_put_integer(&sql, FATE_IS_REFERRED);
	sql_put_integer(&sql, THREAD_CASE);
	sql_put_integer(&sql, calendar_date_of(calendar_days_of(today) - FOLLOW_UP_DAYS));
	sql_put_integer(&sql, THREAD_MDT_CASE);
	sql_put_integer(&sql, event->pos);
	return sql_run(&sql);
}

enum error project_referral_made(struct sqlite_store *store, const struct event *event, int32_t treatment_function)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO referrals(pos, patient_key, treatment_function, referred_on, thread)"
		" SELECT ?, patient_key, coalesce(?, treatment_function), ?, id FROM threads WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, event->pos);
	sql_put_optional(&sql, treatment_function);
	sql_put_integer(&sql, calendar_london_date(event->at_ms));
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	return error == OK ? take_over(store, event) : error;
}

/* An entry that is deferred already shows its earliest referral, in whatever order they became known: how long it stood
 * is reported from that day. */
static enum error move_deferrals_forward(struct sqlite_store *store, const struct referral_recorded_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE ledger SET referred_on = ?1, cause = ?2 WHERE patient_key = ?3"
		" AND treatment_function = ?4 AND state = ?5 AND referred_on > ?1 AND due_on > ?1"
		" AND asked_at < ?6");
	/* asked on that day or before: before the next London midnight */
	int32_t next_day = calendar_date_of(calendar_days_of(data->referred_on) + 1);

	sql_put_integer(&sql, data->referred_on);
	sql_put_integer(&sql, DEFERRAL_RECORDED);
	sql_put_text(&sql, data->patient_key);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, LEDGER_DEFERRED);
	sql_put_integer(&sql, calendar_london_time(next_day, 0));
	return sql_run(&sql);
}

enum error project_referral_recorded(
	struct sqlite_store *store, const struct event *event, const struct referral_recorded_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO referrals(pos, patient_key, treatment_function, referred_on, source, reference,"
		" provider) VALUES(?, ?, ?, ?, ?, ?, ?)");
	enum error error;

	sql_put_integer(&sql, event->pos);
	sql_put_text(&sql, data->patient_key);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, data->referred_on);
	sql_put_text(&sql, data->source);
	sql_put_text(&sql, data->reference);
	sql_put_string(&sql, data->provider.text);
	error = sql_run(&sql);
	return error == OK ? move_deferrals_forward(store, data) : error;
}

enum error project_activity_set(
	struct sqlite_store *store, const struct event *event, const struct activity_set_data *data)
{
	struct sql sql = sql_use(&store->connection, "INSERT OR REPLACE INTO activity(treatment_function, first, total,"
						     " source, year) VALUES(?, ?, ?, ?, ?)");

	(void)event;
	sql_put_integer(&sql, data->treatment_function);
	sql_put_integer(&sql, data->first_per_week);
	sql_put_integer(&sql, data->total_per_week);
	sql_put_text(&sql, data->source);
	sql_put_integer(&sql, data->year);
	return sql_run(&sql);
}
