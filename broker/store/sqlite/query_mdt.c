/* mdt.list, mdt.agenda and action.list. */
#include <string.h>

#include "base/calendar.h"
#include "core/mdt.h"
#include "store/sqlite/mdt_read.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

enum { CLOSED_MEETINGS_SHOWN = 10 };

/* --- mdt.list ----------------------------------------------------------------------------------------------------- */

static void read_mdt(struct sql *sql, struct query *query, struct mdt_row *row)
{
	int32_t first_on;

	row->conversation.pos = sql_get_integer(sql);
	row->name = sql_get_text(sql, query->arena);
	sql_get_string(sql, row->neighbourhood.text, sizeof(row->neighbourhood.text));
	sql_get_string(sql, row->chair.text, sizeof(row->chair.text));
	sql_get_string(sql, row->deputy_chair.text, sizeof(row->deputy_chair.text));
	row->every_weeks = sql_get_integer(sql);
	first_on = (int32_t)sql_get_integer(sql);
	row->ended = sql_get_integer(sql) != 0;
	if (!row->ended)
		row->next_on = mdt_next_day(row->every_weeks, first_on, calendar_london_date(query->facts->now_ms));
}

/* Members see theirs; whoever keeps a neighbourhood right sees its MDTs, though never a case. */
static enum error read_mdts(struct query *query, struct conversation_id only, struct rows *rows)
{
	const struct person_facts *actor = &query->facts->actor;
	bool is_administrator = actor->roles & SET_OF(ROLE_ADMINISTRATOR);
	bool is_coordinator = actor->roles & SET_OF(ROLE_COORDINATOR);
	struct sql sql = sql_use(query->connection,
		"SELECT conversation, name, neighbourhood, chair, deputy_chair, every_weeks, first_on, is_ended"
		" FROM mdts WHERE (?1 = 0 OR conversation = ?1) AND (?2 OR neighbourhood = ?3"
		" OR conversation IN (SELECT conversation FROM members WHERE person = ?4)) ORDER BY conversation");

	sql_put_integer(&sql, only.pos);
	sql_put_integer(&sql, is_administrator);
	sql_put_string(&sql, is_coordinator ? actor->neighbourhood.text : "");
	sql_put_string(&sql, actor->id.text);
	while (sql_step(&sql)) {
		struct mdt_row *row = rows_add(rows);

		if (!row) {
			sql.error = ERROR_BUSY;
			break;
		}
		read_mdt(&sql, query, row);
	}
	return sql_done(&sql);
}

static enum error read_meetings(struct query *query, struct mdt_row *mdt)
{
	struct rows rows = rows_of(query->arena, sizeof(struct meeting_row));
	struct rows ids = rows_of(query->arena, sizeof(struct meeting_id));
	struct sql sql = sql_use(query->connection,
		"SELECT id FROM meetings WHERE conversation = ?1 AND (state <> ?2 OR id IN (SELECT id FROM meetings"
		" WHERE conversation = ?1 AND state = ?2 ORDER BY opens DESC LIMIT ?3)) ORDER BY opens DESC, id DESC");
	enum error error;

	sql_put_integer(&sql, mdt->conversation.pos);
	sql_put_integer(&sql, MEETING_CLOSED);
	sql_put_integer(&sql, CLOSED_MEETINGS_SHOWN);
	while (sql_step(&sql)) {
		struct meeting_id *id = rows_add(&ids);

		if (!id) {
			sql.error = ERROR_BUSY;
			break;
		}
		id->pos = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	for (size_t i = 0; error == OK && i < ids.count; i++) {
		struct meeting_row *row = rows_add(&rows);
		bool found = false;

		error = row ? mdt_read_meeting(
				      query, ((const struct meeting_id *)(const void *)ids.items)[i], row, &found)
			    : ERROR_BUSY;
	}
	mdt->meetings = rows_list(&rows);
	return error;
}

static bool may_invite(const struct query *query, const struct mdt_row *row)
{
	const struct person_facts *actor = &query->facts->actor;
	const char *self = actor->id.text;
	bool is_coordinator = actor->roles & SET_OF(ROLE_COORDINATOR);

	return is_coordinator || strcmp(self, row->chair.text) == 0 || strcmp(self, row->deputy_chair.text) == 0;
}

/* Whom a guest's place may be offered: a chair need not know the handles of specialists they share no link with. */
static enum error read_invitable(struct query *query, struct mdt_row *row)
{
	struct sql sql = sql_use(query->connection,
		"SELECT DISTINCT s.person FROM links AS l JOIN link_specialists AS s ON s.link = l.id"
		" JOIN people AS p ON p.id = s.person AND p.roles & ?3 AND p.is_suspended = 0"
		" WHERE l.neighbourhood = ?1 AND l.ended_at IS NULL"
		" AND s.person NOT IN (SELECT person FROM members WHERE conversation = ?2) ORDER BY s.person");

