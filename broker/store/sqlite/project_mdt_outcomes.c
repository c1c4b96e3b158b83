/* What an MDT decided, counted for each specialty: the rows that reports read, and the referrals that were made. */
#include "base/calendar.h"
#include "core/ledger.h"
#include "core/mdt.h"
#include "store/sqlite/case_fate.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

struct outcome_of_mdt {
	const struct event *event;
	struct list would_refer_to;
};

static enum error read_intent(struct sqlite_store *store, struct outcome_of_mdt *of, int32_t codes[LIMIT_MDT_FUNCTIONS])
{
	struct sql sql =
		sql_use(&store->connection, "SELECT treatment_function FROM mdt_would_refer WHERE thread = ? LIMIT ?");

	sql_put_integer(&sql, of->event->thread.pos);
	sql_put_integer(&sql, LIMIT_MDT_FUNCTIONS);
	of->would_refer_to.items = codes;
	while (sql_step(&sql))
		codes[of->would_refer_to.count++] = (int32_t)sql_get_integer(&sql);
	return sql_done(&sql);
}

/* A referral in the same episode, from wherever: this one is then none more. */
static enum error is_referred_already(
	struct sqlite_store *store, const struct outcome_of_mdt *of, int32_t function, bool *is)
{
	int32_t today = calendar_london_date(of->event->at_ms);
	struct sql sql = sql_use(&store->connection,
		"SELECT count(*) FROM referrals WHERE treatment_function = ? AND referred_on > ?"
		" AND patient_key = (SELECT patient_key FROM threads WHERE id = ?)");
	int64_t referrals = 0;
	enum error error;

	sql_put_integer(&sql, function);
	sql_put_integer(&sql, calendar_date_of(calendar_days_of(today) - FOLLOW_UP_DAYS));
	sql_put_integer(&sql, of->event->thread.pos);
	error = sql_number(&sql, &referrals);
	*is = referrals != 0;
	return error;
}

/* Age, sex and deprivation are those that the patient's own case was asked with. */
static enum error add_row(struct sqlite_store *store, const struct outcome_of_mdt *of, int32_t function,
	enum outcome outcome, bool is_referred)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO cases(neighbourhood, treatment_function, asked_at, thread, practice, fate, paused_ms)"
		" SELECT coalesce(t.neighbourhood, ''), ?, t.opened_at, t.id, t.practice, ? | coalesce("
		"(s.sex << ?) | (s.age_band << ?) | (s.deprivation_decile << ?), 0), 0"
		" FROM threads AS t LEFT JOIN threads AS s ON s.id = t.from_case WHERE t.id = ?");
	bool would_refer = mdt_has_function(&of->would_refer_to, function);

	sql_put_integer(&sql, function);
	sql_put_integer(&sql, fate_of_mdt(would_refer, outcome, is_referred));
	sql_put_integer(&sql, FATE_SEX);
	sql_put_integer(&sql, FATE_AGE_BAND);
	sql_put_integer(&sql, FATE_DEPRIVATION_DECILE);
	sql_put_integer(&sql, of->event->thread.pos);
	return sql_run(&sql);
}

static enum error refer(struct sqlite_store *store, const struct outcome_of_mdt *of, int32_t function)
{
	bool is_known = false;
	enum error error = is_referred_already(store, of, function, &is_known);

	if (error == OK)
		error = add_row(store, of, function, OUTCOME_REFERRED, !is_known);
	return error == OK ? project_referral_made(store, of->event, function) : error;
}

enum error project_mdt_outcomes(
	struct sqlite_store *store, const struct event *event, const struct mdt_decided_data *data)
{
	const int32_t *managed = data->managed.items, *referred = data->refer.items;
	struct outcome_of_mdt of = {.event = event};
	int32_t codes[LIMIT_MDT_FUNCTIONS];
	enum error error = read_intent(store, &of, codes);

	for (size_t i = 0; error == OK && i < data->managed.count; i++)
		error = add_row(store, &of, managed[i], OUTCOME_MANAGED_IN_PRIMARY_CARE, false);
	for (size_t i = 0; error == OK && i < data->refer.count; i++)
		error = refer(store, &of, referred[i]);
	return error;
}
