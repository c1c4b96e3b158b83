/* Organisations and neighbourhoods. One that has ended keeps its row, for what was said and counted there has its name. */
#include "store/sqlite/project.h"
#include "store/sqlite/statement.h"

/* --- organisations ------------------------------------------------------------------------------------------------ */

enum error project_organisation_created(
	struct sqlite_store *store, const struct event *event, const struct organisation_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO organisations(id, name, kind) VALUES(?, ?, ?)"
		" ON CONFLICT(id) DO UPDATE SET name = excluded.name, kind = excluded.kind, is_ended = 0");

	(void)event;
	sql_put_string(&sql, data->organisation.text);
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->kind);
	return sql_run(&sql);
}

enum error project_organisation_updated(
	struct sqlite_store *store, const struct event *event, const struct organisation_updated_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE organisations SET name = ?, kind = ? WHERE id = ?");

	(void)event;
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->kind);
	sql_put_string(&sql, data->organisation.text);
	return sql_run(&sql);
}

enum error project_organisation_ended(
	struct sqlite_store *store, const struct event *event, const struct organisation_ended_data *data)
{
	struct sql sql = sql_use(&store->connection, "UPDATE organisations SET is_ended = 1 WHERE id = ?");

	(void)event;
	sql_put_string(&sql, data->organisation.text);
	return sql_run(&sql);
}

/* --- neighbourhoods ----------------------------------------------------------------------------------------------- */

static enum error add_practice(struct sqlite_store *store, const struct neighbourhood_id *neighbourhood,
	const struct organisation_id *practice)
{
	struct sql sql = sql_use(
		&store->connection, "INSERT OR IGNORE INTO practices(neighbourhood, organisation) VALUES(?, ?)");

	sql_put_string(&sql, neighbourhood->text);
	sql_put_string(&sql, practice->text);
	return sql_run(&sql);
}

static enum error set_practices(
	struct sqlite_store *store, const struct neighbourhood_id *neighbourhood, const struct list *practices)
{
	const struct organisation_id *ids = practices->items;
	struct sql sql = sql_use(&store->connection, "DELETE FROM practices WHERE neighbourhood = ?");
	enum error error;

	sql_put_string(&sql, neighbourhood->text);
	error = sql_run(&sql);
	for (size_t i = 0; error == OK && i < practices->count; i++)
		error = add_practice(store, neighbourhood, &ids[i]);
	return error;
}

enum error project_neighbourhood_created(
	struct sqlite_store *store, const struct event *event, const struct neighbourhood_created_data *data)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO neighbourhoods(id, name, population) VALUES(?, ?, ?) ON CONFLICT(id) DO UPDATE"
		" SET name = excluded.name, population = excluded.population, is_ended = 0");
	enum error error;

	(void)event;
	sql_put_string(&sql, data->neighbourhood.text);
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->population);
	error = sql_run(&sql);
	return error == OK ? set_practices(store, &data->neighbourhood, &data->practices) : error;
}

/* Links are called after their neighbourhood, "Riverside: Cardiology Service", and go on being so. */
static enum error rename_links(struct sqlite_store *store, const struct neighbourhood_updated_data *data)
{
	struct sql sql =
		sql_use(&store->connection, "UPDATE links SET name = ?1 || substr(name, (SELECT length(name) FROM "
					    "neighbourhoods WHERE id = ?2) + 1)"
					    " WHERE neighbourhood = ?2 AND"
					    " instr(name, (SELECT name FROM neighbourhoods WHERE id = ?2) || ':') = 1");

	sql_put_text(&sql, data->name);
	sql_put_string(&sql, data->neighbourhood.text);
	return sql_run(&sql);
}

enum error project_neighbourhood_updated(
	struct sqlite_store *store, const struct event *event, const struct neighbourhood_updated_data *data)
{
	enum error error = rename_links(store, data);

	(void)event;
	if (error != OK)
		return error;
	struct sql sql = sql_use(&store->connection, "UPDATE neighbourhoods SET name = ?, population = ? WHERE id = ?");
	sql_put_text(&sql, data->name);
	sql_put_integer(&sql, data->population);
	sql_put_string(&sql, data->neighbourhood.text);
	error = sql_run(&sql);
	return error == OK ? set_practices(store, &data->neighbourhood, &data->practices) : error;
}

/* Its practices are free for another. */
enum error project_neighbourhood_ended(
	struct sqlite_store *store, const struct event *event, const struct neighbourhood_ended_data *data)
{
	static const struct list no_practices;
	struct sql sql = sql_use(&store->connection, "UPDATE neighbourhoods SET is_ended = 1 WHERE id = ?");
	enum error error;

	(void)event;
	sql_put_string(&sql, data->neighbourhood.text);
	error = sql_run(&sql);
	return error == OK ? set_practices(store, &data->neighbourhood, &no_practices) : error;
}
