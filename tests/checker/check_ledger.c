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

/* A case before an MDT: an entry for each specialty to which the patient would have been referred. */
struct mdt_case_view {
	const struct mdt_case_added_data *added;
	bool is_specialist_heard;
	struct case_view managed[LIMIT_MDT_FUNCTIONS];
	size_t managed_count;
};

struct ledger_view {
	const struct log_view *log;
	struct case_view *cases;          /* by the number of the line that asked, one behind its position */
	struct mdt_case_view **mdt_cases; /* likewise; NULL for what is none */
	struct map *patients; /* "key function" -> the first case that has an entry, or has a referral known */
	struct verdict *verdict;
};

static struct case_view *case_of(const struct ledger_view *view, const struct log_line *line)
{
	bool is_there = line->thread > 0 && (size_t)line->thread <= view->log->count;

	return is_there ? &view->cases[line->thread - 1] : NULL;
}

static struct mdt_case_view *mdt_case_of(const struct ledger_view *view, const struct log_line *line)
{
	bool is_there = line->thread > 0 && (size_t)line->thread <= view->log->count;

	return is_there ? view->mdt_cases[line->thread - 1] : NULL;
}

/* The function that an event of the ledger is about, or 0. */
static int32_t function_of(const struct log_line *line)
{
	switch ((int)line->row->kind) {
	case EVENT_referral_avoided:
		return ((const struct referral_avoided_data *)line->data)->treatment_function;
	case EVENT_referral_deferred:
		return ((const struct referral_deferred_data *)line->data)->treatment_function;
	case EVENT_referral_confirmed:
		return ((const struct referral_confirmed_data *)line->data)->treatment_function;
	case EVENT_referral_reopened:
		return ((const struct referral_reopened_data *)line->data)->treatment_function;
	default:
		return 0;
	}
}

/* What has the entry that the line is about: a case, or one specialty of a case before an MDT. */
static struct case_view *entry_of(const struct ledger_view *view, const struct log_line *line)
{
	struct mdt_case_view *mdt_case = mdt_case_of(view, line);

	for (size_t i = 0; mdt_case && i < mdt_case->managed_count; i++) {
		if (mdt_case->managed[i].treatment_function == function_of(line))
			return &mdt_case->managed[i];
	}
	return mdt_case ? NULL : case_of(view, line);
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

/* --- cases before an MDT ----------------------------------------------------------------------------------------- */

static bool has_function(const struct list *functions, int32_t function)
{
	const int32_t *codes = functions->items;

	for (size_t i = 0; i < functions->count; i++) {
		if (codes[i] == function)
			return true;
	}
	return false;
}

/* Whether the command of a decision has an entry made for the specialty. */
static bool is_counted_for(const struct ledger_view *view, const struct log_line *decided, int32_t function)
{
	for (const struct log_line *line = decided; line; line = next_of_command(view->log, line)) {
		if (line->row->kind == EVENT_referral_avoided && line->thread == decided->thread &&
			function_of(line) == function)
			return true;
	}
	return false;
}

static void check_managed(struct ledger_view *view, const struct log_line *line, const struct mdt_case_view *mdt_case,
	struct case_view *one)
{
	bool is_deserved = mdt_case->is_specialist_heard &&
			   has_function(&mdt_case->added->would_refer_to, one->treatment_function);
	bool is_counted = is_counted_for(view, line, one->treatment_function);

