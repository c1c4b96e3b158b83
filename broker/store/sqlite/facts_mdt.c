#include "store/sqlite/facts_mdt.h"

#include "core/mdt.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

/* --- lists -------------------------------------------------------------------------------------------------------- */

static enum error read_codes(struct sql *sql, struct arena *arena, struct list *codes)
{
	struct rows rows = rows_of(arena, sizeof(int32_t));

	while (sql_step(sql)) {
		int32_t *code = rows_add(&rows);

		if (!code) {
			sql->error = ERROR_BUSY;
			break;
		}
		*code = (int32_t)sql_get_integer(sql);
	}
	*codes = rows_list(&rows);
	return sql_done(sql);
}

static enum error read_people(struct sql *sql, struct arena *arena, struct list *people)
{
	struct rows rows = rows_of(arena, sizeof(struct person_id));

	while (sql_step(sql)) {
		struct person_id *person = rows_add(&rows);

		if (!person) {
			sql->error = ERROR_BUSY;
			break;
		}
		sql_get_string(sql, person->text, sizeof(person->text));
	}
	*people = rows_list(&rows);
	return sql_done(sql);
}

enum error facts_functions(
	struct connection *connection, const struct person_id *person, struct arena *arena, struct list *functions)
{
	struct sql sql = sql_use(connection,
		"SELECT l.treatment_function FROM link_specialists AS s JOIN links AS l ON l.id = s.link"
		" WHERE s.person = ?1 AND l.ended_at IS NULL AND l.team_awaited = 0 AND l.specialists_awaited = 0"
		" UNION SELECT treatment_function FROM people WHERE id = ?1"
		" AND treatment_function IS NOT NULL AND treatment_function <> 0 ORDER BY 1");

	sql_put_string(&sql, person->text);
	return read_codes(&sql, arena, functions);
}

/* --- the MDT ------------------------------------------------------------------------------------------------------ */

static void read_mdt(struct sql *sql, struct arena *arena, struct conversation_facts *conversation)
{
	conversation->found = true;
	conversation->kind = CONVERSATION_MDT;
	conversation->mdt.name = sql_get_text(sql, arena);
	sql_get_string(sql, conversation->neighbourhood.text, sizeof(conversation->neighbourhood.text));
	sql_get_string(sql, conversation->mdt.chair.text, sizeof(conversation->mdt.chair.text));
	sql_get_string(sql, conversation->mdt.deputy_chair.text, sizeof(conversation->mdt.deputy_chair.text));
	conversation->mdt.every_weeks = sql_get_integer(sql);
	conversation->mdt.first_on = (int32_t)sql_get_integer(sql);
	conversation->mdt.is_ended = sql_get_integer(sql) != 0;
}

static enum error read_required(
	struct connection *connection, struct conversation_id conversation, struct arena *arena, struct list *required)
{
	struct sql sql = sql_use(
		connection, "SELECT treatment_function FROM mdt_required WHERE conversation = ? ORDER BY place");

	sql_put_integer(&sql, conversation.pos);
	return read_codes(&sql, arena, required);
}

enum error facts_mdt(struct connection *connection, struct arena *arena, struct conversation_facts *conversation)
{
	struct sql sql = sql_use(connection, "SELECT name, neighbourhood, chair, deputy_chair, every_weeks, first_on,"
					     " is_ended FROM mdts WHERE conversation = ?");
	bool found;
	enum error error;

	sql_put_integer(&sql, conversation->id.pos);
	found = sql_step(&sql);
	if (found)
		read_mdt(&sql, arena, conversation);
	error = sql_done(&sql);
	if (error != OK || !found)
		return error;
	error = read_required(connection, conversation->id, arena, &conversation->mdt.required);
	if (error != OK)
		return error;
	struct sql members =
		sql_use(connection, "SELECT person FROM mdt_members WHERE conversation = ? ORDER BY person");
	sql_put_integer(&members, conversation->id.pos);
	return read_people(&members, arena, &conversation->mdt.members);
}

/* --- cases -------------------------------------------------------------------------------------------------------- */

static enum error read_heard(
	struct connection *connection, struct thread_id thread, struct arena *arena, struct list *heard)
{
	struct sql sql =
		sql_use(connection, "SELECT DISTINCT treatment_function FROM mdt_views WHERE thread = ? ORDER BY 1");

	sql_put_integer(&sql, thread.pos);
	return read_codes(&sql, arena, heard);
}

static void read_case(struct sql *sql, struct thread_facts *thread)
{
	thread->meeting.pos = sql_get_integer(sql);
	thread->tag = (enum agenda_tag)sql_get_integer(sql);
	thread->source.pos = sql_get_integer(sql);
	thread->source_home.pos = sql_get_integer(sql);
}

enum error facts_mdt_case(struct connection *connection, struct arena *arena, struct thread_facts *thread)
{
	struct sql sql = sql_use(connection, "SELECT c.meeting, c.tag, c.source, t.conversation FROM mdt_cases AS c"
					     " LEFT JOIN threads AS t ON t.id = c.source WHERE c.thread = ?");
	enum error error;

