#include "store/sqlite/facts_leave.h"

#include "base/calendar.h"
#include "store/sqlite/cover_read.h"
#include "store/sqlite/person_read.h"

/* Named, or the one that has begun, or comes next. */
static enum error load_cover(
	struct connection *connection, const struct references *references, struct leave_facts *leave)
{
	enum error error;

	if (references->cover.pos != 0) {
		error = cover_load(connection, references->cover, &leave->cover);
		if (!references->leave_person.text[0])
			leave->person.id = leave->cover.person;
		return error;
	}
	struct sql sql = sql_use(connection, "SELECT " COVER_COLUMNS " FROM covers AS c WHERE c.person = ?"
					     " AND c.state IN (1, 2) ORDER BY c.from_at LIMIT 1");
	sql_put_string(&sql, leave->person.id.text);
	if (sql_step(&sql))
		cover_row_read(&sql, &leave->cover);
	return sql_done(&sql);
}

static enum error load_relation(struct connection *connection, struct facts *facts, int32_t today)
{
	struct leave_facts *leave = &facts->leave;
	struct sql sql = sql_use(connection,
		"SELECT EXISTS (SELECT 1 FROM link_specialists AS s JOIN links AS l ON l.id = s.link WHERE s.person = "
		"?1"
		" AND l.ended_at IS NULL AND coalesce(l.ends_on, ?4) >= ?4),"
		" EXISTS (SELECT 1 FROM link_specialists AS s JOIN links AS l ON l.id = s.link WHERE s.person = ?1"
		" AND l.neighbourhood = ?3),"
		" EXISTS (SELECT 1 FROM members AS mine JOIN members AS theirs"
		" ON theirs.conversation = mine.conversation WHERE mine.person = ?2 AND theirs.person = ?1)");

	sql_put_string(&sql, leave->person.id.text);
	sql_put_string(&sql, facts->actor.id.text);
	sql_put_string(&sql, facts->actor.neighbourhood.text);
	sql_put_integer(&sql, today);
	if (sql_step(&sql)) {
		leave->is_linked = sql_get_integer(&sql) != 0;
		leave->is_kept_by_actor = sql_get_integer(&sql) != 0;
		leave->is_contact = sql_get_integer(&sql) != 0;
	}
	return sql_done(&sql);
}

#define FUNCTIONS_OF(person)                                                                      \
	"SELECT l.treatment_function FROM link_specialists AS s JOIN links AS l ON l.id = s.link" \
	" WHERE s.person = " person " AND l.ended_at IS NULL AND coalesce(l.ends_on, ?3) >= ?3"

/* A deputy's are those of their links and their own; somebody whose links ended, or who has none yet, is no less one. */
#define FUNCTIONS_OF_DEPUTY(person) \
	FUNCTIONS_OF(person)        \
	" UNION SELECT treatment_function FROM people WHERE id = " person " AND treatment_function <> 0"

static enum error load_deputy(struct connection *connection, const struct references *references, int32_t today,
	struct arena *arena, struct leave_facts *leave)
{
	const struct conversation_id nowhere = {0};
	int64_t lacking = 0;
	enum error error = person_read(connection, &references->leave_deputy, nowhere, arena, &leave->deputy);

	if (error != OK)
		return error;
	struct sql sql =
		sql_use(connection, FUNCTIONS_OF("?1") " EXCEPT SELECT * FROM (" FUNCTIONS_OF_DEPUTY("?2") ") LIMIT 1");
	sql_put_string(&sql, leave->person.id.text);
	sql_put_string(&sql, references->leave_deputy.text);
	sql_put_integer(&sql, today);
	error = sql_number(&sql, &lacking);
	leave->function_lacking = (int32_t)lacking;
	if (error != OK)
		return error;
	struct sql covers = sql_use(connection, "SELECT " COVER_COLUMNS " FROM covers AS c WHERE c.state IN (1, 2)"
						" AND (c.person IN (?1, ?2) OR c.deputy = ?1) ORDER BY c.id");
	sql_put_string(&covers, leave->person.id.text);
	sql_put_string(&covers, references->leave_deputy.text);
	return cover_rows_read(&covers, arena, &leave->covers);
}

enum error facts_leave(struct connection *connection, const struct references *references, int64_t now_ms,
	struct arena *arena, struct facts *facts)
{
	const struct conversation_id nowhere = {0};
	struct leave_facts *leave = &facts->leave;
	int32_t today = calendar_london_date(now_ms);
	struct list cases = {0};
	enum error error;

	leave->person.id = references->leave_person;
	error = load_cover(connection, references, leave);
	if (error == OK && leave->cover.state == COVER_BEGUN)
		error = cover_cases(connection, arena, &leave->cover, &cases);
	if (error == OK)
		error = person_read(connection, &leave->person.id, nowhere, arena, &leave->person);
	if (error == OK && leave->person.found)
		error = load_relation(connection, facts, today);
	if (error == OK && references->leave_deputy.text[0])
		error = load_deputy(connection, references, today, arena, leave);
	return error;
}
