#include "store/sqlite/cover_read.h"

void cover_row_read(struct sql *sql, struct cover_facts *cover)
{
	cover->found = true;
	cover->id.pos = sql_get_integer(sql);
	cover->state = (enum cover_state)sql_get_integer(sql);
	sql_get_string(sql, cover->person.text, sizeof(cover->person.text));
	sql_get_string(sql, cover->deputy.text, sizeof(cover->deputy.text));
	cover->from_ms = sql_get_integer(sql);
	cover->until_ms = sql_get_integer(sql);
}

enum error cover_rows_read(struct sql *sql, struct arena *arena, struct list *covers)
{
	struct rows rows = rows_of(arena, sizeof(struct cover_facts));

	while (sql_step(sql)) {
		struct cover_facts *cover = rows_add(&rows);

		if (!cover) {
			sql->error = ERROR_BUSY;
			break;
		}
		cover_row_read(sql, cover);
	}
	*covers = rows_list(&rows);
	return sql_done(sql);
}

enum error cover_load(struct connection *connection, struct cover_id id, struct cover_facts *cover)
{
	struct sql sql = sql_use(connection, "SELECT " COVER_COLUMNS " FROM covers AS c WHERE c.id = ?");
	struct cover_facts found = {.id = id};
	enum error error;

	sql_put_integer(&sql, id.pos);
	if (sql_step(&sql))
		cover_row_read(&sql, &found);
	error = sql_done(&sql);
	if (error == OK)
		*cover = found;
	return error;
}

/* --- the cases ---------------------------------------------------------------------------------------------------- */

static void read_case(struct sql *sql, struct handover_row *row)
{
	row->thread.pos = sql_get_integer(sql);
	row->conversation.pos = sql_get_integer(sql);
	row->state = (enum thread_state)sql_get_integer(sql);
	row->urgency = (enum urgency)sql_get_integer(sql);
	row->reply_due = sql_get_integer(sql);
	row->last_at = sql_get_integer(sql);
	row->asked = sql_get_integer(sql) != 0;
	row->answered = sql_get_integer(sql) != 0;
	row->closed = sql_get_integer(sql) != 0;
	row->waiting = row->state == STATE_AWAITING_ANSWER;
}

static void count_case(const struct handover_row *row, struct cover_facts *cover)
{
	cover->asked += row->asked;
	cover->answered += row->answered;
	cover->closed += row->closed;
	cover->waiting += row->waiting;
}

/* When the leave began and really ended; began_at 0: it has not begun. */
static enum error read_period(
	struct connection *connection, const struct cover_facts *cover, int64_t *began_at, int64_t *ended_at)
{
	struct sql sql = sql_use(connection, "SELECT began_at, ended_at FROM covers WHERE id = ?");

	*began_at = 0;
	*ended_at = 0;
	sql_put_integer(&sql, cover->id.pos);
	if (sql_step(&sql)) {
		*began_at = sql_get_integer(&sql);
		*ended_at = sql_get_integer(&sql);
	}
	*ended_at = *ended_at ? *ended_at : INT64_MAX;
	return sql_done(&sql);
}

/* A case that was asked, answered or closed meanwhile is still open, or was closed since. */
enum error cover_cases(
	struct connection *connection, struct arena *arena, struct cover_facts *cover, struct list *cases)
{
	struct rows rows = rows_of(arena, sizeof(struct handover_row));
	int64_t began_at;
	int64_t ended_at;
	enum error error = read_period(connection, cover, &began_at, &ended_at);

	if (error != OK || began_at == 0)
		return error;
	struct sql sql = sql_use(connection,
		"SELECT t.id, t.conversation, t.state, t.urgency, t.reply_due, t.last_at,"
		" t.opened_at >= ?2 AND t.opened_at < ?3,"
		" EXISTS (SELECT 1 FROM events AS e WHERE e.thread = t.id AND e.kind = 'case.answered'"
		" AND e.at >= ?2 AND e.at < ?3), coalesce(t.closed_at >= ?2 AND t.closed_at < ?3, 0)"
		" FROM threads AS t WHERE t.kind = 1 AND t.asked = ?1"
		" AND (t.closed_at IS NULL OR t.closed_at >= ?2) ORDER BY t.reply_due IS NULL, t.reply_due, t.id");
	sql_put_string(&sql, cover->person.text);
	sql_put_integer(&sql, began_at);
	sql_put_integer(&sql, ended_at);
	while (sql_step(&sql)) {
		struct handover_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_case(&sql, row);
		count_case(row, cover);
		if (!row->asked && !row->answered && !row->closed && !row->waiting)
			rows_drop(&rows);
	}
	*cases = rows_list(&rows);
	return sql_done(&sql);
}
