#include "store/sqlite/facts_import.h"

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/facts_administration.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/staging.h"
#include "store/sqlite/statement.h"

struct importing {
	struct connection *connection;
	const struct references *references;
	int64_t since_ms; /* lines laid aside after that */
	struct arena *arena;
	struct import_facts *import;
};

static void put_import(const struct importing *importing, struct sql *sql)
{
	sql_put_text(sql, text_of(importing->references->caller.text));
	sql_put_text(sql, importing->references->import);
	sql_put_integer(sql, importing->since_ms);
}

#define OF_THE_IMPORT " WHERE device = ?1 AND import = ?2 AND at > ?3"

/* Reads rows into a list: fill takes each into a new item. */
static enum error read_all(const struct importing *importing, struct sql *sql, size_t item_size,
	void (*fill)(struct sql *sql, struct arena *arena, void *item), struct list *list)
{
	struct rows rows = rows_of(importing->arena, item_size);

	while (sql_step(sql)) {
		void *item = rows_add(&rows);

		if (!item) {
			sql->error = ERROR_BUSY;
			break;
		}
		fill(sql, importing->arena, item);
	}
	*list = rows_list(&rows);
	return sql_done(sql);
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static enum error count_lines(const struct importing *importing)
{
	struct sql people = sql_use(importing->connection, "SELECT count(*) FROM staged_people" OF_THE_IMPORT);
	enum error error;

	put_import(importing, &people);
	error = sql_number(&people, &importing->import->person_count);
	if (error != OK)
		return error;
	struct sql links = sql_use(importing->connection, "SELECT count(*) FROM staged_links" OF_THE_IMPORT);
	put_import(importing, &links);
	return sql_number(&links, &importing->import->link_count);
}

static void fill_person_line(struct sql *sql, struct arena *arena, void *item)
{
	struct person_line *line = item;

	line->line = sql_get_integer(sql);
	line->person = sql_get_text(sql, arena);
	line->display_name = sql_get_text(sql, arena);
	line->roles = sql_get_text(sql, arena);
	line->job_title = sql_get_text(sql, arena);
	line->professional_number = sql_get_text(sql, arena);
	line->organisation = sql_get_text(sql, arena);
	line->neighbourhood = sql_get_text(sql, arena);
	line->treatment_function = sql_get_text(sql, arena);
	line->state = sql_get_text(sql, arena);
}

static enum error load_person_lines(const struct importing *importing)
{
	struct sql sql = sql_use(importing->connection,
		"SELECT line, person, display_name, roles, job_title, professional_number, organisation, neighbourhood,"
		" treatment_function, state FROM staged_people" OF_THE_IMPORT " ORDER BY line");

	put_import(importing, &sql);
	return read_all(
		importing, &sql, sizeof(struct person_line), fill_person_line, &importing->import->person_lines);
}

static void fill_link_line(struct sql *sql, struct arena *arena, void *item)
{
	struct link_line *line = item;

	line->line = sql_get_integer(sql);
	line->neighbourhood = sql_get_text(sql, arena);
	line->treatment_function = sql_get_text(sql, arena);
	line->specialists = sql_get_text(sql, arena);
	line->reply_working_days = sql_get_text(sql, arena);
	line->weekly_limit = sql_get_text(sql, arena);
	line->agreed_on = sql_get_text(sql, arena);
	line->starts_on = sql_get_text(sql, arena);
	line->ends_on = sql_get_text(sql, arena);
}

static enum error load_link_lines(const struct importing *importing)
{
	struct sql sql = sql_use(importing->connection,
		"SELECT line, neighbourhood, treatment_function, specialists, reply_working_days, weekly_limit,"
		" agreed_on, starts_on, ends_on FROM staged_links" OF_THE_IMPORT " ORDER BY line");

	put_import(importing, &sql);
	return read_all(importing, &sql, sizeof(struct link_line), fill_link_line, &importing->import->link_lines);
}

/* --- what they can be about --------------------------------------------------------------------------------------- */

static void fill_id(struct sql *sql, struct arena *arena, void *item)
{
	(void)arena;
	sql_get_string(sql, ((struct person_id *)item)->text, sizeof(struct person_id));
}

static void fill_organisation(struct sql *sql, struct arena *arena, void *item)
{
	(void)arena;
	sql_get_string(sql, ((struct organisation_id *)item)->text, sizeof(struct organisation_id));
}

static void fill_place(struct sql *sql, struct arena *arena, void *item)
{
	struct place_facts *place = item;

	sql_get_string(sql, place->id.text, sizeof(place->id.text));
	place->name = sql_get_text(sql, arena);
	place->coordinators = sql_get_integer(sql);
}

static enum error load_places(const struct importing *importing)
{
	struct sql organisations =
		sql_use(importing->connection, "SELECT id FROM organisations WHERE is_ended = 0 ORDER BY id");
	enum error error = read_all(importing, &organisations, sizeof(struct organisation_id), fill_organisation,
		&importing->import->organisations);

	if (error != OK)
		return error;
	struct sql neighbourhoods = sql_use(importing->connection,
		"SELECT id, name, (SELECT count(*) FROM people AS p WHERE p.neighbourhood = n.id AND p.roles & ?"
		" AND p.is_suspended = 0) FROM neighbourhoods AS n WHERE is_ended = 0 ORDER BY id");
	sql_put_integer(&neighbourhoods, SET_OF(ROLE_COORDINATOR));
	return read_all(
		importing, &neighbourhoods, sizeof(struct place_facts), fill_place, &importing->import->neighbourhoods);
}

/* The ids of these people, in order, become all that is known of them. */
static enum error load_people(const struct importing *importing, struct sql *sql)
{
	struct rows rows = rows_of(importing->arena, sizeof(struct person_facts));
	struct list ids = {0};
	enum error error = read_all(importing, sql, sizeof(struct person_id), fill_id, &ids);

	for (size_t i = 0; error == OK && i < ids.count; i++) {
		struct person_facts *person = rows_add(&rows);

		if (!person)
			return ERROR_BUSY;
		error = person_read(importing->connection, (const struct person_id *)ids.items + i,
			(struct conversation_id){0}, importing->arena, person);
	}
	importing->import->people = rows_list(&rows);
	return error;
}

static enum error load_people_of_lines(const struct importing *importing)
{
	struct sql sql = sql_use(importing->connection,
		"SELECT id FROM people WHERE id IN (SELECT trim(person) FROM staged_people" OF_THE_IMPORT
		") ORDER BY id");

	put_import(importing, &sql);
	return load_people(importing, &sql);
}

static enum error load_specialists_of_links(const struct importing *importing)
{
	struct sql sql = sql_use(importing->connection, "SELECT DISTINCT person FROM link_specialists ORDER BY person");

	return read_all(importing, &sql, sizeof(struct person_id), fill_id, &importing->import->specialists);
}

static enum error load_all_specialists(const struct importing *importing)
{
	struct sql sql = sql_use(importing->connection, "SELECT id FROM people WHERE roles & ? ORDER BY id");

	sql_put_integer(&sql, SET_OF(ROLE_SPECIALIST));
	return load_people(importing, &sql);
}

/* --- links that are there ----------------------------------------------------------------------------------------- */

static enum error load_specialists(const struct importing *importing, int64_t link, struct list *specialists)
{
	struct sql sql =
		sql_use(importing->connection, "SELECT person FROM link_specialists WHERE link = ? ORDER BY place");

	sql_put_integer(&sql, link);
	return read_all(importing, &sql, sizeof(struct person_id), fill_id, specialists);
}

static enum error load_links(const struct importing *importing)
{
	struct rows rows = rows_of(importing->arena, sizeof(struct link_facts));
	struct sql sql = sql_use(importing->connection,
		"SELECT id, neighbourhood, treatment_function, reply_working_days, weekly_limit FROM links"
		" WHERE ended_at IS NULL ORDER BY neighbourhood, treatment_function, id");

	while (sql_step(&sql)) {
		struct link_facts *link = rows_add(&rows);
		int64_t id = sql_get_integer(&sql);

		if (!link) {
			sql.error = ERROR_BUSY;
			break;
		}
		sql_get_string(&sql, link->neighbourhood.text, sizeof(link->neighbourhood.text));
		link->treatment_function = (int32_t)sql_get_integer(&sql);
		link->reply_working_days = sql_get_integer(&sql);
		link->weekly_limit = sql_get_integer(&sql);
		if (sql.error == OK)
			sql.error = load_specialists(importing, id, &link->specialists);
	}
	importing->import->links = rows_list(&rows);
	return sql_done(&sql);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static enum error load_about_people(const struct importing *importing)
{
	enum error error = load_person_lines(importing);

	if (error == OK)
		error = load_people_of_lines(importing);
	if (error == OK)
		error = load_specialists_of_links(importing);
	return error;
}

static enum error load_about_links(const struct importing *importing)
{
	enum error error = load_link_lines(importing);

	if (error == OK)
		error = load_all_specialists(importing);
	return error == OK ? load_links(importing) : error;
}

enum error facts_import(struct connection *connection, const struct references *references, int64_t now_ms,
	struct arena *arena, struct import_facts *import)
{
	struct importing importing = {connection, references, now_ms - STAGING_KEPT_MS, arena, import};
	import->today = calendar_london_date(now_ms);
	enum error error = count_lines(&importing);

	if (error != OK || references->import_need == IMPORT_COUNTS)
		return error;
	error = load_places(&importing);
	if (error == OK)
		error = count_administrators(connection, &import->administrators);
	if (error == OK && import->person_count > 0)
		return load_about_people(&importing);
	return error == OK && import->link_count > 0 ? load_about_links(&importing) : error;
}
