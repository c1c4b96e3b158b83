#include "store/sqlite/members.h"

#include "store/sqlite/statement.h"

/* ?1 the conversation, ?2 the bit of the specialist's role: who lost it, or is suspended, takes part in nothing. */
#define NAMED                                                                                          \
	"SELECT s.person FROM links AS l JOIN link_specialists AS s ON s.link = l.id JOIN people AS p" \
	" ON p.id = s.person AND p.roles & ?2 AND p.is_suspended = 0 WHERE l.conversation = ?1"
#define DEPUTIES                                                                      \
	"SELECT c.deputy FROM links AS l JOIN link_specialists AS s ON s.link = l.id" \
	" JOIN covers AS c ON c.person = s.person AND c.state = 2 JOIN people AS p"   \
	" ON p.id = c.deputy AND p.roles & ?2 AND p.is_suspended = 0 WHERE l.conversation = ?1"

static void put_conversation(struct sql *sql, struct conversation_id conversation)
{
	sql_put_integer(sql, conversation.pos);
	sql_put_integer(sql, SET_OF(ROLE_SPECIALIST));
}

static enum error drop_specialists(struct sqlite_store *store, struct conversation_id conversation)
{
	struct sql sql = sql_use(&store->connection, "DELETE FROM members WHERE conversation = ?1 AND side = ?3"
						     " AND person NOT IN (" NAMED " UNION " DEPUTIES ")");

	put_conversation(&sql, conversation);
	sql_put_integer(&sql, SIDE_SPECIALIST);
	return sql_run(&sql);
}

/* A clinician of the neighbourhood who is named now changes sides; one who only stands in stays where they are. */
static enum error add_named(struct sqlite_store *store, struct conversation_id conversation, int64_t pos)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT INTO members(person, conversation, side, since) SELECT n.person, ?1, ?3, ?4 FROM (" NAMED
		") AS n WHERE true ON CONFLICT DO UPDATE SET side = excluded.side, since = excluded.since"
		" WHERE side <> excluded.side");

	put_conversation(&sql, conversation);
	sql_put_integer(&sql, SIDE_SPECIALIST);
	sql_put_integer(&sql, pos);
	return sql_run(&sql);
}

static enum error add_deputies(struct sqlite_store *store, struct conversation_id conversation, int64_t pos)
{
	struct sql sql = sql_use(&store->connection, "INSERT OR IGNORE INTO members(person, conversation, side, since)"
						     " SELECT d.deputy, ?1, ?3, ?4 FROM (" DEPUTIES ") AS d");

	put_conversation(&sql, conversation);
	sql_put_integer(&sql, SIDE_SPECIALIST);
	sql_put_integer(&sql, pos);
	return sql_run(&sql);
}

/* Roles are a set of bits; ids of roles are appended, never changed. */
static enum error add_clinicians(struct sqlite_store *store, struct conversation_id conversation, int64_t pos)
{
	struct sql sql = sql_use(&store->connection,
		"INSERT OR IGNORE INTO members(person, conversation, side, since) SELECT p.id, ?1, ?2, ?3"
		" FROM links AS l JOIN people AS p ON p.neighbourhood = l.neighbourhood"
		" WHERE l.conversation = ?1 AND p.roles & ?4 AND p.is_suspended = 0");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, SIDE_NEIGHBOURHOOD);
	sql_put_integer(&sql, pos);
	sql_put_integer(&sql, SET_OF(ROLE_INT_CLINICIAN));
	return sql_run(&sql);
}

enum error members_refresh(struct sqlite_store *store, struct conversation_id conversation, int64_t pos)
{
	enum error error = drop_specialists(store, conversation);

	if (error == OK)
		error = add_named(store, conversation, pos);
	if (error == OK)
		error = add_clinicians(store, conversation, pos);
	return error == OK ? add_deputies(store, conversation, pos) : error;
}
