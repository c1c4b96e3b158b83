/* One case of a virtual MDT: views, decision, actions. */
#include <string.h>

#include "base/text.h"
#include "core/mdt.h"
#include "store/sqlite/facts_mdt.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/mdt_read.h"
#include "store/sqlite/message_text.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

struct reading {
	struct query *query;
	struct mdt_case_row *row;
	struct conversation_id conversation;
	int64_t until;   /* nothing after this position is told */
	int64_t decided; /* position of the decision; 0: not yet */
	int64_t amended;
	struct list required; /* int32_t */
	struct list guests;   /* struct mdt_member_row: all who were ever invited */
	struct rows views;    /* struct contribution_row */
};

/* --- the case ----------------------------------------------------------------------------------------------------- */

static enum error read_table(struct reading *reading, bool *found)
{
	struct mdt_case_row *row = reading->row;
	struct sql sql = sql_use(reading->query->connection,
		"SELECT conversation, tag, source, deferral, decided, amended FROM mdt_cases WHERE thread = ?");

	sql_put_integer(&sql, row->thread.pos);
	*found = sql_step(&sql);
	if (*found) {
		reading->conversation.pos = sql_get_integer(&sql);
		row->tag = (enum agenda_tag)sql_get_integer(&sql);
		row->from_case.pos = sql_get_integer(&sql);
		row->deferred = (enum mdt_deferral)sql_get_integer(&sql);
		reading->decided = sql_get_integer(&sql);
		reading->amended = sql_get_integer(&sql);
	}
	if (reading->decided > reading->until)
		reading->decided = 0;
	if (reading->amended > reading->until)
		reading->amended = 0;
	row->state = reading->decided ? STATE_DECIDED : STATE_IN_DISCUSSION;
	return sql_done(&sql);
}

/* The question as it reads now: it may have been amended or redacted. */
static enum error read_words(struct reading *reading)
{
	struct mdt_case_row *row = reading->row;
	struct query *query = reading->query;
	struct message_now now;
	enum error error = message_load(query->connection, (struct message_id){row->thread.pos}, query->arena, &now);

	if (error != OK || !now.found)
		return error;
	const struct mdt_case_added_data *data = now.event.data;
	row->title = data->title;
	row->patient = data->patient;
	row->question = now.text.body;
	row->documents = data->documents;
	row->would_refer_to = data->would_refer_to;
	row->added_by = now.event.by;
	return mdt_read_name(query, &row->added_by, &row->added_by_name);
}

/* --- views -------------------------------------------------------------------------------------------------------- */

static bool was_guest(const struct reading *reading, const struct person_id *person)
{
	const struct mdt_member_row *guests = reading->guests.items;

	for (size_t i = 0; i < reading->guests.count; i++) {
		if (strcmp(guests[i].person.text, person->text) == 0)
			return true;
	}
	return false;
}

static enum error complete_view(struct reading *reading, struct contribution_row *view)
{
	struct query *query = reading->query;
	struct person_name name;
	struct message_now now;
	enum error error = person_name(query->connection, &view->person, query->arena, &name);

	if (error == OK)
		error = mdt_read_name(query, &view->person, &view->display_name);
	if (error == OK)
		error = message_load(query->connection, view->message, query->arena, &now);
	if (error != OK)
		return error;
	view->job_title = name.job_title;
	view->professional_number = name.professional_number;
	view->at = now.event.at_ms;
	view->body = now.text.body;
	view->contributed = true;
	view->required = view->treatment_function && mdt_has_function(&reading->required, view->treatment_function);
	view->guest = was_guest(reading, &view->person);
	return OK;
}

static enum error read_views(struct reading *reading, struct rows *views)
{
	struct sql sql = sql_use(reading->query->connection,
		"SELECT pos, person, treatment_function, dissents FROM mdt_views WHERE thread = ? AND pos <= ?"
		" ORDER BY pos");
	enum error error;

	sql_put_integer(&sql, reading->row->thread.pos);
	sql_put_integer(&sql, reading->until);
	while (sql_step(&sql)) {
		struct contribution_row *view = rows_add(views);

		if (!view) {
			sql.error = ERROR_BUSY;
			break;
		}
		view->message.pos = sql_get_integer(&sql);
		sql_get_string(&sql, view->person.text, sizeof(view->person.text));
		view->treatment_function = (int32_t)sql_get_integer(&sql);
		view->dissents = sql_get_integer(&sql) != 0;
	}
	error = sql_done(&sql);
	for (size_t i = 0; error == OK && i < views->count; i++)
		error = complete_view(reading, (struct contribution_row *)(void *)views->items + i);
	return error;
}

static bool add_view(struct reading *reading, const struct contribution_row *view)
{
	struct contribution_row *kept = rows_add(&reading->views);

	if (kept)
		*kept = *view;
	return kept != NULL;
}

