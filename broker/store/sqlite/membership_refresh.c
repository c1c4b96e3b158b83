#include "store/sqlite/membership_refresh.h"

#include "core/facts.h"
#include "store/sqlite/statement.h"

/* The memberships a person should have: parameters 1 the person, 2 and 3 the bits of the roles, 4 and 5 the sides. Of both
 * sides of one conversation the greater counts, the specialists'. */
#define EXPECTED                                                                                         \
	"SELECT conversation, max(side) AS side FROM ("                                                  \
	"SELECT l.conversation AS conversation, ?4 AS side FROM people AS p"                             \
	" JOIN link_specialists AS s ON s.person = p.id JOIN links AS l ON l.id = s.link"                \
	" WHERE p.id = ?1 AND p.is_suspended = 0 AND p.roles & ?2"                                       \
	" UNION ALL SELECT l.conversation, ?5 FROM people AS p JOIN links AS l"                          \
	" ON l.neighbourhood = p.neighbourhood WHERE p.id = ?1 AND p.is_suspended = 0 AND p.roles & ?3)" \
	" GROUP BY conversation"

_Static_assert(SIDE_SPECIALIST > SIDE_NEIGHBOURHOOD, "the greater side counts");

static void put_expected(struct sql *sql, const struct person_id *person)
{
	sql_put_string(sql, person->text);
	sql_put_integer(sql, SET_OF(ROLE_SPECIALIST));
	sql_put_integer(sql, SET_OF(ROLE_INT_CLINICIAN));
	sql_put_integer(sql, SIDE_SPECIALIST);
	sql_put_integer(sql, SIDE_NEIGHBOURHOOD);
}

static enum error leave(struct sqlite_store *store, const struct person_id *person)
{
	struct sql sql = sql_use(&store->connection, "DELETE FROM members WHERE person = ?1 AND conversation NOT IN"
						     " (SELECT conversation FROM (" EXPECTED "))");

	put_expected(&sql, person);
	return sql_run(&sql);
}

static enum error join(struct sqlite_store *store, const struct person_id *person, int64_t pos)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO members(person, conversation, side, since)"
		" SELECT ?1, conversation, side, ?6 FROM (" EXPECTED ") WHERE true"
		" ON CONFLICT(person, conversation) DO UPDATE SET side = excluded.side WHERE side <> excluded.side");

	put_expected(&sql, person);
	sql_put_integer(&sql, pos);
	return sql_run(&sql);
}

enum error membership_refresh_person(struct sqlite_store *store, const struct person_id *person, int64_t pos)
{
	enum error error = leave(store, person);

	return error == OK ? join(store, person, pos) : error;
}