	sql_put_string(&sql, row->neighbourhood.text);
	sql_put_integer(&sql, row->conversation.pos);
	sql_put_integer(&sql, SET_OF(ROLE_SPECIALIST));
	return mdt_read_members(query, &sql, &row->may_invite);
}

static enum error complete_mdt(struct query *query, bool is_alone, struct mdt_row *row)
{
	struct sql members =
		sql_use(query->connection, "SELECT person FROM members WHERE conversation = ? ORDER BY person");
	enum error error;

	sql_put_integer(&members, row->conversation.pos);
	error = mdt_read_members(query, &members, &row->members);
	if (error != OK)
		return error;
	struct sql required = sql_use(
		query->connection, "SELECT treatment_function FROM mdt_required WHERE conversation = ? ORDER BY place");
	sql_put_integer(&required, row->conversation.pos);
	error = mdt_read_codes(&required, query->arena, &row->required);
	if (error == OK && is_alone && !row->ended && may_invite(query, row))
		error = read_invitable(query, row);
	return error == OK ? read_meetings(query, row) : error;
}

enum error query_mdt_list(struct query *query, const struct mdt_list_args *args, struct mdt_list_result *result)
{
	struct rows rows = rows_of(query->arena, sizeof(struct mdt_row));
	enum error error = read_mdts(query, args->conversation, &rows);

	for (size_t i = 0; error == OK && i < rows.count; i++)
		error = complete_mdt(query, args->conversation.pos != 0, (struct mdt_row *)(void *)rows.items + i);
	result->mdts = rows_list(&rows);
	return error;
}

/* --- mdt.agenda --------------------------------------------------------------------------------------------------- */

enum error query_mdt_agenda(struct query *query, const struct mdt_agenda_args *args, struct mdt_agenda_result *result)
{
	struct meeting_row *meeting = arena_take(query->arena, sizeof(*meeting));
	bool found = false;
	enum error error = meeting ? mdt_read_meeting(query, args->meeting, meeting, &found) : ERROR_BUSY;

	if (error != OK || !found)
		return error != OK ? error : ERROR_NOT_FOUND;
	struct case_page page = {.skip = args->skip, .limit = args->limit};
	error = mdt_read_cases(query, args->meeting, &page);
	*result = (struct mdt_agenda_result){.meeting = meeting, .cases = page.cases, .complete = page.complete};
	return error;
}

/* --- action.list -------------------------------------------------------------------------------------------------- */

/* Those of a thread that the actor may see, or their own. An action stays its owner's when they leave the conversation; but
 * what they may not see any more is not told. */
enum error query_action_list(
	struct query *query, const struct action_list_args *args, struct action_list_result *result)
{
	enum action_state state = args->state ? args->state : ACTION_OPEN;
	struct rows rows = rows_of(query->arena, sizeof(struct action_row));
	struct list found = {0};
	struct sql sql = sql_use(query->connection,
		"SELECT id FROM actions WHERE state = ?1 AND ((?2 <> 0 AND thread = ?2) OR (?2 = 0 AND owner = ?3"
		" AND conversation IN (SELECT conversation FROM members WHERE person = ?3)))"
		" ORDER BY due, id LIMIT ?4");
	enum error error;

	sql_put_integer(&sql, state);
	sql_put_integer(&sql, args->thread.pos);
	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, LIMIT_PAGE_ROWS + 1);
	error = mdt_read_actions(query, &sql, &found);
	if (error != OK)
		return error;
	for (size_t i = 0; i < found.count && i < LIMIT_PAGE_ROWS; i++) {
		struct action_row *row = rows_add(&rows);

		if (!row)
			return ERROR_BUSY;
		*row = ((const struct action_row *)found.items)[i];
	}
	result->actions = rows_list(&rows);
	result->complete = found.count <= LIMIT_PAGE_ROWS;
	return OK;
}
