/* People and their devices. Whatever changes who somebody is changes what they are members of, at once. */
#include "store/sqlite/membership_refresh.h"
#include "store/sqlite/project.h"
#include "store/sqlite/project_access.h"
#include "store/sqlite/statement.h"

/* Who somebody is has changed: what they take part in, and the trail of what was done about them. */
static enum error follow_change(struct sqlite_store *store, const struct event *event, const struct person_id *person)
{
	enum error error = project_access_changed(store, event, *person);

	return error == OK ? membership_refresh_person(store, person, event->pos) : error;
}

enum error project_person_created(
	struct sqlite_store *store, const struct event *event, const struct person_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO people(id, display_name, roles, job_title, professional_number,"
		" organisation, neighbourhood, treatment_function, is_suspended) VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0)");
	enum error error;

	sql_put_string(&sql, data->person.text);
	sql_put_text(&sql, data->display_name);
	sql_put_integer(&sql, data->roles);
	sql_put_text(&sql, data->job_title);
	sql_put_text(&sql, data->professional_number);
	sql_put_string(&sql, data->organisation.text);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_integer(&sql, data->treatment_function);
	error = sql_run(&sql);
	return error == OK ? follow_change(store, event, &data->person) : error;
}

enum error project_person_updated(
	struct sqlite_store *store, const struct event *event, const struct person_updated_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE people SET display_name = ?, job_title = ?, professional_number = ?,"
		" organisation = ?, neighbourhood = ?, treatment_function = ? WHERE id = ?");
	enum error error;

	sql_put_text(&sql, data->display_name);
	sql_put_text(&sql, data->job_title);
	sql_put_text(&sql, data->professional_number);
	sql_put_string(&sql, data->organisation.text);
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_integer(&sql, data->treatment_function);
	sql_put_string(&sql, data->person.text);
	error = sql_run(&sql);
	return error == OK ? follow_change(store, event, &data->person) : error;
}

/* A guest of a case is asked as a specialist. */
static enum error end_visits(struct sqlite_store *store, const struct person_id *person)
{
	struct sql sql = sql_use(&store->connection, "UPDATE guests SET left = 1 WHERE person = ?");

	sql_put_string(&sql, person->text);
	return sql_run(&sql);
}

enum error project_person_roles_set(
	struct sqlite_store *store, const struct event *event, const struct person_roles_set_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"UPDATE people SET roles = ?1, treatment_function = iif(?1 & ?2, treatment_function, 0) WHERE id = ?3");
	enum error error;

	sql_put_integer(&sql, data->roles);
	sql_put_integer(&sql, SET_OF(ROLE_SPECIALIST));
	sql_put_string(&sql, data->person.text);
	error = sql_run(&sql);
	if (error == OK && !(data->roles & SET_OF(ROLE_SPECIALIST)))
		error = end_visits(store, &data->person);
	return error == OK ? follow_change(store, event, &data->person) : error;
}

static enum error set_suspended(
	struct sqlite_store *store, const struct event *event, const struct person_id *person, bool is_suspended)
{
	struct sql sql = sql_use(&store->connection, "UPDATE people SET is_suspended = ? WHERE id = ?");
	enum error error;

	sql_put_integer(&sql, is_suspended);
	sql_put_string(&sql, person->text);
	error = sql_run(&sql);
	return error == OK ? follow_change(store, event, person) : error;
}

enum error project_person_suspended(
	struct sqlite_store *store, const struct event *event, const struct person_suspended_data *data)
{
	return set_suspended(store, event, &data->person, true);
}

enum error project_person_reinstated(
	struct sqlite_store *store, const struct event *event, const struct person_reinstated_data *data)
{
	return set_suspended(store, event, &data->person, false);
}

enum error project_device_enrolled(
	struct sqlite_store *store, const struct event *event, const struct device_enrolled_data *data)
{
	struct sql sql = sql_use(&store->connection, "INSERT INTO devices(id, person, is_revoked) VALUES(?, ?, 0)");
	enum error error;

	sql_put_string(&sql, data->device.text);
	sql_put_string(&sql, data->person.text);
	error = sql_run(&sql);
	return error == OK ? project_access_changed(store, event, data->person) : error;
}

enum error project_device_revoked(
	struct sqlite_store *store, const struct event *event, const struct device_revoked_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE devices SET is_revoked = 1 WHERE id = ?");
	enum error error;

	sql_put_string(&sql, data->device.text);
	error = sql_run(&sql);
	return error == OK ? project_access_changed(store, event, data->person) : error;
}
