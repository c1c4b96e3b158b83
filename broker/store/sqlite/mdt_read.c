#include "store/sqlite/mdt_read.h"

#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/facts_mdt.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

/* --- people ------------------------------------------------------------------------------------------------------- */

enum error mdt_read_codes(struct sql *sql, struct arena *arena, struct list *codes)
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

enum error mdt_read_name(struct query *query, const struct person_id *person, struct text *name)
{
	struct person_name found;
	enum error error = person_name(query->connection, person, query->arena, &found);

	if (error != OK)
		return error;
	*name = found.display_name.data ? found.display_name : arena_text(query->arena, text_of(person->text));
	return name->data ? OK : ERROR_BUSY;
}

static enum error complete_member(struct query *query, struct mdt_member_row *row)
{
	struct person_name name;
	enum error error = person_name(query->connection, &row->person, query->arena, &name);

	if (error == OK)
		error = mdt_read_name(query, &row->person, &row->display_name);
	if (error != OK)
		return error;
	row->job_title = name.job_title;
	row->professional_number = name.professional_number;
	return facts_functions(query->connection, &row->person, query->arena, &row->treatment_functions);
}

enum error mdt_read_members(struct query *query, struct sql *sql, struct list *members)
{
	struct rows rows = rows_of(query->arena, sizeof(struct mdt_member_row));
	enum error error;

	while (sql_step(sql)) {
		struct mdt_member_row *row = rows_add(&rows);

		if (!row) {
			sql->error = ERROR_BUSY;
			break;
		}
		sql_get_string(sql, row->person.text, sizeof(row->person.text));
	}
	error = sql_done(sql);
	for (size_t i = 0; error == OK && i < rows.count; i++)
		error = complete_member(query, (struct mdt_member_row *)(void *)rows.items + i);
	*members = rows_list(&rows);
	return error;
}

/* --- meetings ----------------------------------------------------------------------------------------------------- */

static enum error count_cases(struct query *query, struct meeting_row *row)
{
	struct sql sql = sql_use(query->connection,
		"SELECT count(*), count(decided), count(CASE WHEN decided IS NULL AND c.tag = ?3 AND ?2 NOT IN"
		" (SELECT person FROM mdt_views AS v WHERE v.thread = c.thread) AND EXISTS"
		" (SELECT 1 FROM mdt_required AS r JOIN links AS l ON l.treatment_function = r.treatment_function"
		"  JOIN link_specialists AS s ON s.link = l.id AND s.person = ?2"
		"  WHERE r.conversation = c.conversation AND r.treatment_function NOT IN"
		"  (SELECT treatment_function FROM mdt_views AS v WHERE v.thread = c.thread)) THEN 1 END)"
		" FROM mdt_cases AS c WHERE c.meeting = ?1");

	sql_put_integer(&sql, row->meeting.pos);
	sql_put_string(&sql, query->command->person.text);
	sql_put_integer(&sql, TAG_DISCUSS);
	if (sql_step(&sql)) {
		row->cases = sql_get_integer(&sql);
		row->decided = sql_get_integer(&sql);
		row->asked_of_me = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

enum error mdt_read_meeting(struct query *query, struct meeting_id meeting, struct meeting_row *row, bool *found)
{
	struct sql sql =
		sql_use(query->connection, "SELECT conversation, state, opens, closes FROM meetings WHERE id = ?");
	struct meeting_row made = {.meeting = meeting};
	enum error error;

	sql_put_integer(&sql, meeting.pos);
	*found = sql_step(&sql);
	if (*found) {
		made.conversation.pos = sql_get_integer(&sql);
		made.state = (enum meeting_state)sql_get_integer(&sql);
		made.opens = sql_get_integer(&sql);
		made.closes = sql_get_integer(&sql);
	}
	error = sql_done(&sql);
	if (error == OK && *found)
		error = count_cases(query, &made);
	*row = made;
	return error;
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

static enum error read_action_row(struct query *query, struct action_row *row, int64_t *finished)
{
	struct sql sql = sql_use(query->connection,
		"SELECT thread, conversation, owner, due, state, given_by, finished FROM actions WHERE id = ?");

	sql_put_integer(&sql, row->action.pos);
	if (sql_step(&sql)) {
		row->thread.pos = sql_get_integer(&sql);
		row->conversation.pos = sql_get_integer(&sql);
		sql_get_string(&sql, row->owner.text, sizeof(row->owner.text));
		row->due = (int32_t)sql_get_integer(&sql);
		row->state = (enum action_state)sql_get_integer(&sql);
		sql_get_string(&sql, row->given_by.text, sizeof(row->given_by.text));
		*finished = sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

static enum error read_action_words(struct query *query, int64_t finished, struct action_row *row)
{
	struct event event;
	bool found = false;
	enum error error = log_load(query->connection, row->action.pos, query->arena, &event, NULL, &found);

	if (error == OK && found && event.kind == EVENT_action_added)
		row->what = ((const struct action_added_data *)event.data)->what;
	if (error != OK || finished == 0)
		return error;
	error = log_load(query->connection, finished, query->arena, &event, NULL, &found);
	if (error == OK && found && event.kind == EVENT_action_finished) {
		row->finished_at = event.at_ms;
		row->note = ((const struct action_finished_data *)event.data)->note;
	}
	return error;
}

static enum error complete_action(struct query *query, struct action_row *row)
{
	int64_t finished = 0;
	enum error error = read_action_row(query, row, &finished);

	if (error == OK)
		error = read_action_words(query, finished, row);
	row->overdue = row->state == ACTION_OPEN && row->due < calendar_london_date(query->facts->now_ms);
	return error == OK ? mdt_read_name(query, &row->owner, &row->owner_name) : error;
}

enum error mdt_read_actions(struct query *query, struct sql *sql, struct list *actions)
{
	struct rows rows = rows_of(query->arena, sizeof(struct action_row));
	enum error error;

	while (sql_step(sql)) {
		struct action_row *row = rows_add(&rows);

		if (!row) {
			sql->error = ERROR_BUSY;
			break;
		}
		row->action.pos = sql_get_integer(sql);
	}
	error = sql_done(sql);
	for (size_t i = 0; error == OK && i < rows.count; i++)
		error = complete_action(query, (struct action_row *)(void *)rows.items + i);
	*actions = rows_list(&rows);
	return error;
}
