/* Organisations, neighbourhoods, people and their devices. */
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

enum error project_organisation_created(
	struct sqlite_store *store, const struct event *event, const struct organisation_created_data *data)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO organisations(id, name, kind) VALUES(?, ?, ?)");

	(void)event;
	sql_put_string(&sql, data->organisation.text);
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->kind);
	return sql_run(&sql);
}

static enum error add_practice(struct sqlite_store *store, const struct neighbourhood_created_data *data,
	const struct organisation_id *practice)
{
	struct sql sql = sql_use(
		&store->connection, "INSERT OR IGNORE INTO practices(neighbourhood, organisation) VALUES(?, ?)");

	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_string(&sql, practice->text);
	return sql_run(&sql);
}

enum error project_neighbourhood_created(
	struct sqlite_store *store, const struct event *event, const struct neighbourhood_created_data *data)
{
	const struct organisation_id *practices = data->practices.items;
	struct sql sql =
		sql_use(&store->connection, "INSERT INTO neighbourhoods(id, name, population) VALUES(?, ?, ?)");
	enum error error;

	(void)event;
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->population);
	error = sql_run(&sql);
	for (size_t i = 0; error == OK && i < data->practices.count; i++)
		error = add_practice(store, data, &practices[i]);
	return error;
}

/* A clinician takes part in every link of their neighbourhood; whom a link names as specialist stays that. */
static enum error join_links(
	struct sqlite_store *store, const struct event *event, const struct person_created_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT OR IGNORE INTO members(person, conversation, side, since)"
					    " SELECT ?, conversation, ?, ? FROM links WHERE neighbourhood = ?");

	sql_put_string(&sql, data->person.text);
	sql_put_integer(&sql, SIDE_NEIGHBOURHOOD);
	sql_put_integer(&sql, event->pos);
	sql_put_string(&sql, data->neighbourhood.text);
	return sql_run(&sql);
}

enum error project_person_created(
	struct sqlite_store *store, const struct event *event, const struct person_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO people(id, display_name, roles, job_title, professional_number,"
		" organisation, neighbourhood, is_suspended) VALUES(?, ?, ?, ?, ?, ?, ?, 0)");
	enum error error;

	sql_put_string(&sql, data->person.text);
	sql_put_text(&sql, data->display_name);
	sql_put_integer(&sql, data->roles);
	sql_put_text(&sql, data->job_title);
	sql_put_text(&sql, data->professional_number);
	sql_put_string(&sql, data->organisation.text);
	sql_put_string(&sql, data->neighbourhood.text);
	error = sql_run(&sql);
	if (error == OK && (data->roles & SET_OF(ROLE_INT_CLINICIAN)) && data->neighbourhood.text[0])
		error = join_links(store, event, data);
	return error;
}

enum error project_device_enrolled(
	struct sqlite_store *store, const struct event *event, const struct device_enrolled_data *data)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO devices(id, person, is_revoked) VALUES(?, ?, 0)");

	(void)event;
	sql_put_string(&sql, data->device.text);
	sql_put_string(&sql, data->person.text);
	return sql_run(&sql);
}
