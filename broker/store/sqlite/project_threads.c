/* Threads, and the states a case goes through. */
#include "core/working_time.h"
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* Adds to the counts that somebody has in a conversation. */
static enum error count_cases(struct sqlite_store *store, struct conversation_id conversation,
	const struct person_id *person, int64_t open_cases, int64_t owed)
{
	if (!person->text[0] || (open_cases == 0 && owed == 0))
		return OK;
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO talks(conversation, person, sent, read, last_message, open_cases, owed)"
		" VALUES(?, ?, 0, 0, 0, ?, ?) ON CONFLICT DO UPDATE SET"
		" open_cases = open_cases + excluded.open_cases, owed = owed + excluded.owed");
	sql_put_integer(&sql, conversation.pos);
	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, open_cases);
	sql_put_integer(&sql, owed);
	return sql_run(&sql);
}

static enum error count_transition(struct sqlite_store *store, struct conversation_id conversation,
	const struct person_id *asker, const struct person_id *asked, enum thread_state from, enum thread_state to)
{
	int64_t owed = (to == STATE_AWAITING_ANSWER) - (from == STATE_AWAITING_ANSWER);
	int64_t open = (to != STATE_CLOSED) - (from != STATE_CLOSED);
	enum error error = count_cases(store, conversation, asker, open, 0);

	return error == OK ? count_cases(store, conversation, asked, 0, owed) : error;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

#define INSERT_THREAD                                                                                            \
	"INSERT INTO threads(id, conversation, kind, state, opened_by, opened_at, asked, urgency, intent,"       \
	" treatment_function, neighbourhood, practice, patient_key, reply_due, paused_left, answer_count,"       \
	" last_recommendation, outcome, is_referred, is_converted, reopened_count, message_count, last_message," \
	" last_seq, last_at, provider, age_band, sex, deprivation_decile, from_case)"                            \
	" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)"

/* A topic has no data of a case: all of it is absent. */
static enum error open_thread(struct sqlite_store *store, const struct event *event, enum thread_kind kind,
	enum thread_state state, const struct case_asked_data *data, struct thread_id from_case)
{
	struct sql sql = sql_use(&store->connection, INSERT_THREAD);

	sql_put_integer(&sql, event->thread.pos);
	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, kind);
	sql_put_integer(&sql, state);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, event->at_ms);
	sql_put_string(&sql, data->asked.text);
	sql_put_integer(&sql, data->urgency);
	sql_put_integer(&sql, data->intent);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_string(&sql, data->practice.text);
	sql_put_text(&sql, data->patient_key);
	sql_put_optional(&sql, data->reply_due);
	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, event->seq);
	sql_put_integer(&sql, event->at_ms);
	sql_put_string(&sql, data->provider.text);
	sql_put_integer(&sql, data->age_band);
	sql_put_integer(&sql, data->sex);
	sql_put_integer(&sql, data->deprivation_decile);
	sql_put_optional(&sql, from_case.pos);
	return sql_run(&sql);
}

enum error project_case_asked(struct sqlite_store *store, const struct event *event, const struct case_asked_data *data)
{
	enum error error = open_thread(store, event, THREAD_CASE, STATE_AWAITING_ANSWER, data, (struct thread_id){0});

	if (error == OK)
		error = count_transition(
			store, event->conversation, &event->by, &data->asked, STATE_CLOSED, STATE_AWAITING_ANSWER);
	return error == OK ? project_message(store, event) : error;
}

enum error project_topic_opened(
	struct sqlite_store *store, const struct event *event, const struct topic_opened_data *data)
{
	static const struct case_asked_data no_case;
	enum error error = open_thread(store, event, THREAD_TOPIC, STATE_OPEN, &no_case, data->from_case);

	return error == OK ? project_message(store, event) : error;
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

struct case_now {
	enum thread_state state;
	struct person_id asker;
	struct person_id asked;
	int64_t reply_due_ms;
	int64_t paused_left_ms;
	int64_t answer_count;
};

static enum error load_case(struct sqlite_store *store, struct thread_id thread, struct case_now *now)
{
	struct sql sql = sql_use(&store->connection,
		"SELECT state, opened_by, asked, reply_due, paused_left, answer_count FROM threads"
		" WHERE id = ?");
	bool found;
	enum error error;

