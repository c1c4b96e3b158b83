/* Imports: lines laid aside, and forgotten when they are applied, when the device begins another import, or after a day. */
#include "base/text.h"
#include "store/sqlite/project.h"
#include "store/sqlite/staging.h"
#include "store/sqlite/statement.h"

/* A newer import of the device, or age, ends what was laid aside. */
static enum error forget_others(struct sqlite_store *store, const struct event *event, struct text import)
{
	struct sql people =
		sql_use(&store->connection, "DELETE FROM staged_people WHERE (device = ? AND import <> ?) OR at <= ?");
	enum error error;

	sql_put_text(&people, text_of(event->device.text));
	sql_put_text(&people, import);
	sql_put_integer(&people, event->at_ms - STAGING_KEPT_MS);
	error = sql_run(&people);
	if (error != OK)
		return error;
	struct sql links =
		sql_use(&store->connection, "DELETE FROM staged_links WHERE (device = ? AND import <> ?) OR at <= ?");
	sql_put_text(&links, text_of(event->device.text));
	sql_put_text(&links, import);
	sql_put_integer(&links, event->at_ms - STAGING_KEPT_MS);
	return sql_run(&links);
}

static enum error stage_person(
	struct sqlite_store *store, const struct event *event, struct text import, const struct person_line *line)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO staged_people(device, import, line, at, person, display_name, roles, job_title,"
		" professional_number, organisation, neighbourhood, treatment_function, state)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&sql, text_of(event->device.text));
	sql_put_text(&sql, import);
	sql_put_integer(&sql, line->line);
	sql_put_integer(&sql, event->at_ms);
	sql_put_text(&sql, line->person);
	sql_put_text(&sql, line->display_name);
	sql_put_text(&sql, line->roles);
	sql_put_text(&sql, line->job_title);
	sql_put_text(&sql, line->professional_number);
	sql_put_text(&sql, line->organisation);
	sql_put_text(&sql, line->neighbourhood);
	sql_put_text(&sql, line->treatment_function);
	sql_put_text(&sql, line->state);
	return sql_run(&sql);
}

enum error project_import_people_staged(
	struct sqlite_store *store, const struct event *event, const struct import_people_staged_data *data)
{
	const struct person_line *lines = data->lines.items;
	enum error error = forget_others(store, event, data->import);

	for (size_t i = 0; error == OK && i < data->lines.count; i++)
		error = stage_person(store, event, data->import, &lines[i]);
	return error;
}

static enum error stage_link(
	struct sqlite_store *store, const struct event *event, struct text import, const struct link_line *line)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT OR REPLACE INTO staged_links(device, import, line, at, neighbourhood, treatment_function,"
		" specialists, reply_working_days, weekly_limit, agreed_on, starts_on, ends_on)"
		" VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	sql_put_text(&sql, text_of(event->device.text));
	sql_put_text(&sql, import);
	sql_put_integer(&sql, line->line);
	sql_put_integer(&sql, event->at_ms);
	sql_put_text(&sql, line->neighbourhood);
	sql_put_text(&sql, line->treatment_function);
	sql_put_text(&sql, line->specialists);
	sql_put_text(&sql, line->reply_working_days);
	sql_put_text(&sql, line->weekly_limit);
	sql_put_text(&sql, line->agreed_on);
	sql_put_text(&sql, line->starts_on);
	sql_put_text(&sql, line->ends_on);
	return sql_run(&sql);
}

enum error project_import_links_staged(
	struct sqlite_store *store, const struct event *event, const struct import_links_staged_data *data)
{
	const struct link_line *lines = data->lines.items;
	enum error error = forget_others(store, event, data->import);

	for (size_t i = 0; error == OK && i < data->lines.count; i++)
		error = stage_link(store, event, data->import, &lines[i]);
	return error;
}

enum error project_import_applied(
	struct sqlite_store *store, const struct event *event, const struct import_applied_data *data)
{
	/* no import is called "": all of the device are others */
	(void)data;
	return forget_others(store, event, (struct text){"", 0});
}