	if (thread->kind != THREAD_MDT_CASE)
		return sql_done(&sql);
	sql_put_integer(&sql, thread->id.pos);
	if (sql_step(&sql))
		read_case(&sql, thread);
	error = sql_done(&sql);
	if (error == OK)
		error = read_heard(connection, thread->id, arena, &thread->heard);
	if (error != OK)
		return error;
	struct sql intent =
		sql_use(connection, "SELECT treatment_function FROM mdt_would_refer WHERE thread = ? ORDER BY place");
	sql_put_integer(&intent, thread->id.pos);
	error = read_codes(&intent, arena, &thread->would_refer_to);
	if (error != OK)
		return error;
	struct sql guests =
		sql_use(connection, "SELECT person FROM guests WHERE thread = ? AND left = 0 ORDER BY person");
	sql_put_integer(&guests, thread->id.pos);
	return read_people(&guests, arena, &thread->guests);
}

enum error facts_is_guest(
	struct connection *connection, const struct person_id *person, struct thread_id thread, bool *is_guest)
{
	struct sql sql = sql_use(connection, "SELECT 1 FROM guests WHERE person = ? AND thread = ? AND left = 0");
	int64_t found = 0;
	enum error error;

	sql_put_string(&sql, person->text);
	sql_put_integer(&sql, thread.pos);
	error = sql_number(&sql, &found);
	*is_guest = found != 0;
	return error;
}

/* --- meetings ----------------------------------------------------------------------------------------------------- */

static enum error read_agenda(struct connection *connection, struct meeting_id meeting, struct rows *entries)
{
	struct sql sql = sql_use(connection,
		"SELECT thread, decided IS NOT NULL FROM mdt_cases WHERE meeting = ? ORDER BY place, thread");

	sql_put_integer(&sql, meeting.pos);
	while (sql_step(&sql)) {
		struct agenda_entry *entry = rows_add(entries);

		if (!entry) {
			sql.error = ERROR_BUSY;
			break;
		}
		entry->thread.pos = sql_get_integer(&sql);
		entry->is_decided = sql_get_integer(&sql) != 0;
	}
	return sql_done(&sql);
}

static enum error judge(
	struct connection *connection, const struct list *required, struct arena *arena, struct agenda_entry *entry)
{
	struct list heard = {0};
	enum error error = read_heard(connection, entry->thread, arena, &heard);

	if (error == OK)
		error = mdt_missing(required, &heard, arena, &entry->missing);
	entry->is_quorate = entry->missing.count == 0;
	return error;
}

enum error facts_meeting(
	struct connection *connection, struct meeting_id id, struct arena *arena, struct meeting_facts *meeting)
{
	struct sql sql = sql_use(connection, "SELECT conversation, opens, closes, state FROM meetings WHERE id = ?");
	struct rows entries = rows_of(arena, sizeof(struct agenda_entry));
	struct meeting_facts found = {.id = id};
	struct list required = {0};
	enum error error;

	sql_put_integer(&sql, id.pos);
	if (sql_step(&sql)) {
		found.found = true;
		found.conversation.pos = sql_get_integer(&sql);
		found.opens_ms = sql_get_integer(&sql);
		found.closes_ms = sql_get_integer(&sql);
		found.state = (enum meeting_state)sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	if (error == OK && found.found)
		error = read_required(connection, found.conversation, arena, &required);
	if (error == OK && found.found)
		error = read_agenda(connection, id, &entries);
	for (size_t i = 0; error == OK && i < entries.count; i++)
		error = judge(connection, &required, arena, (struct agenda_entry *)(void *)entries.items + i);
	found.cases = rows_list(&entries);
	*meeting = found;
	return error;
}

enum error facts_next_meeting(struct connection *connection, struct conversation_id conversation,
	const struct meeting_facts *after, struct meeting_id *next)
{
	struct sql sql = sql_use(connection,
		"SELECT id FROM meetings WHERE conversation = ? AND id <> ? AND state <> ? AND opens >= ?"
		" ORDER BY opens, id LIMIT 1");

	sql_put_integer(&sql, conversation.pos);
	sql_put_integer(&sql, after->id.pos);
	sql_put_integer(&sql, MEETING_CLOSED);
	sql_put_integer(&sql, after->found ? after->opens_ms : INT64_MIN);
	return sql_number(&sql, &next->pos);
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

enum error facts_action(struct connection *connection, struct action_id id, struct action_facts *action)
{
	struct sql sql = sql_use(connection, "SELECT thread, state, owner, due FROM actions WHERE id = ?");
	struct action_facts found = {.id = id};
	enum error error;

	sql_put_integer(&sql, id.pos);
	if (sql_step(&sql)) {
		found.found = true;
		found.thread.pos = sql_get_integer(&sql);
		found.state = (enum action_state)sql_get_integer(&sql);
		sql_get_string(&sql, found.owner.text, sizeof(found.owner.text));
		found.due = (int32_t)sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	*action = found;
	return error;
}
