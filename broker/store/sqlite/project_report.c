#include "store/sqlite/project_report.h"

#include "base/calendar.h"
#include "core/working_time.h"
#include "store/sqlite/statement.h"

/* --- the clock of the first answer ----------------------------------------------------------------------------------- */

/* A case that waits for its first answer. Asking for information stops the clock; giving it lets it run on, to the
 * promise that was then made. */
struct first_wait {
	int64_t asked_at_ms;
	int64_t promise_ms;   /* as it stands; while the clock is stopped, as it stood then */
	int64_t paused_at_ms; /* 0: the clock runs */
	int64_t paused_ms;    /* working time, in all pauses that are over */
};

#define THIS_CASE                                                                                       \
	" (neighbourhood, treatment_function, asked_at, thread) = (SELECT coalesce(neighbourhood, '')," \
	" treatment_function, opened_at, id FROM threads WHERE id = ?)"

static enum error load_wait(
	struct sqlite_store *store, struct thread_id thread, bool *is_waiting, struct first_wait *wait)
{
	struct sql sql = sql_use(&store->connection, "SELECT asked_at, promise, paused_at, paused_ms FROM cases"
						     " WHERE reply_ms IS NULL AND" THIS_CASE);

	sql_put_integer(&sql, thread.pos);
	*is_waiting = sql_step(&sql);
	if (*is_waiting) {
		wait->asked_at_ms = sql_get_integer(&sql);
		wait->promise_ms = sql_get_integer(&sql);
		wait->paused_at_ms = sql_get_integer(&sql);
		wait->paused_ms = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error save_wait(struct sqlite_store *store, struct thread_id thread, const struct first_wait *wait)
{
	struct sql sql = sql_use(
		&store->connection, "UPDATE cases SET promise = ?, paused_at = ?, paused_ms = ? WHERE" THIS_CASE);

	sql_put_optional(&sql, wait->promise_ms);
	sql_put_optional(&sql, wait->paused_at_ms);
	sql_put_integer(&sql, wait->paused_ms);
	sql_put_integer(&sql, thread.pos);
	return sql_run(&sql);
}

static void end_pause(struct first_wait *wait, int64_t now_ms)
{
	if (wait->paused_at_ms != 0)
		wait->paused_ms += working_time_between(wait->paused_at_ms, now_ms);
	wait->paused_at_ms = 0;
}

/* An answer that was given while the clock stood still is in time when the clock was stopped in time. */
static enum error answered(struct sqlite_store *store, const struct event *event, struct first_wait *wait)
{
	int64_t counts_as_ms = wait->paused_at_ms != 0 ? wait->paused_at_ms : event->at_ms;
	struct sql sql = sql_use(&store->connection, "UPDATE cases SET reply_ms = ?, is_within = ?, promise = NULL,"
						     " paused_at = NULL WHERE" THIS_CASE);
	int64_t reply_ms;

	end_pause(wait, event->at_ms);
	reply_ms = working_time_between(wait->asked_at_ms, event->at_ms) - wait->paused_ms;
	sql_put_integer(&sql, reply_ms > 0 ? reply_ms : 0);
	sql_put_integer(&sql, counts_as_ms <= wait->promise_ms);
	sql_put_integer(&sql, event->thread.pos);
	return sql_run(&sql);
}

/* What an event does to the clock of its case. A case that is closed unanswered and opened again has been promised an
 * answer anew; the time that it was closed counts, for whoever asked had none. */
static enum error keep_clock(struct sqlite_store *store, const struct event *event)
{
	struct first_wait wait;
	bool is_waiting;
	enum error error = load_wait(store, event->thread, &is_waiting, &wait);

	if (error != OK || !is_waiting)
		return error;
	switch (event->kind) {
	case EVENT_case_answered:
		return answered(store, event, &wait);
	case EVENT_case_asked:
		wait.promise_ms = ((const struct case_asked_data *)event->data)->reply_due;
		break;
	case EVENT_case_information_requested:
		wait.paused_at_ms = wait.paused_at_ms != 0 ? wait.paused_at_ms : event->at_ms;
		break;
	case EVENT_message_sent:
		end_pause(&wait, event->at_ms);
		wait.promise_ms = ((const struct message_sent_data *)event->data)->reply_due;
		break;
	default: /* reopened */
		end_pause(&wait, event->at_ms);
		wait.promise_ms = ((const struct case_reopened_data *)event->data)->reply_due;
		break;
	}
	return save_wait(store, event->thread, &wait);
}

/* --- what happened on a day ------------------------------------------------------------------------------------------ */

struct day_counts {
	bool is_asked, is_answer, is_information_request, is_by_specialist, is_topic, is_grown_topic;
};

static enum error count_day(struct sqlite_store *store, const struct event *event, const struct day_counts *counts)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO link_days(conversation, day, asked, answers, information_requests,"
		" specialist_messages, topics, grown_topics) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET asked = asked + excluded.asked,"
		" answers = answers + excluded.answers,"
		" information_requests = information_requests + excluded.information_requests,"
		" specialist_messages = specialist_messages + excluded.specialist_messages,"
		" topics = topics + excluded.topics, grown_topics = grown_topics + excluded.grown_topics");

	sql_put_integer(&sql, event->conversation.pos);
	sql_put_integer(&sql, calendar_london_date(event->at_ms));
	sql_put_integer(&sql, counts->is_asked);
	sql_put_integer(&sql, counts->is_answer);
	sql_put_integer(&sql, counts->is_information_request);
	sql_put_integer(&sql, counts->is_by_specialist);
	sql_put_integer(&sql, counts->is_topic);
	sql_put_integer(&sql, counts->is_grown_topic);
	return sql_run(&sql);
}

static enum error is_by_specialist(struct sqlite_store *store, const struct event *event, bool *is)
{
	struct sql sql =
		sql_use(&store->connection, "SELECT side = ? FROM members WHERE person = ? AND conversation = ?");
	int64_t side = 0;
	enum error error;

