/* directory.list: open links with their named specialists. */
#include <stdlib.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/treatment_function.h"
#include "core/working_time.h"
#include "store/sqlite/folding.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum { USUAL_REPLY_DAYS = 28, USUAL_REPLY_ANSWERS = 5, WORKING_DAY_HOURS = 8 };

/* --- one specialist ----------------------------------------------------------------------------------------------- */

static enum error read_load(struct query *query, const struct link_row *link, struct specialist_row *row)
{
	struct sql owed = sql_use(query->connection, "SELECT owed FROM talks WHERE conversation = ? AND person = ?");
	enum error error;

	sql_put_integer(&owed, link->conversation.pos);
	sql_put_string(&owed, row->person.text);
	error = sql_number(&owed, &row->open_threads);
	if (error != OK)
		return error;
	return person_asked_this_week(
		query->connection, link->conversation, &row->person, query->facts->now_ms, &row->asked_this_week);
}

/* The newest message of a case that the one asked the other. */
static enum error read_last_spoken(struct query *query, const struct link_row *link, struct specialist_row *row)
{
	struct sql sql =
		sql_use(query->connection, "SELECT max(last_at) FROM threads WHERE conversation = ?1 AND kind = 1"
					   " AND ((opened_by = ?2 AND asked = ?3) OR (opened_by = ?3 AND asked = ?2))");

	sql_put_integer(&sql, link->conversation.pos);
	sql_put_string(&sql, query->command->person.text);
	sql_put_string(&sql, row->person.text);
	return sql_number(&sql, &row->last_spoken);
}