	*now = (struct case_now){0};
	sql_put_integer(&sql, thread.pos);
	found = sql_step(&sql);
	if (found) {
		now->state = (enum thread_state)sql_get_integer(&sql);
		sql_get_string(&sql, now->asker.text, sizeof(now->asker.text));
		sql_get_string(&sql, now->asked.text, sizeof(now->asked.text));
		now->reply_due_ms = sql_get_integer(&sql);
		now->paused_left_ms = sql_get_integer(&sql);
		now->answer_count = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	return error == OK && !found ? ERROR_INTERNAL : error;
}

static enum error move(struct sqlite_store *store, const struct event *event, const struct case_now *now,
	enum thread_state to, int64_t reply_due_ms, int64_t paused_left_ms)
{
	struct sql sql = sql_use(
		&store->connection, "UPDATE threads SET state = ?, reply_due = ?, paused_left = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, to);
	sql_put_optional(&sql, reply_due_ms);
	sql_put_integer(&sql, paused_left_ms);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	if (error != OK)
		return error;
	return count_transition(store, event->conversation, &now->asker, &now->asked, now->state, to);
}

enum error project_state(struct sqlite_store *store, const struct event *event, enum thread_state to,
	int64_t reply_due_ms, int64_t paused_left_ms)
{
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);

	return error == OK ? move(store, event, &now, to, reply_due_ms, paused_left_ms) : error;
}

enum error project_case_answered(
	struct sqlite_store *store, const struct event *event, const struct case_answered_data *data)
{
	enum error error = project_state(store, event, STATE_ANSWERED, 0, 0);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"UPDATE threads SET answer_count = answer_count + 1, last_recommendation = ?,"
		" first_answered_at = coalesce(first_answered_at, ?) WHERE id = ?");
	sql_put_integer(&sql, data->recommendation);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	return error == OK ? project_message(store, event) : error;
}

/* What was left of the promise is kept in working time: it runs on from there. */
enum error project_case_information_requested(
	struct sqlite_store *store, const struct event *event, const struct case_information_requested_data *data)
{
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);
	int64_t left_ms = now.paused_left_ms; /* asked for more again: what was left stays */

	(void)data;
	if (error != OK)
		return error;
	if (now.reply_due_ms != 0)
		left_ms = working_time_between(event->at_ms, now.reply_due_ms);
	error = move(store, event, &now, STATE_AWAITING_INFORMATION, 0, left_ms > 0 ? left_ms : 0);
	return error == OK ? project_message(store, event) : error;
}

/* --- ending ------------------------------------------------------------------------------------------------------- */

/* A referral counts as converted when a specialist had recommended it by then. */
static enum error note_referral(struct sqlite_store *store, struct thread_id thread)
{
	struct sql sql = sql_use(&store->connection, "UPDATE threads SET is_referred = 1,"
						     " is_converted = is_converted OR last_recommendation = ?"
						     " WHERE id = ?");

	sql_put_integer(&sql, RECOMMENDATION_REFERRAL);
	sql_put_integer(&sql, thread.pos);
	return sql_run(&sql);
}

enum error project_case_referred(
	struct sqlite_store *store, const struct event *event, const struct case_referred_data *data)
{
	enum error error = note_referral(store, event->thread);

	return error == OK ? project_referral_made(store, event, data->treatment_function) : error;
}

enum error project_case_closed(
	struct sqlite_store *store, const struct event *event, const struct case_closed_data *data)
{
	enum error error = project_state(store, event, STATE_CLOSED, 0, 0);

	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "UPDATE threads SET outcome = ?, closed_at = ? WHERE id = ?");
	sql_put_integer(&sql, data->outcome);
	sql_put_integer(&sql, event->at_ms);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	if (error == OK && data->outcome == OUTCOME_REFERRED)
		error = note_referral(store, event->thread);
	if (error == OK && data->outcome == OUTCOME_REFERRED)
		error = project_referral_made(store, event, 0);
	return error;
}

enum error project_case_reopened(
	struct sqlite_store *store, const struct event *event, const struct case_reopened_data *data)
{
	struct case_now now;
	enum thread_state to = STATE_AWAITING_ANSWER;
	enum error error = load_case(store, event->thread, &now);

	if (error != OK)
		return error;
	if (data->reply_due == 0 && now.answer_count > 0)
		to = STATE_ANSWERED;
	error = move(store, event, &now, to, data->reply_due, 0);
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "UPDATE threads SET outcome = 0, closed_at = NULL,"
						     " reopened_count = reopened_count + 1 WHERE id = ?");
	sql_put_integer(&sql, event->thread.pos);
	return sql_run(&sql);
}