	sql_put_integer(&sql, SIDE_SPECIALIST);
	sql_put_string(&sql, event->by.text);
	sql_put_integer(&sql, event->conversation.pos);
	error = sql_number(&sql, &side);
	*is = side != 0;
	return error;
}

/* --- events ---------------------------------------------------------------------------------------------------------- */

static enum error count_message(struct sqlite_store *store, const struct event *event, struct day_counts counts)
{
	enum error error = is_by_specialist(store, event, &counts.is_by_specialist);

	if (error != OK || (!counts.is_by_specialist && !counts.is_topic))
		return error;
	return count_day(store, event, &counts);
}

enum error project_report(struct sqlite_store *store, const struct event *event)
{
	enum error error = OK;

	switch (event->kind) {
	case EVENT_case_asked:
		error = count_day(store, event, &(struct day_counts){.is_asked = true});
		return error == OK ? keep_clock(store, event) : error;
	case EVENT_case_answered:
		error = count_day(store, event, &(struct day_counts){.is_answer = true, .is_by_specialist = true});
		return error == OK ? keep_clock(store, event) : error;
	case EVENT_case_information_requested:
		error = count_day(
			store, event, &(struct day_counts){.is_information_request = true, .is_by_specialist = true});
		return error == OK ? keep_clock(store, event) : error;
	case EVENT_message_sent:
		if (((const struct message_sent_data *)event->data)->from_mdt.pos != 0)
			return OK; /* a decision that was posted, no work of the link */
		if (((const struct message_sent_data *)event->data)->reply_due != 0)
			error = keep_clock(store, event);
		return error == OK ? count_message(store, event, (struct day_counts){0}) : error;
	case EVENT_topic_opened: {
		bool is_grown = ((const struct topic_opened_data *)event->data)->from_case.pos != 0;

		return count_message(store, event, (struct day_counts){.is_topic = true, .is_grown_topic = is_grown});
	}
	case EVENT_case_reopened:
		return keep_clock(store, event);
	default:
		return OK;
	}
}
