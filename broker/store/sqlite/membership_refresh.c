#include "store/sqlite/membership_refresh.h"

#include "core/facts.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum { MEMBERSHIPS_ARENA_BYTES = 16 * 1024 * 1024 };

/* The memberships a person should have, as named specialist, as clinician of the team, as deputy where they are neither, and
 * in the MDTs that list them while they are a specialist, or clinician or coordinator of its team: parameters 1 the person, 2
 * and 3 the bits of the roles, 4 and 5 the sides, 6 the bits of the team's roles. Of both sides of one conversation the
 * greater counts, the specialists'. */
#define EXPECTED                                                                                                    \
	"SELECT conversation, max(side) AS side FROM ("                                                             \
	"SELECT l.conversation AS conversation, ?4 AS side FROM people AS p"                                        \
	" JOIN link_specialists AS s ON s.person = p.id JOIN links AS l ON l.id = s.link"                           \
	" WHERE p.id = ?1 AND p.is_suspended = 0 AND p.roles & ?2"                                                  \
	" UNION ALL SELECT l.conversation, ?5 FROM people AS p JOIN links AS l"                                     \
	" ON l.neighbourhood = p.neighbourhood WHERE p.id = ?1 AND p.is_suspended = 0 AND p.roles & ?3"             \
	" UNION ALL SELECT l.conversation, ?4 FROM people AS p JOIN covers AS c ON c.deputy = p.id AND c.state = 2" \
	" JOIN link_specialists AS s ON s.person = c.person JOIN links AS l ON l.id = s.link"                       \
	" WHERE p.id = ?1 AND p.is_suspended = 0 AND p.roles & ?2"                                                  \
	" AND NOT (p.roles & ?3 AND p.neighbourhood IS l.neighbourhood)"                                            \
	" UNION ALL SELECT m.conversation, CASE WHEN p.roles & ?2 THEN ?4 ELSE ?5 END FROM people AS p"             \
	" JOIN mdt_members AS m ON m.person = p.id JOIN mdts AS d ON d.conversation = m.conversation"               \
	" WHERE p.id = ?1 AND p.is_suspended = 0"                                                                   \
	" AND (p.roles & ?2 OR (p.roles & ?6 AND p.neighbourhood = d.neighbourhood)))"                              \
	" GROUP BY conversation"

_Static_assert(SIDE_SPECIALIST > SIDE_NEIGHBOURHOOD, "the greater side counts");

static void put_expected(struct sql *sql, const struct person_id *person)
{
	sql_put_string(sql, person->text);
	sql_put_integer(sql, SET_OF(ROLE_SPECIALIST));
	sql_put_integer(sql, SET_OF(ROLE_INT_CLINICIAN));
	sql_put_integer(sql, SIDE_SPECIALIST);
	sql_put_integer(sql, SIDE_NEIGHBOURHOOD);
	sql_put_integer(sql, SET_OF(ROLE_INT_CLINICIAN) | SET_OF(ROLE_COORDINATOR));
}

static enum error read_all(struct sql *sql, struct arena *arena, struct list *memberships)
{
	struct rows rows = rows_of(arena, sizeof(struct membership));

	while (sql_step(sql)) {
		struct membership *membership = rows_add(&rows);

		if (!membership) {
			sql->error = ERROR_BUSY;
			break;
		}
		membership->conversation.pos = sql_get_integer(sql);
		membership->side = (enum side)sql_get_integer(sql);
	}
	*memberships = rows_list(&rows);
	return sql_done(sql);
}

/* What should not be, and what should be and is not, or is on the other side. Most changes of a person change neither, and
 * then nothing is written. */
static enum error compare(struct sqlite_store *store, const struct person_id *person, struct arena *arena,
	struct list *superfluous, struct list *missing)
{
	struct sql had = sql_use(&store->connection,
		"SELECT conversation, side FROM members WHERE person = ?1 AND conversation NOT IN"
		" (SELECT conversation FROM (" EXPECTED "))");
	enum error error;

	put_expected(&had, person);
	error = read_all(&had, arena, superfluous);
	if (error != OK)
		return error;
	struct sql has =
		sql_use(&store->connection, "SELECT conversation, side FROM (" EXPECTED ")"
					    " EXCEPT SELECT conversation, side FROM members WHERE person = ?1");
	put_expected(&has, person);
	return read_all(&has, arena, missing);
}

/* Row by row: a statement that writes several keeps a journal of its own inside the command's savepoint, which takes the
 * longer, the more the command has written. */
static enum error leave(struct sqlite_store *store, const struct person_id *person, struct conversation_id conversation)
{
	struct sql sql = sql_use(&store->connection, "DELETE FROM members WHERE person = ? AND conversation = ?");

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, conversation.pos);
	return sql_run(&sql);
}

static enum error join(
	struct sqlite_store *store, const struct person_id *person, const struct membership *membership, int64_t pos)
{
	struct sql sql =
		sql_use(&store->connection, "INSERT INTO members(person, conversation, side, since) VALUES(?, ?, ?, ?)"
					    " ON CONFLICT(person, conversation) DO UPDATE SET side = excluded.side");

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, membership->conversation.pos);
	sql_put_integer(&sql, membership->side);
	sql_put_integer(&sql, pos);
	return sql_run(&sql);
}

static enum error refresh(struct sqlite_store *store, const struct person_id *person, int64_t pos, struct arena *arena)
{
	struct list superfluous = {0}, missing = {0};
	enum error error = compare(store, person, arena, &superfluous, &missing);
	const struct membership *old = superfluous.items, *new = missing.items;

	for (size_t i = 0; error == OK && i < superfluous.count; i++)
		error = leave(store, person, old[i].conversation);
	for (size_t i = 0; error == OK && i < missing.count; i++)
		error = join(store, person, &new[i], pos);
	return error;
}

enum error membership_refresh_person(struct sqlite_store *store, const struct person_id *person, int64_t pos)
{
	struct arena *arena = arena_new(MEMBERSHIPS_ARENA_BYTES);
	enum error error = arena ? refresh(store, person, pos, arena) : ERROR_BUSY;

	arena_free(arena);
	return error;
}
