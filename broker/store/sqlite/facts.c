/* What a command's rule and decision may know: core/facts.h. */
#include "base/calendar.h"
#include "base/text.h"
#include "store/sqlite/facts_access.h"
#include "store/sqlite/facts_administration.h"
#include "store/sqlite/facts_duties.h"
#include "store/sqlite/facts_import.h"
#include "store/sqlite/facts_leave.h"
#include "store/sqlite/facts_ledger.h"
#include "store/sqlite/facts_mdt.h"
#include "store/sqlite/head.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/link_read.h"
#include "store/sqlite/log_read.h"
#include "store/sqlite/membership.h"
#include "store/sqlite/person_read.h"
#include "store/sqlite/rows.h"

struct loading {
	struct connection *connection;
	const struct references *references;
	int64_t now_ms;
	struct arena *arena;
	struct facts *facts;
};

/* --- message, thread, conversation -------------------------------------------------------------------------------- */

static void read_message(struct sql *sql, struct message_facts *message)
{
	const struct event_row *event = event_find(sql_get_borrowed(sql));
	const struct message_kind_row *row = event ? message_kind_of(event->kind) : NULL;

	if (!row)
		return;
	message->found = true;
	message->kind = row->kind;
	message->conversation.pos = sql_get_integer(sql);
	message->thread.pos = sql_get_integer(sql);
	sql_get_string(sql, message->author.text, sizeof(message->author.text));
	message->is_redacted = sql_get_integer(sql) != 0;
	message->is_thanked = sql_get_integer(sql) != 0;
}

static enum error load_message(struct loading *loading)
{
	struct message_facts *message = &loading->facts->message;
	struct sql sql = sql_use(loading->connection,
		"SELECT e.kind, e.conversation, e.thread, e.by, r.pos IS NOT NULL,"
		" t.message IS NOT NULL FROM events AS e"
		" LEFT JOIN redactions AS r ON r.message = e.pos"
		" LEFT JOIN thanks AS t ON t.message = e.pos AND t.person = ? WHERE e.pos = ?");

	message->id = loading->references->message;
	sql_put_string(&sql, loading->references->actor.text);
	sql_put_integer(&sql, message->id.pos);
	if (sql_step(&sql))
		read_message(&sql, message);
	return sql_done(&sql);
}

static void read_thread(struct sql *sql, struct arena *arena, struct thread_facts *thread)
{
	thread->found = true;
	thread->conversation.pos = sql_get_integer(sql);
	thread->kind = (enum thread_kind)sql_get_integer(sql);
	thread->state = (enum thread_state)sql_get_integer(sql);
	thread->asked_at_ms = sql_get_integer(sql);
	sql_get_string(sql, thread->asker.text, sizeof(thread->asker.text));
	sql_get_string(sql, thread->asked.text, sizeof(thread->asked.text));
	thread->urgency = (enum urgency)sql_get_integer(sql);
	thread->intent = (enum intent)sql_get_integer(sql);
	thread->reply_due_ms = sql_get_integer(sql);
	thread->paused_left_ms = sql_get_integer(sql);
	thread->answer_count = sql_get_integer(sql);
	thread->last_recommendation = (enum recommendation)sql_get_integer(sql);
	thread->outcome = (enum outcome)sql_get_integer(sql);
	thread->is_referred = sql_get_integer(sql) != 0;
	thread->treatment_function = (int32_t)sql_get_integer(sql);
	sql_get_string(sql, thread->practice.text, sizeof(thread->practice.text));
	sql_get_string(sql, thread->neighbourhood.text, sizeof(thread->neighbourhood.text));
	thread->patient_key = sql_get_text(sql, arena);
	thread->ledger = (enum ledger_state)sql_get_integer(sql);
	thread->read_seq = sql_get_integer(sql);
	thread->last_seq = sql_get_integer(sql);
	thread->promise.step = (enum promise_step)sql_get_integer(sql);
	thread->promise.given_ms = sql_get_integer(sql);
	thread->promise.due_ms = thread->reply_due_ms;
}

