/* Threads, and the states a case goes through. */
#include "core/promise.h"
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
	" last_seq, last_at, provider, age_band, sex, deprivation_decile, from_case, promise_step, given,"       \
	" next_step_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, ?, ?, ?, ?, ?," \
	" ?, ?, ?, ?, ?, ?)"

enum error project_thread_opened(struct sqlite_store *store, const struct event *event, enum thread_kind kind,
	enum thread_state state, const struct case_asked_data *data, struct thread_id from_case)
{
	struct promise promise = data->reply_due ? promise_made(event->at_ms, data->reply_due) : (struct promise){0};
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
	sql_put_integer(&sql, promise.step);
	sql_put_integer(&sql, promise.given_ms);
	sql_put_optional(&sql, promise_next_step_ms(&promise, data->urgency));
	return sql_run(&sql);
}

enum error project_case_asked(struct sqlite_store *store, const struct event *event, const struct case_asked_data *data)
{
	enum error error =
		project_thread_opened(store, event, THREAD_CASE, STATE_AWAITING_ANSWER, data, (struct thread_id){0});

	if (error == OK)
		error = count_transition(
			store, event->conversation, &event->by, &data->asked, STATE_CLOSED, STATE_AWAITING_ANSWER);
	return error == OK ? project_message(store, event) : error;
}

enum error project_topic_opened(
	struct sqlite_store *store, const struct event *event, const struct topic_opened_data *data)
{
	static const struct case_asked_data no_case;
	enum error error = project_thread_opened(store, event, THREAD_TOPIC, STATE_OPEN, &no_case, data->from_case);

	return error == OK ? project_message(store, event) : error;
}

/* --- moving ------------------------------------------------------------------------------------------------------- */

struct case_now {
	enum thread_state state;
	struct person_id asker;
	struct person_id asked;
	enum urgency urgency;
	struct promise promise;
	int64_t paused_left_ms;
	int64_t answer_count;
};

static enum error load_case(struct sqlite_store *store, struct thread_id thread, struct case_now *now)
{
	struct sql sql = sql_use(&store->connection,
		"SELECT state, opened_by, asked, urgency, promise_step, given, reply_due, paused_left, answer_count"
		" FROM threads WHERE id = ?");
	bool found;
	enum error error;

	*now = (struct case_now){0};
	sql_put_integer(&sql, thread.pos);
	found = sql_step(&sql);
	if (found) {
		now->state = (enum thread_state)sql_get_integer(&sql);
		sql_get_string(&sql, now->asker.text, sizeof(now->asker.text));
		sql_get_string(&sql, now->asked.text, sizeof(now->asked.text));
		now->urgency = (enum urgency)sql_get_integer(&sql);
		now->promise.step = (enum promise_step)sql_get_integer(&sql);
		now->promise.given_ms = sql_get_integer(&sql);
		now->promise.due_ms = sql_get_integer(&sql);
		now->paused_left_ms = sql_get_integer(&sql);
		now->answer_count = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	return error == OK && !found ? ERROR_INTERNAL : error;
}

/* Where a case moves; without a promise nothing is owed, without a due time of it the clock stands still. */
struct destination {
	enum thread_state state;
	struct promise promise;
	int64_t paused_left_ms;
	int64_t paused_at_ms;
};

static enum error move(
	struct sqlite_store *store, const struct event *event, const struct case_now *now, const struct destination *to)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE threads SET state = ?, reply_due = ?, paused_left = ?, promise_step = ?, given = ?,"
		" next_step_at = ?, paused_at = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, to->state);
	sql_put_optional(&sql, to->promise.due_ms);
	sql_put_integer(&sql, to->paused_left_ms);
	sql_put_integer(&sql, to->promise.step);
	sql_put_integer(&sql, to->promise.given_ms);
	sql_put_optional(&sql, promise_next_step_ms(&to->promise, now->urgency));
	sql_put_optional(&sql, to->paused_at_ms);
	sql_put_integer(&sql, event->thread.pos);
	error = sql_run(&sql);
	if (error != OK)
		return error;
	return count_transition(store, event->conversation, &now->asker, &now->asked, now->state, to->state);
}

/* Nothing is owed any more. */
static enum error settle(struct sqlite_store *store, const struct event *event, enum thread_state state)
{
	const struct destination to = {.state = state};
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);

	return error == OK ? move(store, event, &now, &to) : error;
}

enum error project_resumed(struct sqlite_store *store, const struct event *event, int64_t reply_due_ms)
{
	struct destination to = {.state = STATE_AWAITING_ANSWER};
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);

	if (error != OK)
		return error;
	to.promise = promise_is_renewed(now.paused_left_ms, now.answer_count)
			     ? promise_made(event->at_ms, reply_due_ms)
			     : promise_resumed(&now.promise, now.paused_left_ms, reply_due_ms);
	return move(store, event, &now, &to);
}

enum error project_case_answered(
	struct sqlite_store *store, const struct event *event, const struct case_answered_data *data)
{
	enum error error = settle(store, event, STATE_ANSWERED);

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
	struct destination to = {.state = STATE_AWAITING_INFORMATION, .paused_at_ms = event->at_ms};
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);

	(void)data;
	if (error != OK)
		return error;
	to.paused_left_ms = now.paused_left_ms; /* asked for more again: what was left stays */
	if (now.promise.due_ms != 0)
		to.paused_left_ms = working_time_between(event->at_ms, now.promise.due_ms);
	to.promise = now.promise;
	to.promise.due_ms = 0;
	error = move(store, event, &now, &to);
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
	enum error error = settle(store, event, STATE_CLOSED);

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
	struct destination to = {.state = STATE_AWAITING_ANSWER};
	struct case_now now;
	enum error error = load_case(store, event->thread, &now);

	if (error != OK)
		return error;
	if (data->reply_due == 0 && now.answer_count > 0)
		to.state = STATE_ANSWERED;
	if (data->reply_due != 0)
		to.promise = promise_made(event->at_ms, data->reply_due);
	error = move(store, event, &now, &to);
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "UPDATE threads SET outcome = 0, closed_at = NULL,"
						     " reopened_count = reopened_count + 1 WHERE id = ?");
	sql_put_integer(&sql, event->thread.pos);
	return sql_run(&sql);
}

/* The log tells who filed it and how far; no list asks. */
enum error project_case_filed(struct sqlite_store *store, const struct event *event, const struct case_filed_data *data)
{
	(void)store;
	(void)event;
	(void)data;
	return OK;
}
