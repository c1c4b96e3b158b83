/* I8: the ledger of avoided referrals, thought out anew from what happened in each case. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/checker/check.h"

struct case_view {
	enum intent intent;
	int32_t treatment_function;
	const char *patient_key;
	size_t patient_key_length;
	int answers;
	enum recommendation last_recommendation;
	bool is_closed, is_referred;
	enum ledger_state entry; /* as its events move it; 0: none */
};

struct ledger_view {
	const struct log_view *log;
	struct case_view *cases; /* by the number of the line that asked, one behind its position */
	struct map *patients;    /* "key function" -> the first case that has an entry, or has a referral known */
	struct verdict *verdict;
};

static struct case_view *case_of(const struct ledger_view *view, const struct log_line *line)
{
	bool is_there = line->thread > 0 && (size_t)line->thread <= view->log->count;

	return is_there ? &view->cases[line->thread - 1] : NULL;
}

static struct text patient_of(const struct case_view *one)
{
	static char key[200];

	snprintf(key, sizeof key, "%.*s %d", (int)one->patient_key_length, one->patient_key, one->treatment_function);
	return text_of(key);
}

static void note_patient(struct ledger_view *view, struct case_view *one)
{
	if (one->patient_key && map_set(view->patients, patient_of(one), one, NULL) != OK)
		abort();
}

/* The event that follows in the same command. */
static const struct log_line *next_of_command(const struct log_view *log, const struct log_line *line)
{
	const struct log_line *next = line + 1;

	return next < log->lines + log->count && strcmp(next->txn, line->txn) == 0 && line->txn[0] &&
			       strcmp(next->device, line->device) == 0
		       ? next
		       : NULL;
}

static bool deserves_entry(const struct case_view *one, enum outcome outcome)
{
	return one->intent == INTENT_WOULD_REFER && one->answers > 0 && !one->is_referred &&
	       one->last_recommendation != RECOMMENDATION_REFERRAL && outcome == OUTCOME_MANAGED_IN_PRIMARY_CARE;
}

/* Another case of the patient may have the entry of this episode, or a referral may speak against it: then this one need not
 * get one. Where there is neither, it must. */
static void check_close(struct ledger_view *view, const struct log_line *line, struct case_view *one)
{
	const struct case_closed_data *data = line->data;
	const struct log_line *next = next_of_command(view->log, line);
	bool is_counted = next && next->row->kind == EVENT_referral_avoided;
	const struct case_view *known = one->patient_key ? map_find(view->patients, patient_of(one)) : NULL;
	bool is_alone = !known || known == one;

	one->is_closed = true;
	one->is_referred = one->is_referred || data->outcome == OUTCOME_REFERRED;
	if (data->outcome == OUTCOME_REFERRED)
		note_patient(view, one);
	view->verdict->looked_at++;
	if (is_counted && !deserves_entry(one, data->outcome))
		verdict_break(view->verdict, "the case t%lld was counted as avoided at %lld and may not be",
			(long long)line->thread, (long long)line->pos);
	if (!is_counted && deserves_entry(one, data->outcome) && is_alone && one->entry != LEDGER_DEFERRED)
		verdict_break(view->verdict, "the case t%lld closed at %lld should count as avoided and does not",
			(long long)line->thread, (long long)line->pos);
}

static void check_entry(struct ledger_view *view, const struct log_line *line, struct case_view *one)
{
	bool is_claimed = one->entry == LEDGER_PROVISIONAL || one->entry == LEDGER_CONFIRMED;

	if (line->row->kind == EVENT_referral_avoided && is_claimed)
		verdict_break(view->verdict, "the case t%lld is counted a second time at %lld", (long long)line->thread,
			(long long)line->pos);
	if (line->row->kind == EVENT_referral_avoided && !one->is_closed)
		verdict_break(view->verdict, "the case t%lld is counted at %lld and is open", (long long)line->thread,
			(long long)line->pos);
	note_patient(view, one);
}

static void follow(struct ledger_view *view, const struct log_line *line)
{
	struct case_view *one = case_of(view, line);

	if (!one)
		return;
	switch ((int)line->row->kind) {
	case EVENT_case_asked: {
		const struct case_asked_data *data = line->data;

		*one = (struct case_view){.intent = data->intent,
			.treatment_function = data->treatment_function,
			.patient_key = data->patient_key.data,
			.patient_key_length = data->patient_key.length};
		break;
	}
	case EVENT_case_answered:
		one->answers++;
		one->last_recommendation = ((const struct case_answered_data *)line->data)->recommendation;
		break;
	case EVENT_case_referred:
		one->is_referred = true;
		note_patient(view, one);
		break;
	case EVENT_case_closed:
		check_close(view, line, one);
		break;
	case EVENT_case_reopened:
		one->is_closed = false;
		break;
	case EVENT_referral_avoided:
		check_entry(view, line, one);
		one->entry = LEDGER_PROVISIONAL;
		break;
	case EVENT_referral_deferred:
		check_entry(view, line, one);
		one->entry = LEDGER_DEFERRED;
		break;
	case EVENT_referral_confirmed:
		one->entry = LEDGER_CONFIRMED;
		break;
	case EVENT_referral_reopened:
		one->entry = LEDGER_REOPENED;
		break;
	default:
		break;
	}
}

/* A referral made elsewhere is known by its patient alone. */
static void note_recorded(struct ledger_view *view, const struct log_line *line)
{
	static struct case_view elsewhere;
	const struct referral_recorded_data *data = line->data;

	if (line->row->kind != EVENT_referral_recorded)
		return;
	elsewhere = (struct case_view){.treatment_function = data->treatment_function,
		.patient_key = data->patient_key.data,
		.patient_key_length = data->patient_key.length};
	note_patient(view, &elsewhere);
}

static int64_t count_of(sqlite3 *db, int32_t treatment_function, enum ledger_state state)
{
	static const char sql[] = "SELECT count(*) FROM ledger WHERE treatment_function = ? AND state = ?";
	sqlite3_stmt *statement = NULL;
	int64_t count = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK) {
		sqlite3_bind_int64(statement, 1, treatment_function);
		sqlite3_bind_int64(statement, 2, state);
		if (sqlite3_step(statement) == SQLITE_ROW)
			count = sqlite3_column_int64(statement, 0);
	}
	sqlite3_finalize(statement);
	return count;
}

/* The sum per specialty and state, as the reports read it. */
static void check_sums(const struct ledger_view *view, sqlite3 *db)
{
	for (size_t i = 0; i < view->log->count; i++) {
		const struct case_view *one = &view->cases[i];
		int64_t expected = 0, counted;

		if (!one->entry)
			continue;
		for (size_t n = 0; n < view->log->count; n++)
			expected += view->cases[n].entry == one->entry &&
				    view->cases[n].treatment_function == one->treatment_function;
		counted = count_of(db, one->treatment_function, one->entry);
		if (counted != expected)
			verdict_break(view->verdict,
				"the ledger counts %lld entries of specialty %d in one state, the log %lld",
				(long long)counted, one->treatment_function, (long long)expected);
	}
}

void check_ledger(const struct log_view *log, sqlite3 *db, struct verdicts *verdicts)
{
	struct ledger_view view = {.log = log,
		.cases = arena_take(log->arena, (log->count + 1) * sizeof(struct case_view)),
		.patients = map_new(),
		.verdict = &verdicts->of[8]};

	if (!view.cases || !view.patients)
		abort();
	for (size_t i = 0; i < log->count; i++) {
		note_recorded(&view, &log->lines[i]);
		follow(&view, &log->lines[i]);
	}
	check_sums(&view, db);
	map_free(view.patients, NULL);
}