static enum error load_thread(struct loading *loading, struct thread_facts *thread)
{
	enum error error;
	struct sql sql = sql_use(loading->connection,
		"SELECT t.conversation, t.kind, t.state, t.opened_at, t.opened_by, t.asked, t.urgency, t.intent,"
		" t.reply_due, t.paused_left, t.answer_count, t.last_recommendation, t.outcome,"
		" t.is_referred, t.treatment_function, t.practice, t.neighbourhood, t.patient_key,"
		" l.state, r.seq,"
		" (SELECT seq FROM events WHERE thread = t.id ORDER BY pos DESC LIMIT 1), t.promise_step, t.given"
		" FROM threads AS t LEFT JOIN ledger AS l ON l.thread = t.id"
		" AND l.treatment_function = t.treatment_function LEFT JOIN reads AS r ON r.thread = t.id AND r.person "
		"= ?"
		" WHERE t.id = ?");

	sql_put_string(&sql, loading->references->actor.text);
	sql_put_integer(&sql, thread->id.pos);
	if (sql_step(&sql))
		read_thread(&sql, loading->arena, thread);
	error = sql_done(&sql);
	return error == OK ? facts_mdt_case(loading->connection, loading->arena, thread) : error;
}

static void read_conversation(struct sql *sql, struct conversation_facts *conversation)
{
	conversation->found = true;
	conversation->kind = CONVERSATION_LINK;
	conversation->link.pos = sql_get_integer(sql);
	sql_get_string(sql, conversation->neighbourhood.text, sizeof(conversation->neighbourhood.text));
	conversation->treatment_function = (int32_t)sql_get_integer(sql);
	conversation->reply_working_days = sql_get_integer(sql);
	conversation->weekly_limit = sql_get_integer(sql);
	link_terms_read(sql, &conversation->terms);
}

/* How many cases each specialist was asked this week; wanted where there is a limit to it. */
static enum error load_weeks(struct loading *loading)
{
	struct conversation_facts *conversation = &loading->facts->conversation;
	const struct person_facts *specialists = conversation->specialists.items;
	struct rows counted = rows_of(loading->arena, sizeof(struct person_facts));
	enum error error = OK;

	for (size_t i = 0; error == OK && i < conversation->specialists.count; i++) {
		struct person_facts *person = rows_add(&counted);

		if (!person)
			return ERROR_BUSY;
		*person = specialists[i];
		error = person_asked_this_week(
			loading->connection, conversation->id, &person->id, loading->now_ms, &person->asked_this_week);
	}
	conversation->specialists = rows_list(&counted);
	return error;
}

static enum error load_conversation(struct loading *loading)
{
	struct conversation_facts *conversation = &loading->facts->conversation;
	struct sql sql =
		sql_use(loading->connection, "SELECT id, neighbourhood, treatment_function, reply_working_days,"
					     " weekly_limit, " LINK_TERMS " FROM links AS l WHERE conversation = ?");
	enum error error;

	sql_put_integer(&sql, conversation->id.pos);
	if (sql_step(&sql))
		read_conversation(&sql, conversation);
	error = sql_done(&sql);
	if (error == OK && !conversation->found)
		error = facts_mdt(loading->connection, loading->arena, conversation);
	if (error != OK || !conversation->found)
		return error;
	error = head_seq(loading->connection, conversation->id, &conversation->last_seq);
	if (error != OK || conversation->kind != CONVERSATION_LINK)
		return error;
	if (loading->references->is_asking || loading->references->link.pos != 0)
		error = person_read_specialists(loading->connection, conversation->link, conversation->id,
			loading->arena, &conversation->specialists);
	if (error == OK && loading->references->is_asking && conversation->weekly_limit > 0)
		error = load_weeks(loading);
	if (error == OK && loading->references->link.pos != 0)
		error = link_count_coordinators(
			loading->connection, &conversation->neighbourhood, &conversation->coordinator_count);
	return error;
}

/* A meeting is named, or the one on whose agenda the case stands. */
static enum error load_meeting(struct loading *loading)
{
	struct facts *facts = loading->facts;
	struct meeting_id meeting = loading->references->meeting;

	if (meeting.pos == 0)
		meeting = facts->thread.meeting;
	if (meeting.pos == 0)
		return OK;
	return facts_meeting(loading->connection, meeting, loading->arena, &facts->meeting);
}

/* Who the patient is, and the question in a line: they stand with the event that opened the case. */
static enum error read_source_words(struct loading *loading, struct source_facts *source)
{
	struct event event;
	bool found = false;
	enum error error = log_load(loading->connection, source->thread.id.pos, loading->arena, &event, NULL, &found);

