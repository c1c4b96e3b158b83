/* cover.list and cover.handover: who is away, who answers, and what happened meanwhile. */
#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/cover_read.h"
#include "store/sqlite/queries.h"

enum { LISTED_AFTER_END_DAYS = 14 };

static void read_cover(struct query *query, struct sql *sql, struct cover_row *row)
{
	struct cover_facts cover = {0};

	cover_row_read(sql, &cover);
	row->cover = cover.id;
	row->state = cover.state;
	row->person = cover.person;
	row->deputy = cover.deputy;
	row->from = cover.from_ms;
	row->until = cover.until_ms;
	sql_get_string(sql, row->set_by.text, sizeof(row->set_by.text));
	row->ended_at = sql_get_integer(sql);
	row->display_name = sql_get_text(sql, query->arena);
	row->deputy_name = sql_get_text(sql, query->arena);
}

/* The leave of whoever the reader shares a conversation with; a coordinator's is that of the neighbourhood's specialists. */
enum error query_cover_list(struct query *query, const struct cover_list_args *args, struct cover_list_result *result)
{
	const struct person_facts *actor = &query->facts->actor;
	bool keeps = actor->roles & SET_OF(ROLE_COORDINATOR);
	struct rows rows = rows_of(query->arena, sizeof(struct cover_row));
	struct sql sql = sql_use(query->connection,
		"SELECT " COVER_COLUMNS ", c.set_by, c.ended_at, p.display_name, d.display_name FROM covers AS c"
		" JOIN people AS p ON p.id = c.person JOIN people AS d ON d.id = c.deputy"
		" WHERE (c.state IN (1, 2) OR (c.state = 3 AND c.ended_at >= ?1)) AND (?2 IS NULL OR c.person = ?2)"
		" AND (?3 IN (c.person, c.deputy)"
		" OR EXISTS (SELECT 1 FROM members AS mine JOIN members AS theirs ON theirs.conversation ="
		" mine.conversation WHERE mine.person = ?3 AND theirs.person = c.person)"
		" OR EXISTS (SELECT 1 FROM link_specialists AS s JOIN links AS l ON l.id = s.link"
		" WHERE s.person = c.person AND l.neighbourhood = ?4)) ORDER BY c.from_at, c.id");

	sql_put_integer(&sql, query->facts->now_ms - (int64_t)LISTED_AFTER_END_DAYS * MS_PER_DAY);
	sql_put_string(&sql, args->person.text);
	sql_put_string(&sql, query->command->person.text);
	sql_put_string(&sql, keeps ? actor->neighbourhood.text : "");
	while (sql_step(&sql)) {
		struct cover_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_cover(query, &sql, row);
	}
	result->covers = rows_list(&rows);
	return sql_done(&sql);
}

enum error query_cover_handover(
	struct query *query, const struct cover_handover_args *args, struct cover_handover_result *result)
{
	int64_t limit = query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct cover_facts cover = query->facts->leave.cover;
	struct list cases = {0};

	cover.asked = cover.answered = cover.closed = cover.waiting = 0;
	enum error error = cover_cases(query->connection, query->arena, &cover, &cases);
	if (error != OK)
		return error;
	size_t after = args->after < (int64_t)cases.count ? (size_t)args->after : cases.count;
	size_t left = cases.count - after;
	bool is_last = left <= (size_t)limit;
	const struct handover_row *rows = left > 0 ? (const struct handover_row *)cases.items + after : NULL;
	*result = (struct cover_handover_result){
		.cover = cover.id,
		.person = cover.person,
		.deputy = cover.deputy,
		.from = cover.from_ms,
		.until = cover.until_ms,
		.state = cover.state,
		.asked = cover.asked,
		.answered = cover.answered,
		.closed = cover.closed,
		.waiting = cover.waiting,
		.threads = {rows, is_last ? left : (size_t)limit},
		.complete = is_last,
	};
	return OK;
}
