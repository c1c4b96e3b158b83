#include "store/sqlite/project_audience.h"

#include "store/sqlite/statement.h"

static enum error add_bulletin(struct sqlite_store *store, const struct event *event)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT INTO bulletins(neighbourhood, pos) SELECT neighbourhood, ?1"
					    " FROM links WHERE conversation = ?2 UNION SELECT neighbourhood,"
					    " ?1 FROM mdts WHERE conversation = ?2");

	sql_put_integer(&sql, event->pos);
	sql_put_integer(&sql, event->conversation.pos);
	return sql_run(&sql);
}

static enum error add_notice(struct sqlite_store *store, const struct event *event)
{
	struct person_id subject = event_person(event, 0);
	struct person_id other = event_person(event, 1);
	struct sql notice = sql_use(&store->connection, "INSERT INTO notices(pos, person, other) VALUES(?, ?, ?)");
	enum error error;

	sql_put_integer(&notice, event->pos);
	sql_put_string(&notice, subject.text);
	sql_put_string(&notice, other.text);
	error = sql_run(&notice);
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection,
		"INSERT OR IGNORE INTO bulletins(neighbourhood, pos) SELECT l.neighbourhood, ?1 FROM link_specialists"
		" AS s JOIN links AS l ON l.id = s.link WHERE s.person = ?2");
	sql_put_integer(&sql, event->pos);
	sql_put_string(&sql, subject.text);
	return sql_run(&sql);
}

enum error project_audience(struct sqlite_store *store, const struct event *event)
{
	switch (event_row(event->kind)->audience) {
	case AUDIENCE_MEMBERS_AND_COORDINATORS:
		return add_bulletin(store, event);
	case AUDIENCE_CONTACTS:
		return add_notice(store, event);
	default:
		return OK;
	}
}
