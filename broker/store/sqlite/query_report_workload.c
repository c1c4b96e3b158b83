/* report.workload: what is asked of each link, and never of a person: no league tables. */
#include "store/sqlite/report_beyond.h"
#include "store/sqlite/report_keys.h"
#include "store/sqlite/statement.h"

#define DAYS                                                                                            \
	" sum(asked), sum(answers), sum(information_requests), sum(specialist_messages) FROM link_days" \
	" WHERE conversation = ? AND day BETWEEN ? AND ?"

/* What happened in the period; beyond the board month by month, for each is disturbed by itself. */
static enum error read_days(
	struct report *report, struct conversation_id conversation, struct workload_row *row, struct beyond *beyond)
{
	struct sql sql = sql_use(report->query->connection,
		report->is_beyond ? "SELECT day / 100," DAYS " GROUP BY day / 100" : "SELECT 0," DAYS);

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, report->from);
	sql_put_integer(&sql, report->until);
	while (sql.error == OK && sql_step(&sql)) {
		struct workload_row counts = {0};
		int32_t month = (int32_t)sql_get_integer(&sql);

		row->asked += counts.asked = sql_get_integer(&sql);
		row->answered += counts.answered = sql_get_integer(&sql);
		row->information_requests += counts.information_requests = sql_get_integer(&sql);
		row->messages += counts.messages = sql_get_integer(&sql);
		if (report->is_beyond)
			sql.error = beyond_add(beyond, month, &counts, NULL);
	}
	return sql_done(&sql);
}

static enum error read_waiting(struct report *report, struct conversation_id conversation, struct workload_row *row)
{
	struct sql sql = sql_use(report->query->connection,
		"SELECT count(*), count(CASE WHEN reply_due < ? THEN 1 END) FROM threads"
		" WHERE conversation = ? AND reply_due IS NOT NULL");

	sql_put_integer(&sql, report->query->facts->now_ms);
	sql_put_integer(&sql, conversation.pos);
	if (sql_step(&sql)) {
		row->waiting_now = sql_get_integer(&sql);
		row->overdue_now = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error fill(struct report *report, struct conversation_id conversation, struct workload_row *row)
{
	struct workload_row now = {.specialists = row->specialists};
	struct beyond beyond;
	enum error error = beyond_begin(&beyond, report, &workload_row_record, row);

	row->treatment_function_name = report_function_name(row->treatment_function);
	if (error == OK)
		error = read_days(report, conversation, row, &beyond);
	if (error == OK)
		error = read_waiting(report, conversation, &now);
	row->waiting_now = now.waiting_now;
	row->overdue_now = now.overdue_now;
	if (error != OK || !report->is_beyond)
		return error;
	error = beyond_add(&beyond, 0, &now, NULL);
	beyond_show(&beyond, row);
	return error;
}

static enum error read_links(struct report *report, struct list *rows)
{
	struct rows list = rows_of(report->query->arena, sizeof(struct workload_row));
	struct sql sql = sql_use(report->query->connection,
		"SELECT l.conversation, l.id, l.neighbourhood, l.treatment_function,"
		" (SELECT count(*) FROM link_specialists AS s WHERE s.link = l.id) FROM links AS l"
		" WHERE ? OR l.neighbourhood = ? ORDER BY l.neighbourhood, l.treatment_function, l.id");

	sql_put_integer(&sql, report->sees_all);
	sql_put_string(&sql, report->neighbourhood.text);
	while (sql.error == OK && sql_step(&sql)) {
		struct workload_row *row = rows_add(&list);
		struct conversation_id conversation;

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		conversation.pos = sql_get_integer(&sql);
		row->link.pos = sql_get_integer(&sql);
		sql_get_string(&sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
		row->treatment_function = (int32_t)sql_get_integer(&sql);
		row->specialists = sql_get_integer(&sql);
		sql.error = fill(report, conversation, row);
	}
	*rows = rows_list(&list);
	return sql_done(&sql);
}

enum error query_report_workload(
	struct query *query, const struct report_workload_args *args, struct report_workload_result *result)
{
	struct report report;
	enum error error = report_begin(&report, query, NULL, args->from, args->until, args->reach);

	if (error == OK)
		error = read_links(&report, &result->rows);
	result->scope = report_scope(&report);
	report_end(&report);
	return error;
}