	view->verdict->looked_at++;
	if (is_counted && !is_deserved)
		verdict_break(view->verdict, "the case t%lld of an MDT was counted as avoided at %lld and may not be",
			(long long)line->thread, (long long)line->pos);
	if (!is_counted && is_deserved && !map_find(view->patients, patient_of(one)))
		verdict_break(view->verdict, "the case t%lld of an MDT decided at %lld should count and does not",
			(long long)line->thread, (long long)line->pos);
}

/* What is referred speaks against later claims. */
static void note_referred(struct ledger_view *view, const struct mdt_case_view *mdt_case, const struct list *refer)
{
	const int32_t *codes = refer->items;

	for (size_t i = 0; i < refer->count; i++) {
		struct case_view *one = arena_take(view->log->arena, sizeof *one);

		if (!one)
			abort();
		one->patient_key = mdt_case->added->patient_key.data;
		one->patient_key_length = mdt_case->added->patient_key.length;
		one->treatment_function = codes[i];
		note_patient(view, one);
	}
}

static void check_decision(struct ledger_view *view, const struct log_line *line, struct mdt_case_view *mdt_case)
{
	const struct mdt_decided_data *data = line->data;
	const int32_t *codes = data->managed.items;

	mdt_case->managed_count = data->managed.count;
	for (size_t i = 0; i < data->managed.count; i++) {
		mdt_case->managed[i] = (struct case_view){.treatment_function = codes[i],
			.patient_key = mdt_case->added->patient_key.data,
			.patient_key_length = mdt_case->added->patient_key.length,
			.is_closed = true};
		check_managed(view, line, mdt_case, &mdt_case->managed[i]);
	}
	note_referred(view, mdt_case, &data->refer);
}

static void follow_mdt(struct ledger_view *view, const struct log_line *line)
{
	struct mdt_case_view *mdt_case = mdt_case_of(view, line);

	if (line->row->kind == EVENT_mdt_case_added) {
		mdt_case = arena_take(view->log->arena, sizeof *mdt_case);
		if (!mdt_case)
			abort();
		mdt_case->added = line->data;
		view->mdt_cases[line->thread - 1] = mdt_case;
	}
	if (mdt_case && line->row->kind == EVENT_mdt_contributed &&
		((const struct mdt_contributed_data *)line->data)->treatment_function)
		mdt_case->is_specialist_heard = true;
	if (mdt_case && line->row->kind == EVENT_mdt_decided)
		check_decision(view, line, mdt_case);
}

static void follow(struct ledger_view *view, const struct log_line *line)
{
	struct case_view *one = entry_of(view, line);

	follow_mdt(view, line);
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
static int64_t count_entries(const struct ledger_view *view, int32_t function, enum ledger_state state)
{
	int64_t count = 0;

	for (size_t i = 0; i < view->log->count; i++) {
		const struct mdt_case_view *mdt_case = view->mdt_cases[i];

		count += view->cases[i].entry == state && view->cases[i].treatment_function == function;
		for (size_t n = 0; mdt_case && n < mdt_case->managed_count; n++)
			count += mdt_case->managed[n].entry == state &&
				 mdt_case->managed[n].treatment_function == function;
	}
	return count;
}

static void check_sum(const struct ledger_view *view, sqlite3 *db, const struct case_view *one)
{
	int64_t expected, counted;

	if (!one->entry)
		return;
	expected = count_entries(view, one->treatment_function, one->entry);
	counted = count_of(db, one->treatment_function, one->entry);
	if (counted != expected)
		verdict_break(view->verdict,
			"the ledger counts %lld entries of specialty %d in one state, the log %lld", (long long)counted,
			one->treatment_function, (long long)expected);
}

static void check_sums(const struct ledger_view *view, sqlite3 *db)
{
	for (size_t i = 0; i < view->log->count; i++) {
		const struct mdt_case_view *mdt_case = view->mdt_cases[i];

		check_sum(view, db, &view->cases[i]);
		for (size_t n = 0; mdt_case && n < mdt_case->managed_count; n++)
			check_sum(view, db, &mdt_case->managed[n]);
	}
}

void check_ledger(const struct log_view *log, sqlite3 *db, struct verdicts *verdicts)
{
	struct ledger_view view = {.log = log,
		.cases = arena_take(log->arena, (log->count + 1) * sizeof(struct case_view)),
		.mdt_cases = arena_take(log->arena, (log->count + 1) * sizeof(struct mdt_case_view *)),
		.patients = map_new(),
		.verdict = &verdicts->of[8]};

	if (!view.cases || !view.mdt_cases || !view.patients)
		abort();
	for (size_t i = 0; i < log->count; i++) {
		note_recorded(&view, &log->lines[i]);
		follow(&view, &log->lines[i]);
	}
	check_sums(&view, db);
	map_free(view.patients, NULL);
}
