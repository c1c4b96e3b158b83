#include "store/sqlite/person_read.h"

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_row(struct sql *sql, struct arena *arena, struct person_facts *person)
{
	person->found = true;
	person->display_name = sql_get_text(sql, arena);
	person->roles = (uint32_t)sql_get_integer(sql);
	person->job_title = sql_get_text(sql, arena);
	sql_get_string(sql, person->organisation.text, sizeof(person->organisation.text));
	sql_get_string(sql, person->neighbourhood.text, sizeof(person->neighbourhood.text));
	person->is_suspended = sql_get_integer(sql) != 0;
	person->professional_number = sql_get_text(sql, arena);
	person->treatment_function = (int32_t)sql_get_integer(sql);
	person->away_until_ms = sql_get_integer(sql);
	sql_get_string(sql, person->deputy.text, sizeof(person->deputy.text));
}

static enum error read_place(
	struct connection *connection, struct conversation_id conversation, struct person_facts *person)
{
	struct sql sql = sql_use(connection, "SELECT m.side, s.person IS NOT NULL FROM members AS m"
					     " LEFT JOIN links AS l ON l.conversation = m.conversation"
					     " LEFT JOIN link_specialists AS s ON s.link = l.id AND s.person = m.person"
					     " WHERE m.person = ? AND m.conversation = ?");

	sql_put_string(&sql, person->id.text);
	sql_put_integer(&sql, conversation.pos);
	if (sql_step(&sql)) {
		person->side = (enum side)sql_get_integer(&sql);
		person->is_listed_specialist = sql_get_integer(&sql) != 0;
	}
	return sql_done(&sql);
}

enum error person_read(struct connection *connection, const struct person_id *id, struct conversation_id conversation,
	struct arena *arena, struct person_facts *person)
{
	/* leave counts from the event that it began to the event that it ended: so do the deputy's memberships */
	struct sql sql = sql_use(connection,
		"SELECT p.display_name, p.roles, p.job_title, p.organisation, p.neighbourhood, p.is_suspended,"
		" p.professional_number, p.treatment_function,"
		" c.until_at, d.id FROM people AS p LEFT JOIN covers AS c ON c.person = p.id AND c.state = 2"
		" LEFT JOIN people AS d ON d.id = c.deputy AND d.is_suspended = 0 WHERE p.id = ?");
	struct person_facts found = {.id = *id};
	enum error error;

	sql_put_string(&sql, id->text);
	if (sql_step(&sql))
		read_row(&sql, arena, &found);
	error = sql_done(&sql);
	if (error == OK && found.found && conversation.pos != 0)
		error = read_place(connection, conversation, &found);
	if (error == OK)
		*person = found;
	return error;
}

static int64_t start_of_week(int64_t now_ms)
{
	int32_t today = calendar_days_of(calendar_london_date(now_ms));

	return calendar_london_time(calendar_date_of(today - calendar_weekday(today)), 0);
}

enum error person_asked_this_week(struct connection *connection, struct conversation_id conversation,
	const struct person_id *person, int64_t now_ms, int64_t *count)
{
	struct sql sql = sql_use(connection, "SELECT count(*) FROM threads WHERE conversation = ? AND kind = 1"
					     " AND opened_at >= ? AND asked = ?");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, start_of_week(now_ms));
	sql_put_string(&sql, person->text);
	return sql_number(&sql, count);
}

static enum error read_specialist_ids(struct connection *connection, struct link_id link, struct rows *rows)
{
	struct sql sql = sql_use(connection, "SELECT person FROM link_specialists WHERE link = ? ORDER BY place");

	sql_put_integer(&sql, link.pos);
	while (sql_step(&sql)) {
		struct person_facts *person = rows_add(rows);

		if (!person) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, person->id.text, sizeof(person->id.text));
	}
	return sql_done(&sql);
}

enum error person_read_specialists(struct connection *connection, struct link_id link,
	struct conversation_id conversation, struct arena *arena, struct list *specialists)
{
	struct rows rows = rows_of(arena, sizeof(struct person_facts));
	enum error error = read_specialist_ids(connection, link, &rows);
	struct person_facts *people = (struct person_facts *)(void *)rows.items;

	for (size_t i = 0; error == OK && i < rows.count; i++)
		error = person_read(connection, &people[i].id, conversation, arena, &people[i]);
	if (error == OK)
		*specialists = rows_list(&rows);
	return error;
}

enum error person_name(
	struct connection *connection, const struct person_id *id, struct arena *arena, struct person_name *name)
{
	struct sql sql =
		sql_use(connection, "SELECT p.display_name, p.job_title, p.professional_number, o.name FROM people AS p"
				    " LEFT JOIN organisations AS o ON o.id = p.organisation WHERE p.id = ?");
	struct person_name found = {0};
	enum error error;

	sql_put_string(&sql, id->text);
	if (sql_step(&sql)) {
		found.display_name = sql_get_text(&sql, arena);
		found.job_title = sql_get_text(&sql, arena);
		found.professional_number = sql_get_text(&sql, arena);
		found.organisation_name = sql_get_text(&sql, arena);
	}
	error = sql_done(&sql);
	if (error == OK)
		*name = found;
	return error;
}

enum error device_read(struct connection *connection, const struct device_id *id, struct device_facts *device)
{
	struct sql sql = sql_use(connection, "SELECT person, is_revoked FROM devices WHERE id = ?");
	struct device_facts found = {.id = *id};
	enum error error;

	sql_put_string(&sql, id->text);
	if (sql_step(&sql)) {
		found.found = true;
		sql_get_string(&sql, found.person.text, sizeof(found.person.text));
		found.is_revoked = sql_get_integer(&sql) != 0;
	}
	error = sql_done(&sql);
	if (error == OK)
		*device = found;
	return error;
}
