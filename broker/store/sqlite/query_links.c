/* link.list: links in any state, newest first. */
#include "base/calendar.h"
#include "store/sqlite/link_read.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"

static enum error read_specialists(struct query *query, struct link_entry *link)
{
	struct rows rows = rows_of(query->arena, sizeof(struct person_id));
	struct sql sql =
		sql_use(query->connection, "SELECT person FROM link_specialists WHERE link = ? ORDER BY place");

	sql_put_integer(&sql, link->link.pos);
	while (sql_step(&sql)) {
		struct person_id *person = rows_add(&rows);

		if (!person) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, person->text, sizeof(person->text));
	}
	link->specialists = rows_list(&rows);
	return sql_done(&sql);
}

/* The newest acceptance: nothing is said in a link before both sides have agreed, so the look is short. */
static enum error read_accepted(struct query *query, struct link_entry *link)
{
	struct sql sql = sql_use(query->connection, "SELECT thread IS NOT NULL, kind = 'link.accepted', at FROM events "
						    "WHERE conversation = ? ORDER BY seq");

	sql_put_integer(&sql, link->conversation.pos);
	while (sql_step(&sql)) {
		bool is_said = sql_get_integer(&sql) != 0;
		bool is_accepted = sql_get_integer(&sql) != 0;

		if (is_said)
			break;
		if (is_accepted)
			link->agreed_on = calendar_london_date(sql_get_integer(&sql));
	}
	return sql_done(&sql);
}

/* Recorded when the link was made, or the day of the later acceptance. */
static enum error read_agreement(struct query *query, struct link_entry *link)
{
	struct event event;
	bool found = false;
	enum error error;

	if (link->team_awaited || link->specialists_awaited)
		return OK;
	error = log_load(query->connection, link->link.pos, query->arena, &event, NULL, &found);
	if (error != OK || !found)
		return error;
	link->agreed_on = ((const struct link_created_data *)event.data)->agreed_on;
	return link->agreed_on ? OK : read_accepted(query, link);
}

static void read_link(struct query *query, struct sql *sql, struct link_entry *link)
{
	struct link_terms terms;

	link->link.pos = sql_get_integer(sql);
	link->conversation.pos = sql_get_integer(sql);
	link->name = sql_get_text(sql, query->arena);
	sql_get_string(sql, link->neighbourhood.text, sizeof(link->neighbourhood.text));
	link->treatment_function = (int32_t)sql_get_integer(sql);
	link->reply_working_days = sql_get_integer(sql);
	link->weekly_limit = sql_get_integer(sql);
	link->end_reason = sql_get_text(sql, query->arena);
	link_terms_read(sql, &terms);
	link->urgent_reply = URGENT_REPLY_SAME_DAY;
	link->state = link_state_on(&terms, calendar_london_date(query->facts->now_ms));
	link->team_awaited = terms.is_team_awaited;
	link->specialists_awaited = terms.is_specialists_awaited;
	link->starts_on = terms.starts_on;
	link->ends_on = terms.ends_on;
	link->ended_at = terms.ended_at_ms;
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

static enum error read_links(
	struct query *query, const struct link_list_args *args, size_t limit, struct rows *rows, bool *complete)
{
	enum error error = OK;
	struct sql sql = sql_use(query->connection,
		"SELECT l.id, l.conversation, l.name, l.neighbourhood, l.treatment_function, l.reply_working_days,"
		" l.weekly_limit, l.end_reason, " LINK_TERMS " FROM links AS l"
		" WHERE (?1 OR l.neighbourhood = ?2 OR EXISTS (SELECT 1 FROM members AS m"
		" WHERE m.person = ?3 AND m.conversation = l.conversation))"
		" AND (?4 = 0 OR l.treatment_function = ?4) AND (?5 IS NULL OR l.neighbourhood = ?5) AND l.id < ?6"
		" ORDER BY l.id DESC");

	*complete = true;
	put_reader(query, &sql);
	sql_put_integer(&sql, args->treatment_function);
	sql_put_string(&sql, args->neighbourhood.text);
	sql_put_integer(&sql, args->before.pos ? args->before.pos : INT64_MAX);
	while (error == OK && *complete && sql_step(&sql)) {
		struct link_entry link = {0};
		struct link_entry *kept;

		read_link(query, &sql, &link);
		if (args->state && args->state != link.state)
			continue;
		*complete = rows->count < limit;
		kept = *complete ? rows_add(rows) : &link;
		error = kept ? read_specialists(query, &link) : ERROR_BUSY;
		if (error == OK && *complete)
			error = read_agreement(query, &link);
		if (kept)
			*kept = link;
	}
	enum error done = sql_done(&sql);
	return error == OK ? done : error;
}

enum error query_link_list(struct query *query, const struct link_list_args *args, struct link_list_result *result)
{
	int64_t limit = query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct link_entry));
	enum error error = read_links(query, args, (size_t)limit, &rows, &result->complete);

	result->links = rows_list(&rows);
	return error;
}
