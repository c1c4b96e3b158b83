#include "store/sqlite/facts_administration.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum error count_administrators(struct connection *connection, int64_t *count)
{
	struct sql sql = sql_use(connection, "SELECT count(*) FROM people WHERE roles & ? AND is_suspended = 0");

	sql_put_integer(&sql, SET_OF(ROLE_ADMINISTRATOR));
	return sql_number(&sql, count);
}

static enum error load_organisation(struct connection *connection, const struct organisation_id *id,
	struct arena *arena, struct organisation_facts *organisation)
{
	struct sql sql = sql_use(connection,
		"SELECT o.name, o.kind,"
		" (SELECT count(*) FROM people AS p WHERE p.organisation = o.id AND p.is_suspended = 0),"
		" (SELECT min(neighbourhood) FROM practices WHERE organisation = o.id)"
		" FROM organisations AS o WHERE o.id = ? AND o.is_ended = 0");

	sql_put_string(&sql, id->text);
	if (sql_step(&sql)) {
		organisation->found = true;
		organisation->name = sql_get_text(&sql, arena);
		organisation->kind = (enum organisation_kind)sql_get_integer(&sql);
		organisation->people = sql_get_integer(&sql);
		sql_get_string(&sql, organisation->neighbourhood.text, sizeof(organisation->neighbourhood.text));
	}
	return sql_done(&sql);
}

static enum error load_practices(
	struct connection *connection, const struct neighbourhood_id *id, struct arena *arena, struct list *practices)
{
	struct rows rows = rows_of(arena, sizeof(struct organisation_id));
	struct sql sql =
		sql_use(connection, "SELECT organisation FROM practices WHERE neighbourhood = ? ORDER BY organisation");

	sql_put_string(&sql, id->text);
	while (sql_step(&sql)) {
		struct organisation_id *practice = rows_add(&rows);

		if (!practice) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, practice->text, sizeof(practice->text));
	}
	*practices = rows_list(&rows);
	return sql_done(&sql);
}

static enum error load_neighbourhood(struct connection *connection, const struct neighbourhood_id *id,
	struct arena *arena, struct neighbourhood_facts *neighbourhood)
{
	struct sql sql = sql_use(connection,
		"SELECT n.population,"
		" (SELECT count(*) FROM people AS p WHERE p.neighbourhood = n.id AND p.is_suspended = 0),"
		" (SELECT count(*) FROM links AS l WHERE l.neighbourhood = n.id AND l.ended_at IS NULL)"
		" FROM neighbourhoods AS n WHERE n.id = ? AND n.is_ended = 0");
	enum error error;

	sql_put_string(&sql, id->text);
	if (sql_step(&sql)) {
		neighbourhood->population = sql_get_integer(&sql);
		neighbourhood->people = sql_get_integer(&sql);
		neighbourhood->open_links = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	return error == OK ? load_practices(connection, id, arena, &neighbourhood->practices) : error;
}

/* What of the person named has ended, and which link names them. */
static enum error load_person(struct connection *connection, const struct person_id *id, struct arena *arena,
	struct administration_facts *administration)
{
	struct sql sql = sql_use(connection,
		"SELECT coalesce((SELECT is_ended FROM organisations WHERE id = p.organisation), 0),"
		" coalesce((SELECT is_ended FROM neighbourhoods WHERE id = p.neighbourhood), 0),"
		" (SELECT l.name FROM link_specialists AS s JOIN links AS l ON l.id = s.link WHERE s.person = p.id"
		" AND l.ended_at IS NULL ORDER BY l.id LIMIT 1),"
		" (SELECT l.name FROM links AS l WHERE p.roles & ?2 AND l.neighbourhood = p.neighbourhood"
		" AND l.ended_at IS NULL AND (SELECT count(*) FROM link_specialists AS s JOIN people AS a"
		" ON a.id = s.person AND a.is_suspended = 0 WHERE s.link = l.id) = 1"
		" AND NOT EXISTS (SELECT 1 FROM people AS c WHERE c.neighbourhood = l.neighbourhood AND c.roles & ?2"
		" AND c.is_suspended = 0 AND c.id <> p.id) ORDER BY l.id LIMIT 1) FROM people AS p WHERE p.id = ?1");

	sql_put_string(&sql, id->text);
	sql_put_integer(&sql, SET_OF(ROLE_COORDINATOR));
	if (sql_step(&sql)) {
		administration->has_lost_organisation = sql_get_integer(&sql) != 0;
		administration->has_lost_neighbourhood = sql_get_integer(&sql) != 0;
		administration->specialist_of = sql_get_text(&sql, arena);
		administration->leans_on = sql_get_text(&sql, arena);
	}
	return sql_done(&sql);
}

enum error facts_administration(
	struct connection *connection, const struct references *references, struct arena *arena, struct facts *facts)
{
	struct administration_facts *administration = &facts->administration;
	enum error error = count_administrators(connection, &administration->administrators);

	/* of a neighbourhood, the organisations named are its practices, not what the command is about */
	if (error == OK && references->organisations.count == 1 && !references->neighbourhood.text[0])
		error = load_organisation(
			connection, references->organisations.items, arena, &administration->organisation);
	if (error == OK && facts->neighbourhood_found)
		error = load_neighbourhood(
			connection, &references->neighbourhood, arena, &administration->neighbourhood);
	if (error == OK && references->people.count > 0)
		error = load_person(connection, references->people.items, arena, administration);
	return error;
}