/* The views of one specialty, or a row that says "not yet". */
static bool add_required(struct reading *reading, const struct rows *views, int32_t function)
{
	const struct contribution_row *view = (const struct contribution_row *)(const void *)views->items;
	bool is_heard = false;
	bool fits = true;

	for (size_t i = 0; fits && i < views->count; i++) {
		if (view[i].treatment_function != function)
			continue;
		is_heard = true;
		fits = add_view(reading, &view[i]);
	}
	struct contribution_row not_yet = {.treatment_function = function, .required = true};
	reading->row->quorate = reading->row->quorate && is_heard;
	return fits && (is_heard || add_view(reading, &not_yet));
}

static bool has_spoken(const struct rows *views, const struct person_id *person)
{
	const struct contribution_row *view = (const struct contribution_row *)(const void *)views->items;

	for (size_t i = 0; i < views->count; i++) {
		if (strcmp(view[i].person.text, person->text) == 0)
			return true;
	}
	return false;
}

/* Guests are waited for by name. */
static bool add_silent_guests(struct reading *reading, const struct rows *views)
{
	const struct mdt_member_row *guests = reading->guests.items;
	bool fits = true;

	for (size_t i = 0; fits && i < reading->guests.count && !reading->decided; i++) {
		if (has_spoken(views, &guests[i].person))
			continue;
		struct contribution_row not_yet = {.person = guests[i].person,
			.display_name = guests[i].display_name,
			.job_title = guests[i].job_title,
			.professional_number = guests[i].professional_number,
			.guest = true};
		fits = add_view(reading, &not_yet);
	}
	return fits;
}

static enum error arrange_views(struct reading *reading, const struct rows *views)
{
	const struct contribution_row *view = (const struct contribution_row *)(const void *)views->items;
	const int32_t *required = reading->required.items;
	bool fits = true;

	reading->row->quorate = true;
	for (size_t i = 0; fits && i < reading->required.count; i++)
		fits = add_required(reading, views, required[i]);
	for (size_t i = 0; fits && i < views->count; i++) {
		if (!view[i].required)
			fits = add_view(reading, &view[i]);
	}
	if (fits)
		fits = add_silent_guests(reading, views);
	reading->row->contributions = rows_list(&reading->views);
	return fits ? OK : ERROR_BUSY;
}

/* --- what is asked of me ------------------------------------------------------------------------------------------ */

/* Standard care asks nobody: it is signed without a discussion. */
static enum error judge_for_actor(struct reading *reading, const struct rows *views)
{
	const struct person_id *actor = &reading->query->command->person;
	const int32_t *required = reading->required.items;
	struct list own = {0};
	enum error error = facts_functions(reading->query->connection, actor, reading->query->arena, &own);
	bool is_asked = was_guest(reading, actor);

	for (size_t i = 0; i < reading->required.count; i++)
		is_asked = is_asked || (reading->row->tag == TAG_DISCUSS && mdt_has_function(&own, required[i]));
	reading->row->asked_of_me = is_asked && !reading->decided && !has_spoken(views, actor);
	return error;
}

/* --- the decision ------------------------------------------------------------------------------------------------- */

static enum error read_amendment(struct reading *reading, struct decision_row *row)
{
	struct query *query = reading->query;
	struct message_now now;
	enum error error = message_load(query->connection, (struct message_id){reading->amended}, query->arena, &now);

	if (error != OK || !now.found)
		return error;
	row->original_decision = row->decision;
	row->decision = now.text.body;
	row->amended_at = now.event.at_ms;
	row->amended_by = now.event.by;
	row->amendment_reason = ((const struct mdt_decision_amended_data *)now.event.data)->reason;
	return OK;
}

static enum error read_signature(struct query *query, const struct person_id *chair, struct decision_row *row)
{
	struct person_name name;
	enum error error = person_name(query->connection, chair, query->arena, &name);

	row->signed_by = *chair;
	row->signed_by_professional_number = name.professional_number;
	return error == OK ? mdt_read_name(query, chair, &row->signed_by_name) : error;
}

static enum error read_decision(struct reading *reading)
{
	struct query *query = reading->query;
	struct decision_row *row = arena_take(query->arena, sizeof(*row));
	struct message_now now;
	enum error error =
		row ? message_load(query->connection, (struct message_id){reading->decided}, query->arena, &now)
		    : ERROR_BUSY;

