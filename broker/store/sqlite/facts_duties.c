#include "store/sqlite/facts_duties.h"

#include "store/sqlite/cover_read.h"
#include "store/sqlite/facts_mdt.h"
#include "store/sqlite/person_read.h"

struct finding {
	struct connection *connection;
	int64_t now_ms;
	int64_t limit;
	struct arena *arena;
	struct rows duties; /* struct duty_facts */
};

static struct duty_facts *add_duty(struct finding *finding, enum duty_kind kind, struct sql *sql)
{
	struct duty_facts *duty = rows_add(&finding->duties);

	if (duty)
		duty->kind = kind;
	else
		sql->error = ERROR_BUSY;
	return duty;
}

static struct duty_facts *duty_at(const struct finding *finding, size_t place)
{
	return (struct duty_facts *)(void *)finding->duties.items + place;
}

/* --- leave -------------------------------------------------------------------------------------------------------- */

static enum error read_covers(struct finding *finding, struct sql *sql, enum duty_kind kind)
{
	struct duty_facts *duty;

	sql_put_integer(sql, finding->now_ms);
	sql_put_integer(sql, finding->limit);
	while (sql_step(sql) && (duty = add_duty(finding, kind, sql)))
		cover_row_read(sql, &duty->cover);
	return sql_done(sql);
}

/* The state stands in the text, here and below, so that the indexes of what is to come are used. */
static enum error find_covers_that_end(struct finding *finding)
{
	size_t first = finding->duties.count;
	struct list cases = {0};
	struct sql sql = sql_use(finding->connection, "SELECT " COVER_COLUMNS " FROM covers AS c WHERE c.state = 2"
						      " AND c.until_at <= ? ORDER BY c.until_at, c.id LIMIT ?");
	enum error error = read_covers(finding, &sql, DUTY_COVER_ENDS);

	for (size_t i = first; error == OK && i < finding->duties.count; i++)
		error = cover_cases(finding->connection, finding->arena, &duty_at(finding, i)->cover, &cases);
	return error;
}

static enum error find_covers_that_begin(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection, "SELECT " COVER_COLUMNS " FROM covers AS c WHERE c.state = 1"
						      " AND c.from_at <= ? ORDER BY c.from_at, c.id LIMIT ?");

	return read_covers(finding, &sql, DUTY_COVER_BEGINS);
}

/* --- promises ----------------------------------------------------------------------------------------------------- */

static void read_case(struct sql *sql, struct duty_facts *duty)
{
	struct thread_facts *thread = &duty->thread;

	thread->found = true;
	thread->id.pos = sql_get_integer(sql);
	thread->conversation.pos = sql_get_integer(sql);
	sql_get_string(sql, thread->asked.text, sizeof(thread->asked.text));
	thread->urgency = (enum urgency)sql_get_integer(sql);
	thread->promise.due_ms = sql_get_integer(sql);
	thread->promise.step = (enum promise_step)sql_get_integer(sql);
	thread->promise.given_ms = sql_get_integer(sql);
	sql_get_string(sql, thread->neighbourhood.text, sizeof(thread->neighbourhood.text));
}

static enum error read_specialists(struct finding *finding, struct duty_facts *duty)
{
	struct sql sql = sql_use(finding->connection, "SELECT id FROM links WHERE conversation = ?");
	struct link_id link = {0};
	enum error error;

	sql_put_integer(&sql, duty->thread.conversation.pos);
	error = sql_number(&sql, &link.pos);
	if (error != OK)
		return error;
	return person_read_specialists(
		finding->connection, link, duty->thread.conversation, finding->arena, &duty->specialists);
}

#define CASE_COLUMNS "t.id, t.conversation, t.asked, t.urgency, t.reply_due, t.promise_step, t.given, t.neighbourhood"

static enum error read_promises(struct finding *finding, struct sql *sql)
{
	struct duty_facts *duty;
	enum error error;

	while (sql_step(sql) && (duty = add_duty(finding, DUTY_PROMISE, sql)))
		read_case(sql, duty);
	error = sql_done(sql);
	for (size_t i = 0; error == OK && i < finding->duties.count; i++)
		error = read_specialists(finding, duty_at(finding, i));
	return error;
}

static enum error find_promises(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection, "SELECT " CASE_COLUMNS " FROM threads AS t WHERE"
						      " t.next_step_at <= ? ORDER BY t.next_step_at, t.id LIMIT ?");

	sql_put_integer(&sql, finding->now_ms);
	sql_put_integer(&sql, finding->limit);
	return read_promises(finding, &sql);
}

