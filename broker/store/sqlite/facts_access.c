#include "store/sqlite/facts_access.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

static void read_session(struct sql *sql, struct session_facts *session)
{
	session->id.pos = sql_get_integer(sql);
	sql_get_string(sql, session->device.text, sizeof(session->device.text));
	session->used_at_ms = sql_get_integer(sql);
	session->ends_at_ms = sql_get_integer(sql);
}

static enum error load_sessions(
	struct connection *connection, struct person_id person, struct arena *arena, struct list *sessions)
{
	struct rows rows = rows_of(arena, sizeof(struct session_facts));
	struct sql sql = sql_use(connection, "SELECT id, device, used_at, ends_at FROM sessions WHERE person = ?"
					     " ORDER BY id DESC LIMIT ?");
	enum error error;

	sql_put_string(&sql, person.text);
	sql_put_integer(&sql, LIMIT_SESSIONS);
	while (sql_step(&sql)) {
		struct session_facts *session = rows_add(&rows);

		if (!session) {
			sql.error = ERROR_BUSY;
			break;
		}
		session->person = person;
		read_session(&sql, session);
	}
	error = sql_done(&sql);
	*sessions = rows_list(&rows);
	return error;
}

static enum error load_invitation(
	struct connection *connection, struct invitation_id id, struct invitation_facts *invitation)
{
	struct sql sql = sql_use(connection, "SELECT person, is_for_device, ends_at FROM invitations WHERE pos = ?");

	invitation->id = id;
	sql_put_integer(&sql, id.pos);
	if (sql_step(&sql)) {
		invitation->found = true;
		sql_get_string(&sql, invitation->person.text, sizeof(invitation->person.text));
		invitation->is_for_device = sql_get_integer(&sql) != 0;
		invitation->ends_at_ms = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error load_attempts(struct connection *connection, const struct references *references, struct facts *facts)
{
	struct sql known = sql_use(connection, "SELECT count(*) FROM browsers WHERE person = ? AND device = ?");
	int64_t count = 0;
	enum error error;

	sql_put_string(&known, references->actor.text);
	sql_put_string(&known, references->browser.text);
	error = sql_number(&known, &count);
	facts->browser_is_known = count > 0;
	if (error != OK)
		return error;
	struct sql attempts = sql_use(connection, "SELECT wrong, since FROM attempts WHERE person = ?");
	sql_put_string(&attempts, references->actor.text);
	if (sql_step(&attempts)) {
		facts->wrong_attempts = sql_get_integer(&attempts);
		facts->wrong_since_ms = sql_get_integer(&attempts);
	}
	return sql_done(&attempts);
}

enum error facts_access(
	struct connection *connection, const struct references *references, struct arena *arena, struct facts *facts)
{
	enum error error = OK;

	if (references->sessions_of.text[0])
		error = load_sessions(connection, references->sessions_of, arena, &facts->sessions);
	if (error == OK && references->invitation.pos != 0)
		error = load_invitation(connection, references->invitation, &facts->invitation);
	if (error == OK && references->browser.text[0])
		error = load_attempts(connection, references, facts);
	return error;
}