	if (error != OK || !now.found)
		return error;
	const struct mdt_decided_data *data = now.event.data;
	*row = (struct decision_row){
		.decision = now.text.body,
		.signed_at = now.event.at_ms,
		.managed = data->managed,
		.refer = data->refer,
		.dissent = data->dissent,
		.patient_wishes = data->patient_wishes,
		.tells_patient = data->tells_patient,
	};
	error = read_signature(query, &now.event.by, row);
	if (error == OK && data->tells_patient.text[0])
		error = mdt_read_name(query, &data->tells_patient, &row->tells_patient_name);
	if (error == OK && reading->amended != 0)
		error = read_amendment(reading, row);
	reading->row->decision = row;
	return error;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static enum error read_lists(struct reading *reading)
{
	struct query *query = reading->query;
	struct sql required = sql_use(
		query->connection, "SELECT treatment_function FROM mdt_required WHERE conversation = ? ORDER BY place");
	enum error error;

	sql_put_integer(&required, reading->conversation.pos);
	error = mdt_read_codes(&required, query->arena, &reading->required);
	if (error != OK)
		return error;
	struct sql guests = sql_use(query->connection, "SELECT person FROM guests WHERE thread = ? ORDER BY person");
	sql_put_integer(&guests, reading->row->thread.pos);
	error = mdt_read_members(query, &guests, &reading->guests);
	if (error != OK)
		return error;
	reading->row->guests = reading->guests;
	struct sql actions =
		sql_use(query->connection, "SELECT id FROM actions WHERE thread = ? AND id <= ? ORDER BY id");
	sql_put_integer(&actions, reading->row->thread.pos);
	sql_put_integer(&actions, reading->until);
	return mdt_read_actions(query, &actions, &reading->row->actions);
}

enum error mdt_read_case(
	struct query *query, struct thread_id thread, int64_t until, struct mdt_case_row *row, bool *found)
{
	struct mdt_case_row made = {.thread = thread};
	struct reading reading = {.query = query,
		.row = &made,
		.until = until,
		.views = rows_of(query->arena, sizeof(struct contribution_row))};
	struct rows views = rows_of(query->arena, sizeof(struct contribution_row));
	enum error error = read_table(&reading, found);

	if (error != OK || !*found)
		return error;
	error = read_words(&reading);
	if (error == OK)
		error = read_lists(&reading);
	if (error == OK)
		error = read_views(&reading, &views);
	if (error == OK)
		error = arrange_views(&reading, &views);
	if (error == OK)
		error = judge_for_actor(&reading, &views);
	if (error == OK && reading.decided != 0)
		error = read_decision(&reading);
	*row = made;
	return error;
}

/* --- a meeting's -------------------------------------------------------------------------------------------------- */

struct heard {
	struct thread_id thread;
	int64_t until;
	enum mdt_deferral deferral; /* from this meeting */
};

static enum error list_heard(struct query *query, struct meeting_id meeting, struct rows *heard)
{
	struct sql sql = sql_use(query->connection,
		"SELECT thread, ?2, 0, place FROM mdt_cases WHERE meeting = ?1"
		" UNION ALL SELECT thread, pos, cause, place FROM mdt_deferrals WHERE meeting = ?1 ORDER BY 4, 1");

	sql_put_integer(&sql, meeting.pos);
	sql_put_integer(&sql, INT64_MAX);
	while (sql_step(&sql)) {
		struct heard *one = rows_add(heard);

		if (!one) {
			sql.error = ERROR_BUSY;
			break;
		}
		one->thread.pos = sql_get_integer(&sql);
		one->until = sql_get_integer(&sql);
		one->deferral = (enum mdt_deferral)sql_get_integer(&sql);
	}
	return sql_done(&sql);
}

/* Whether a page is full that holds so many cases. */
static bool is_full(const struct query *query, const struct case_page *page, size_t count, size_t used)
{
	bool is_too_long = page->limit != 0 && count >= (size_t)page->limit;

	return is_too_long || (count > 0 && arena_used(query->arena) - used > QUERY_ANSWER_BYTES);
}

enum error mdt_read_cases(struct query *query, struct meeting_id meeting, struct case_page *page)
{
	size_t used = arena_used(query->arena);
	struct rows heard = rows_of(query->arena, sizeof(struct heard));
	struct rows rows = rows_of(query->arena, sizeof(struct mdt_case_row));
	enum error error = list_heard(query, meeting, &heard);
	const struct heard *one = (const struct heard *)(const void *)heard.items;

	page->complete = true;
	for (size_t i = (size_t)page->skip; error == OK && i < heard.count; i++) {
		page->complete = !is_full(query, page, rows.count, used);
		if (!page->complete)
			break;
		struct mdt_case_row *row = rows_add(&rows);
		bool found = false;

		error = row ? mdt_read_case(query, one[i].thread, one[i].until, row, &found) : ERROR_BUSY;
		if (error == OK && one[i].deferral) {
			row->deferred = one[i].deferral;
			row->put_off = true;
		}
	}
	page->cases = rows_list(&rows);
	return error;
}
