/* organisation.list and neighbourhood.list: what has not ended, by its id. */
#include "base/text.h"
#include "store/sqlite/folding.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_organisation(struct sql *sql, struct arena *arena, struct organisation_row *row)
{
	sql_get_string(sql, row->organisation.text, sizeof(row->organisation.text));
	row->name = sql_get_text(sql, arena);
	row->kind = (enum organisation_kind)sql_get_integer(sql);
	row->people = sql_get_integer(sql);
	sql_get_string(sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
}

static bool is_organisation_named(const struct organisation_row *row, struct text text)
{
	return text.length == 0 || folding_contains(row->name, text) ||
	       folding_contains(text_of(row->organisation.text), text);
}

enum error query_organisation_list(
	struct query *query, const struct organisation_list_args *args, struct organisation_list_result *result)
{
	size_t limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct organisation_row));
	struct text text = text_trim(args->text);
	struct sql sql = sql_use(query->connection,
		"SELECT o.id, o.name, o.kind,"
		" (SELECT count(*) FROM people AS p WHERE p.organisation = o.id AND p.is_suspended = 0),"
		" (SELECT min(neighbourhood) FROM practices WHERE organisation = o.id)"
		" FROM organisations AS o WHERE o.is_ended = 0 AND o.id > ? ORDER BY o.id");

	sql_put_text(&sql, text_of(args->after.text));
	result->complete = true;
	while (result->complete && sql_step(&sql)) {
		struct organisation_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_organisation(&sql, query->arena, row);
		result->complete = rows.count <= limit;
		if (!is_organisation_named(row, text) || !result->complete)
			rows_drop(&rows);
	}
	result->organisations = rows_list(&rows);
	return sql_done(&sql);
}

/* --- neighbourhoods ----------------------------------------------------------------------------------------------- */

static enum error read_practices(struct query *query, struct neighbourhood_row *row)
{
	struct rows rows = rows_of(query->arena, sizeof(struct organisation_id));
	struct sql sql = sql_use(
		query->connection, "SELECT organisation FROM practices WHERE neighbourhood = ? ORDER BY organisation");

	sql_put_string(&sql, row->neighbourhood.text);
	while (sql_step(&sql)) {
		struct organisation_id *practice = rows_add(&rows);

		if (!practice) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, practice->text, sizeof(practice->text));
	}
	row->practices = rows_list(&rows);
	return sql_done(&sql);
}

static void read_neighbourhood(struct sql *sql, struct query *query, struct neighbourhood_row *row)
{
	sql_get_string(sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
	row->name = sql_get_text(sql, query->arena);
	row->population = sql_get_integer(sql);
	row->people = sql_get_integer(sql);
	row->links = sql_get_integer(sql);
	if (sql->error == OK)
		sql->error = read_practices(query, row);
}

/* Who is no administrator sees their own. */
enum error query_neighbourhood_list(
	struct query *query, const struct neighbourhood_list_args *args, struct neighbourhood_list_result *result)
{
	const struct person_facts *actor = &query->facts->actor;
	size_t limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct neighbourhood_row));
	struct sql sql = sql_use(query->connection,
		"SELECT n.id, n.name, n.population,"
		" (SELECT count(*) FROM people AS p WHERE p.neighbourhood = n.id AND p.is_suspended = 0),"
		" (SELECT count(*) FROM links AS l WHERE l.neighbourhood = n.id)"
		" FROM neighbourhoods AS n WHERE n.is_ended = 0 AND n.id > ?1 AND (?2 OR n.id = ?3)"
		" ORDER BY n.id LIMIT ?4");

	sql_put_text(&sql, text_of(args->after.text));
	sql_put_integer(&sql, (actor->roles & SET_OF(ROLE_ADMINISTRATOR)) != 0);
	sql_put_text(&sql, text_of(actor->neighbourhood.text));
	sql_put_integer(&sql, (int64_t)limit + 1);
	result->complete = true;
	while (result->complete && sql_step(&sql)) {
		struct neighbourhood_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		result->complete = rows.count <= limit;
		if (result->complete)
			read_neighbourhood(&sql, query, row);
		else
			rows_drop(&rows);
	}
	result->neighbourhoods = rows_list(&rows);
	return sql_done(&sql);
}