	if (error != OK || !found || event.kind != EVENT_case_asked)
		return error;
	source->patient = ((const struct case_asked_data *)event.data)->patient;
	source->title = ((const struct case_asked_data *)event.data)->title;
	return OK;
}

static enum error load_source(struct loading *loading)
{
	struct source_facts *source = &loading->facts->source;
	struct list memberships = {0};
	enum error error;

	source->thread.id = loading->references->source;
	if (source->thread.id.pos == 0)
		return OK;
	error = load_thread(loading, &source->thread);
	if (error == OK)
		error = membership_list(loading->connection, &loading->references->actor, loading->arena, &memberships);
	if (error != OK)
		return error;
	source->is_visible = membership_has(&memberships, source->thread.conversation, source->thread.id);
	return source->is_visible ? read_source_words(loading, source) : OK;
}

/* A message says which thread, and a thread which conversation, unless the command names those itself. */
static enum error load_place(struct loading *loading)
{
	const struct references *references = loading->references;
	struct facts *facts = loading->facts;
	enum error error = OK;

	if (references->message.pos != 0)
		error = load_message(loading);
	if (error == OK && references->action.pos != 0)
		error = facts_action(loading->connection, references->action, &facts->action);
	facts->thread.id = references->thread;
	if (facts->thread.id.pos == 0)
		facts->thread.id = facts->action.found ? facts->action.thread : facts->message.thread;
	if (error == OK && facts->thread.id.pos != 0)
		error = load_thread(loading, &facts->thread);
	if (error == OK)
		error = load_meeting(loading);
	facts->conversation.id = references->conversation;
	if (facts->conversation.id.pos == 0)
		facts->conversation.id = facts->thread.conversation;
	if (facts->conversation.id.pos == 0)
		facts->conversation.id = facts->meeting.conversation;
	if (error == OK && facts->conversation.id.pos == 0 && references->link.pos != 0)
		error = link_conversation(loading->connection, references->link, &facts->conversation.id);
	if (error == OK && facts->conversation.id.pos != 0)
		error = load_conversation(loading);
	if (error == OK && facts->conversation.kind == CONVERSATION_MDT)
		error = facts_next_meeting(
			loading->connection, facts->conversation.id, &facts->meeting, &facts->next_meeting);
	return error;
}

/* --- people and places -------------------------------------------------------------------------------------------- */

/* On the side of the conversation where they are members, or as guest of the thread. */
static enum error load_person(struct loading *loading, const struct person_id *id, struct person_facts *person)
{
	const struct facts *facts = loading->facts;
	bool is_guest = false;
	enum error error = person_read(loading->connection, id, facts->conversation.id, loading->arena, person);

	if (error == OK && facts->thread.kind == THREAD_MDT_CASE && person->side == SIDE_NONE)
		error = facts_is_guest(loading->connection, id, facts->thread.id, &is_guest);
	if (is_guest)
		person->side = SIDE_GUEST;
	if (error == OK && loading->references->needs_specialties)
		error = facts_functions(loading->connection, id, loading->arena, &person->functions);
	return error;
}

static enum error load_people(struct loading *loading)
{
	const struct person_id *ids = loading->references->people.items;
	struct rows rows = rows_of(loading->arena, sizeof(struct person_facts));
	enum error error = load_person(loading, &loading->references->actor, &loading->facts->actor);

	for (size_t i = 0; error == OK && i < loading->references->people.count; i++) {
		struct person_facts *person = rows_add(&rows);

		if (!person)
			return ERROR_BUSY;
		error = load_person(loading, &ids[i], person);
	}
	loading->facts->people = rows_list(&rows);
	return error;
}

static enum error load_organisations(struct loading *loading)
{
	const struct organisation_id *ids = loading->references->organisations.items;
	struct rows rows = rows_of(loading->arena, sizeof(struct organisation_id));

	for (size_t i = 0; i < loading->references->organisations.count; i++) {
		struct sql sql =
			sql_use(loading->connection, "SELECT 1 FROM organisations WHERE id = ? AND is_ended = 0");
		struct organisation_id *id;
		int64_t found = 0;
		enum error error;

		sql_put_string(&sql, ids[i].text);
		error = sql_number(&sql, &found);
		if (error != OK)
			return error;
		if (!found)
			continue;
		id = rows_add(&rows);
		if (!id)
			return ERROR_BUSY;
		*id = ids[i];
	}
	loading->facts->organisations = rows_list(&rows);
	return OK;
}

