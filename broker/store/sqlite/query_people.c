/* person.list: people by their handles; a coordinator sees those of their own neighbourhood. */
#include "base/text.h"
#include "store/sqlite/folding.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_row(struct sql *sql, struct arena *arena, struct person_row *row)
{
	sql_get_string(sql, row->person.text, sizeof(row->person.text));
	row->display_name = sql_get_text(sql, arena);
	row->roles = (uint32_t)sql_get_integer(sql);
	row->job_title = sql_get_text(sql, arena);
	row->professional_number = sql_get_text(sql, arena);
	sql_get_string(sql, row->organisation.text, sizeof(row->organisation.text));
	row->organisation_name = sql_get_text(sql, arena);
	sql_get_string(sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
	row->treatment_function = (int32_t)sql_get_integer(sql);
	row->state = sql_get_integer(sql) ? PERSON_SUSPENDED : PERSON_ACTIVE;
	row->devices = sql_get_integer(sql);
}

static bool is_named(const struct person_row *row, struct text text)
{
	return text.length == 0 || folding_contains(text_of(row->person.text), text) ||
	       folding_contains(row->display_name, text) || folding_contains(row->job_title, text) ||
	       folding_contains(row->professional_number, text);
}

/* Whose people may be seen: "" is everybody's, and a coordinator who names another team than theirs sees nobody. */
static bool is_narrowed_to_nothing(const struct query *query, const struct person_list_args *args, const char **team)
{
	const struct person_facts *actor = &query->facts->actor;
	struct text wanted = text_of(args->neighbourhood.text);

	*team = args->neighbourhood.text;
	if (actor->roles & SET_OF(ROLE_ADMINISTRATOR))
		return false;
	*team = actor->neighbourhood.text;
	return wanted.length > 0 && !text_is(wanted, actor->neighbourhood.text);
}

static void put_filters(struct sql *sql, const struct person_list_args *args, const char *team)
{
	sql_put_text(sql, text_of(args->after.text));
	sql_put_integer(sql, args->role ? SET_OF(args->role) : 0);
	sql_put_string(sql, team);
	sql_put_integer(sql, args->state);
	sql_put_integer(sql, PERSON_SUSPENDED);
}

enum error query_person_list(
	struct query *query, const struct person_list_args *args, struct person_list_result *result)
{
	size_t limit = (size_t)query_limit(args->limit, DEFAULT_PAGE_ROWS, LIMIT_PAGE_ROWS);
	struct rows rows = rows_of(query->arena, sizeof(struct person_row));
	struct text text = text_trim(args->text);
	const char *team = "";

	result->complete = true;
	if (is_narrowed_to_nothing(query, args, &team))
		return OK;
	struct sql sql = sql_use(query->connection,
		"SELECT p.id, p.display_name, p.roles, p.job_title, p.professional_number, p.organisation, o.name,"
		" p.neighbourhood, p.treatment_function, p.is_suspended,"
		" (SELECT count(*) FROM devices AS d WHERE d.person = p.id AND d.is_revoked = 0)"
		" FROM people AS p LEFT JOIN organisations AS o ON o.id = p.organisation"
		" WHERE p.id > ?1 AND (?2 = 0 OR p.roles & ?2) AND (?3 IS NULL OR p.neighbourhood = ?3)"
		" AND (?4 = 0 OR p.is_suspended = (?4 = ?5)) ORDER BY p.id");
	put_filters(&sql, args, team);
	while (result->complete && sql_step(&sql)) {
		struct person_row *row = rows_add(&rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_row(&sql, query->arena, row);
		result->complete = rows.count <= limit;
		if (!is_named(row, text) || !result->complete)
			rows_drop(&rows);
	}
	result->people = rows_list(&rows);
	return sql_done(&sql);
}