static int compare_times(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* The median in whole hours, rounded up: a reply within the hour is one of 1, not none at all. */
static int64_t median_hours(int64_t *times_ms, size_t count)
{
	int64_t median_ms;

	qsort(times_ms, count, sizeof(*times_ms), compare_times);
	median_ms = times_ms[count / 2];
	if (count % 2 == 0)
		median_ms = (times_ms[count / 2 - 1] + median_ms) / 2;
	median_ms = median_ms > 0 ? median_ms : 1;
	return (median_ms + MS_PER_HOUR - 1) / MS_PER_HOUR;
}

static enum error read_usual_reply(struct query *query, const struct link_row *link, struct specialist_row *row)
{
	struct rows times = rows_of(query->arena, sizeof(int64_t));
	struct sql sql = sql_use(query->connection, "SELECT opened_at, first_answered_at FROM threads"
						    " WHERE conversation = ? AND first_answered_at >= ? AND asked = ?");
	enum error error;

	sql_put_integer(&sql, link->conversation.pos);
	sql_put_integer(&sql, query->facts->now_ms - (int64_t)USUAL_REPLY_DAYS * MS_PER_DAY);
	sql_put_string(&sql, row->person.text);
	while (sql_step(&sql)) {
		int64_t *time_ms = rows_add(&times);
		int64_t opened_at;

		if (!time_ms) {
			sql.error = ERROR_BUSY;
			break;
		}
		opened_at = sql_get_integer(&sql);
		*time_ms = working_time_between(opened_at, sql_get_integer(&sql));
	}
	error = sql_done(&sql);
	if (error == OK && times.count >= USUAL_REPLY_ANSWERS)
		row->usual_reply_hours = median_hours((int64_t *)(void *)times.items, times.count);
	return error;
}

static enum error read_specialist(
	struct query *query, const struct link_row *link, const struct person_facts *person, struct specialist_row *row)
{
	struct person_name name;
	enum error error = person_name(query->connection, &person->id, query->arena, &name);

	if (error != OK)
		return error;
	row->person = person->id;
	row->display_name = name.display_name;
	row->job_title = name.job_title;
	row->professional_number = name.professional_number;
	row->organisation_name = name.organisation_name;
	row->away_until = person->away_until_ms;
	row->deputy = person->deputy;
	row->promised_reply_hours = link->reply_working_days * WORKING_DAY_HOURS;
	error = read_load(query, link, row);
	if (error == OK)
		error = read_last_spoken(query, link, row);
	return error == OK ? read_usual_reply(query, link, row) : error;
}

static enum error read_specialists(struct query *query, struct link_row *link)
{
	struct rows rows = rows_of(query->arena, sizeof(struct specialist_row));
	struct list people = {0};
	enum error error =
		person_read_specialists(query->connection, link->link, link->conversation, query->arena, &people);
	const struct person_facts *person = people.items;

	for (size_t i = 0; error == OK && i < people.count; i++) {
		struct specialist_row *row = rows_add(&rows);

		if (!row)
			return ERROR_BUSY;
		row->lead = i == 0;
		error = read_specialist(query, link, &person[i], row);
	}
	link->specialists = rows_list(&rows);
	return error;
}

/* --- one link ----------------------------------------------------------------------------------------------------- */

static void read_link(struct query *query, struct sql *sql, struct link_row *link)
{
	const struct treatment_function *function;
	int64_t now_ms = query->facts->now_ms;

	link->link.pos = sql_get_integer(sql);
	link->conversation.pos = sql_get_integer(sql);
	link->name = sql_get_text(sql, query->arena);
	sql_get_string(sql, link->neighbourhood.text, sizeof(link->neighbourhood.text));
	link->neighbourhood_name = sql_get_text(sql, query->arena);
	link->treatment_function = (int32_t)sql_get_integer(sql);
	link->reply_working_days = sql_get_integer(sql);
	link->weekly_limit = sql_get_integer(sql);
	function = treatment_function_find(link->treatment_function);
	link->treatment_function_name = text_of(function ? function->name : "");
	link->urgent_reply = URGENT_REPLY_SAME_DAY;
	link->reply_due_routine = reply_due(now_ms, URGENCY_ROUTINE, link->reply_working_days);
	link->reply_due_urgent = reply_due(now_ms, URGENCY_URGENT, link->reply_working_days);
}

static bool is_named(const struct link_row *link, struct text text)
{
	const struct specialist_row *specialists = link->specialists.items;

	if (folding_contains(link->name, text) || folding_contains(link->neighbourhood_name, text) ||
		folding_contains(link->treatment_function_name, text))
		return true;
	for (size_t i = 0; i < link->specialists.count; i++) {
		if (folding_contains(specialists[i].display_name, text) ||
			folding_contains(specialists[i].job_title, text))
			return true;
	}
	return false;
}

/* Administrators and managers see all links, coordinators those of their neighbourhood, members theirs. */
static void put_reader(struct query *query, struct sql *sql)
{
	const struct person_facts *actor = &query->facts->actor;
	bool sees_all = actor->roles & (SET_OF(ROLE_ADMINISTRATOR) | SET_OF(ROLE_MANAGER));
	bool sees_own = actor->roles & SET_OF(ROLE_COORDINATOR);

	sql_put_integer(sql, sees_all);
	sql_put_string(sql, sees_own ? actor->neighbourhood.text : "");
	sql_put_string(sql, query->command->person.text);
}

enum error query_directory_list(
	struct query *query, const struct directory_list_args *args, struct directory_list_result *result)
{
	struct rows rows = rows_of(query->arena, sizeof(struct link_row));
	struct text text = text_trim(args->text);
	enum error error = OK;
	struct sql sql = sql_use(query->connection,
		"SELECT l.id, l.conversation, l.name, l.neighbourhood, n.name, l.treatment_function,"
		" l.reply_working_days, l.weekly_limit FROM links AS l"
		" JOIN neighbourhoods AS n ON n.id = l.neighbourhood"
		" WHERE (?1 OR l.neighbourhood = ?2 OR EXISTS (SELECT 1 FROM members AS m"
		" WHERE m.person = ?3 AND m.conversation = l.conversation))"
		" AND (?4 = 0 OR l.treatment_function = ?4)"
		" AND l.team_awaited = 0 AND l.specialists_awaited = 0 AND l.ended_at IS NULL"
		" AND coalesce(l.starts_on, 0) <= ?5 AND coalesce(l.ends_on, ?5) >= ?5"
		" ORDER BY l.neighbourhood, l.treatment_function, l.id");

	put_reader(query, &sql);
	sql_put_integer(&sql, args->treatment_function);
	sql_put_integer(&sql, calendar_london_date(query->facts->now_ms));
	while (error == OK && sql_step(&sql)) {
		struct link_row *link = rows_add(&rows);

		if (!link) {
			error = ERROR_BUSY;
			break;
		}
		read_link(query, &sql, link);
		error = read_specialists(query, link);
		if (error == OK && text.length > 0 && !is_named(link, text))
			rows_drop(&rows);
	}
	enum error done = sql_done(&sql);
	if (error == OK)
		error = done;
	if (error == OK)
		result->links = rows_list(&rows);
	return error;
}