static enum error load_neighbourhood(struct loading *loading)
{
	const struct references *references = loading->references;
	struct sql sql = sql_use(loading->connection, "SELECT name FROM neighbourhoods WHERE id = ? AND is_ended = 0");
	int64_t count = 0;
	enum error error;

	sql_put_string(&sql, references->neighbourhood.text);
	if (sql_step(&sql)) {
		loading->facts->neighbourhood_found = true;
		loading->facts->neighbourhood_name = sql_get_text(&sql, loading->arena);
	}
	error = sql_done(&sql);
	if (error != OK || references->treatment_function == 0)
		return error;
	struct sql links = sql_use(loading->connection,
		"SELECT count(*) FROM links AS l WHERE neighbourhood = ? AND treatment_function = ?"
		" AND ended_at IS NULL AND (ends_on IS NULL OR ends_on >= ?)");
	sql_put_string(&links, references->neighbourhood.text);
	sql_put_integer(&links, references->treatment_function);
	sql_put_integer(&links, calendar_london_date(loading->now_ms));
	error = sql_number(&links, &count);
	loading->facts->link_exists = count > 0;
	if (error != OK)
		return error;
	return link_count_coordinators(
		loading->connection, &references->neighbourhood, &loading->facts->coordinator_count);
}

/* --- the ledger: facts_ledger.c --------------------------------------------------------------------------------------- */

/* Whose ledger the command is about, if any: the case's patient and treatment function, unless it names others. */
static enum error load_ledger(struct loading *loading)
{
	const struct references *references = loading->references;
	const struct thread_facts *thread = &loading->facts->thread;
	struct text patient_key = thread->found ? thread->patient_key : references->patient_key;
	int32_t function = references->treatment_function ? references->treatment_function : thread->treatment_function;
	struct list one = {&function, function != 0};
	const struct list *functions = references->functions.count > 0 ? &references->functions : &one;
	enum error error = OK;

	if (patient_key.length > 0)
		error = facts_ledger(loading->connection, patient_key, functions, loading->arena, loading->facts);
	if (error == OK && references->due_limit > 0)
		error = facts_due(loading->connection, calendar_london_date(loading->now_ms), references->due_limit,
			loading->arena, &loading->facts->due);
	return error;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static enum error load(struct loading *loading)
{
	const struct references *references = loading->references;
	int64_t last_pos = 0;
	enum error error = head_position(loading->connection, &last_pos);

	if (error == OK)
		error = load_place(loading);
	if (error == OK)
		error = load_source(loading);
	if (error == OK)
		error = load_people(loading);
	if (error == OK)
		error = load_organisations(loading);
	if (error == OK && references->neighbourhood.text[0])
		error = load_neighbourhood(loading);
	if (error == OK)
		error = load_ledger(loading);
	if (error == OK && references->device.text[0])
		error = device_read(loading->connection, &references->device, &loading->facts->device);
	if (error == OK && references->is_administration)
		error = facts_administration(loading->connection, references, loading->arena, loading->facts);
	if (error == OK && references->import_need != IMPORT_NOTHING)
		error = facts_import(
			loading->connection, references, loading->now_ms, loading->arena, &loading->facts->import);
	if (error == OK && references->is_about_leave)
		error = facts_leave(loading->connection, references, loading->now_ms, loading->arena, loading->facts);
	if (error == OK && references->duties_limit > 0)
		error = facts_duties(loading->connection, loading->now_ms, references->duties_limit, loading->arena,
			&loading->facts->duties);
	loading->facts->neighbourhood = references->neighbourhood;
	if (error == OK)
		error = facts_access(loading->connection, references, loading->arena, loading->facts);
	if (error == OK)
		loading->facts->next_pos = last_pos + 1;
	return error;
}

enum error sqlite_facts(struct reader *base, const struct references *references, int64_t now_ms, struct arena *arena,
	struct facts *facts)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	struct facts found = {.now_ms = facts->now_ms, .patient_key = references->patient_key};
	struct loading loading = {reader->connection, references, now_ms, arena, &found};
	bool is_own;
	enum error error = reader_enter(reader, &is_own);

	if (error != OK)
		return error;
	error = load(&loading);
	reader_leave(reader, is_own);
	if (error != OK)
		return error;
	facts_complete(&found, references);
	*facts = found;
	return OK;
}