/* Who was suspended answers no more: whatever their promises say. */
static enum error find_promises_of_suspended(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection,
		"SELECT " CASE_COLUMNS " FROM people AS p CROSS JOIN threads AS t ON t.asked = p.id AND t.kind = 1"
		" AND t.closed_at IS NULL WHERE p.is_suspended = 1 AND t.next_step_at IS NOT NULL LIMIT ?");

	sql_put_integer(&sql, finding->limit);
	return read_promises(finding, &sql);
}

/* --- meetings ----------------------------------------------------------------------------------------------------- */

static enum error find_meetings_that_open(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection, "SELECT id, conversation FROM meetings WHERE next_at <= ?"
						      " AND state = ? ORDER BY next_at, id LIMIT ?");
	struct duty_facts *duty;

	sql_put_integer(&sql, finding->now_ms);
	sql_put_integer(&sql, MEETING_PLANNED);
	sql_put_integer(&sql, finding->limit);
	while (sql_step(&sql) && (duty = add_duty(finding, DUTY_MEETING_OPENS, &sql))) {
		duty->meeting.id.pos = sql_get_integer(&sql);
		duty->meeting.conversation.pos = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

/* One in each review, for it defers as many cases as its agenda has. */
static enum error find_meeting_that_closes(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection,
		"SELECT id FROM meetings WHERE next_at <= ? AND state = ? ORDER BY next_at, id LIMIT 1");
	struct duty_facts *duty = NULL;
	struct meeting_id meeting = {0};
	enum error error;

	sql_put_integer(&sql, finding->now_ms);
	sql_put_integer(&sql, MEETING_OPEN);
	if (sql_step(&sql) && (duty = add_duty(finding, DUTY_MEETING_CLOSES, &sql)))
		meeting.pos = sql_get_integer(&sql);
	error = sql_done(&sql);
	if (error != OK || !duty)
		return error;
	error = facts_meeting(finding->connection, meeting, finding->arena, &duty->meeting);
	if (error != OK)
		return error;
	return facts_next_meeting(finding->connection, duty->meeting.conversation, &duty->meeting, &duty->next_meeting);
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

static void read_action(struct sql *sql, struct duty_facts *duty)
{
	duty->action.found = true;
	duty->action.id.pos = sql_get_integer(sql);
	duty->action.thread.pos = sql_get_integer(sql);
	duty->conversation.pos = sql_get_integer(sql);
	sql_get_string(sql, duty->action.owner.text, sizeof(duty->action.owner.text));
	duty->action.due = (int32_t)sql_get_integer(sql);
	duty->is_reminded = sql_get_integer(sql) != 0;
	sql_get_string(sql, duty->told.text, sizeof(duty->told.text));
}

/* The chair of the MDT hears that it is overdue, or the asker of the case. */
static enum error find_actions(struct finding *finding)
{
	struct sql sql = sql_use(finding->connection,
		"SELECT a.id, a.thread, a.conversation, a.owner, a.due, a.is_reminded, coalesce(m.chair, t.opened_by)"
		" FROM actions AS a LEFT JOIN mdts AS m ON m.conversation = a.conversation"
		" LEFT JOIN threads AS t ON t.id = a.thread WHERE a.next_at <= ? ORDER BY a.next_at, a.id LIMIT ?");
	struct duty_facts *duty;

	sql_put_integer(&sql, finding->now_ms);
	sql_put_integer(&sql, finding->limit);
	while (sql_step(&sql) && (duty = add_duty(finding, DUTY_ACTION, &sql)))
		read_action(&sql, duty);
	return sql_done(&sql);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

/* One kind after the other: who is here again, or away, is so before it is looked at who stands behind whom. */
static enum error (*const finders[])(struct finding *) = {find_covers_that_end, find_covers_that_begin, find_promises,
	find_promises_of_suspended, find_meetings_that_open, find_meeting_that_closes, find_actions};

enum error facts_duties(
	struct connection *connection, int64_t now_ms, int64_t limit, struct arena *arena, struct list *duties)
{
	struct finding finding = {connection, now_ms, limit, arena, rows_of(arena, sizeof(struct duty_facts))};
	enum error error = OK;

	for (size_t i = 0; error == OK && i < sizeof(finders) / sizeof(finders[0]); i++) {
		if (finding.duties.count == 0)
			error = finders[i](&finding);
	}
	*duties = rows_list(&finding.duties);
	return error;
}
