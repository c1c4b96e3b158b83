#include "store/sqlite/thread_read.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/person_read.h"

static bool is_actor(const struct query *query, const struct person_id *person)
{
	return person->text[0] && strcmp(person->text, query->command->person.text) == 0;
}

/* The asker acts on an answer and supplies what is asked for; the asked specialist, or who stands in, answers. */
static bool is_waiting_on_actor(const struct query *query, const struct thread_row *row)
{
	switch (row->state) {
	case STATE_AWAITING_INFORMATION:
	case STATE_ANSWERED:
		return is_actor(query, &row->opened_by);
	case STATE_AWAITING_ANSWER:
		return is_actor(query, &row->asked) || is_actor(query, &row->deputy);
	default:
		return false;
	}
}

static void read_row(struct sql *sql, struct thread_row *row)
{
	int64_t message_count;
	int64_t seen;

	row->conversation.pos = sql_get_integer(sql);
	row->kind = (enum thread_kind)sql_get_integer(sql);
	row->state = (enum thread_state)sql_get_integer(sql);
	sql_get_string(sql, row->opened_by.text, sizeof(row->opened_by.text));
	row->opened_at = sql_get_integer(sql);
	sql_get_string(sql, row->asked.text, sizeof(row->asked.text));
	row->urgency = (enum urgency)sql_get_integer(sql);
	row->intent = (enum intent)sql_get_integer(sql);
	row->treatment_function = (int32_t)sql_get_integer(sql);
	row->reply_due = sql_get_integer(sql);
	row->recommendation = (enum recommendation)sql_get_integer(sql);
	row->outcome = (enum outcome)sql_get_integer(sql);
	row->referred = sql_get_integer(sql) != 0;
	row->closed_at = sql_get_integer(sql);
	row->last_seq = sql_get_integer(sql);
	row->last_at = sql_get_integer(sql);
	row->avoided = (enum ledger_state)sql_get_integer(sql);
	row->read_seq = sql_get_integer(sql);
	message_count = sql_get_integer(sql);
	seen = sql_get_integer(sql);
	row->unread = message_count - seen;
	row->promise_step = (enum promise_step)sql_get_integer(sql);
	row->clock_stopped_at = sql_get_integer(sql);
	row->working_minutes_left = sql_get_integer(sql) / MS_PER_MINUTE;
	row->from_case.pos = sql_get_integer(sql);
}

static enum error read_table(struct query *query, struct thread_row *row, bool *found)
{
	struct sql sql = sql_use(query->connection,
		"SELECT t.conversation, t.kind, t.state, t.opened_by, t.opened_at, t.asked, t.urgency,"
		" t.intent, t.treatment_function, t.reply_due, t.last_recommendation, t.outcome,"
		" t.is_referred, t.closed_at, t.last_seq, t.last_at, l.state, r.seq,"
		" t.message_count, ifnull(r.sent + r.read, 0), t.promise_step, t.paused_at, t.paused_left, t.from_case"
		" FROM threads AS t LEFT JOIN ledger AS l ON l.thread = t.id AND l.treatment_function = "
		"t.treatment_function"
		" LEFT JOIN reads AS r ON r.thread = t.id AND r.person = ? WHERE t.id = ?");

	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, row->thread.pos);
	*found = sql_step(&sql);
	if (*found)
		read_row(&sql, row);
	return sql_done(&sql);
}

/* Title and patient are words: they stand with the event that opened the thread. */
static enum error read_words(struct query *query, struct thread_row *row)
{
	struct event event;
	bool found = false;
	enum error error = log_load(query->connection, row->thread.pos, query->arena, &event, NULL, &found);

	if (error != OK || !found)
		return error;
	if (event.kind == EVENT_case_asked) {
		row->title = ((const struct case_asked_data *)event.data)->title;
		row->patient = ((const struct case_asked_data *)event.data)->patient;
	} else if (event.kind == EVENT_mdt_case_added) {
		row->title = ((const struct mdt_case_added_data *)event.data)->title;
		row->patient = ((const struct mdt_case_added_data *)event.data)->patient;
	} else if (event.kind == EVENT_topic_opened) {
		row->title = ((const struct topic_opened_data *)event.data)->title;
	}
	return OK;
}

/* Who somebody is, or their handle when they are nobody we know: rows must name somebody. */
static enum error read_name(struct query *query, const struct person_id *person, struct text *display_name)
{
	struct person_name name;
	enum error error = person_name(query->connection, person, query->arena, &name);

	if (error != OK)
		return error;
	*display_name = name.display_name.data ? name.display_name : arena_text(query->arena, text_of(person->text));
	return display_name->data ? OK : ERROR_BUSY;
}

static enum error read_asked(struct query *query, struct thread_row *row)
{
	struct person_facts asked;
	enum error error = person_read(query->connection, &row->asked, row->conversation, query->arena, &asked);

	if (error != OK)
		return error;
	row->deputy = asked.deputy;
	return read_name(query, &row->asked, &row->asked_name);
}

enum error thread_read(struct query *query, struct thread_id thread, struct thread_row *row, bool *found)
{
	struct thread_row made = {.thread = thread};
	enum error error = read_table(query, &made, found);

	if (error != OK || !*found)
		return error;
	error = read_words(query, &made);
	if (error == OK)
		error = read_name(query, &made.opened_by, &made.opened_by_name);
	if (error == OK && made.asked.text[0])
		error = read_asked(query, &made);
	if (error != OK)
		return error;
	made.overdue = made.reply_due != 0 && made.reply_due < query->facts->now_ms;
	made.waiting_on_me = is_waiting_on_actor(query, &made);
	*row = made;
	return OK;
}
