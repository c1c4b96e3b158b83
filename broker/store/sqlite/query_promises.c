/* promise.list: answers that are owed, oldest promise first. */
#include "base/calendar.h"
#include "core/promise.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_row(struct query *query, struct sql *sql, struct promise_row *row, struct link_id *link)
{
	int64_t left_ms;

	row->thread.pos = sql_get_integer(sql);
	row->conversation.pos = sql_get_integer(sql);
	row->name = sql_get_text(sql, query->arena);
	sql_get_string(sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
	row->treatment_function = (int32_t)sql_get_integer(sql);
	sql_get_string(sql, row->opened_by.text, sizeof(row->opened_by.text));
	sql_get_string(sql, row->asked.text, sizeof(row->asked.text));
	row->urgency = (enum urgency)sql_get_integer(sql);
	row->opened_at = sql_get_integer(sql);
	row->reply_due = sql_get_integer(sql);
	row->step = (enum promise_step)sql_get_integer(sql);
	row->next_step_at = sql_get_integer(sql);
	row->clock_stopped = sql_get_integer(sql) == STATE_AWAITING_INFORMATION;
	left_ms = sql_get_integer(sql);
	row->working_minutes_left = row->clock_stopped ? left_ms / MS_PER_MINUTE : 0;
	row->overdue = row->reply_due != 0 && row->reply_due < query->facts->now_ms;
	link->pos = sql_get_integer(sql);
}

static enum error find_holder(struct query *query, struct link_id link, struct promise_row *row)
{
	struct list specialists = {0};
	enum error error =
		person_read_specialists(query->connection, link, row->conversation, query->arena, &specialists);

	row->holder = promise_holder(&specialists, row->asked, row->step);
	return error;
}

/* A page begins behind a row that this reader sees. */
static enum error skip_page(struct query *query, struct sql *sql, struct thread_id before)
{
	struct promise_row row = {0};
	struct link_id link;

	while (row.thread.pos != before.pos) {
		if (!sql_step(sql))
			return ERROR_NOT_FOUND;
		read_row(query, sql, &row, &link);
	}
	return OK;
}

static enum error read_page(struct query *query, struct sql *sql, size_t limit, struct rows *rows, bool *complete)
{
	enum error error = OK;

	*complete = true;
	while (error == OK && sql_step(sql)) {
		struct promise_row row = {0};
		struct promise_row *kept;
		struct link_id link = {0};

		*complete = rows->count < limit;
		if (!*complete)
			break;
		read_row(query, sql, &row, &link);
		kept = rows_add(rows);
		error = kept ? find_holder(query, link, &row) : ERROR_BUSY;
		if (kept)
			*kept = row;
	}
	return error;
}

#define PROMISES                                                                                              \
	"SELECT t.id, t.conversation, l.name, l.neighbourhood, l.treatment_function, t.opened_by, t.asked,"   \
	" t.urgency, t.opened_at, t.reply_due, t.promise_step, t.next_step_at, t.state, t.paused_left, l.id," \
	" t.reply_due IS NULL FROM links AS l CROSS JOIN threads AS t ON t.conversation = l.conversation"
#define OF_READER                                                                                           \
	" WHERE (?3 IS NULL OR l.neighbourhood = ?3) AND l.conversation IN (SELECT conversation FROM links" \
	" WHERE neighbourhood = ?1 UNION SELECT conversation FROM members WHERE person = ?2)"

/* Members see those of their conversations, coordinators those of their neighbourhood. The states are those of a case whose
 * answer is owed, or for which more is awaited. */
enum error query_promise_list(
	struct query *query, const struct promise_list_args *args, struct promise_list_result *result)
{
	const struct person_facts *actor = &query->facts->actor;
	bool keeps = actor->roles & SET_OF(ROLE_COORDINATOR);
	int64_t limit = query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct promise_row));
	struct sql sql = sql_use(query->connection,
		PROMISES " AND t.reply_due IS NOT NULL" OF_READER " UNION ALL " PROMISES
			 " AND t.state = 2 AND t.reply_due IS NULL" OF_READER " ORDER BY 16, 10, 1");

	_Static_assert(STATE_AWAITING_INFORMATION == 2, "as the statement has it");
	sql_put_string(&sql, keeps ? actor->neighbourhood.text : "");
	sql_put_string(&sql, query->command->person.text);
	sql_put_string(&sql, args->neighbourhood.text);
	enum error error = args->before.pos ? skip_page(query, &sql, args->before) : OK;
	if (error == OK)
		error = read_page(query, &sql, (size_t)limit, &rows, &result->complete);
	enum error done = sql_done(&sql);
	result->promises = rows_list(&rows);
	return done != OK ? done : error;
}
