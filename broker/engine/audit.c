/* Who read what, and who was denied: an entry in the log, committed before the answer goes out. */
#include "base/log.h"
#include "base/text.h"
#include "engine/state.h"

/* Who is on nobody's list: a device that belongs to nobody. */
static const struct person_id nobody = {"system"};

/* What brings words of a case, or counts made of cases; and the trail itself. */
static bool is_reading(const struct command_row *row)
{
	switch (row->kind) {
	case COMMAND_thread_history:
	case COMMAND_search:
	case COMMAND_audit_list:
	case COMMAND_mdt_agenda:
	case COMMAND_mdt_minutes:
		return true;
	default:
		return row->class == COMMAND_CLASS_REPORT;
	}
}

static bool is_denial(enum error error)
{
	return error == ERROR_FORBIDDEN || error == ERROR_NOT_FOUND || error == ERROR_UNAUTHENTICATED;
}

/* The longest list in the answer: messages, matches, rows. */
static int64_t count_rows(const struct request *request)
{
	const struct record_type *type = request->command.row->result;
	size_t most = 0;
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		if (field->kind == FIELD_KIND_RECORDS || field->kind == FIELD_KIND_EVENTS) {
			const struct list *list = field_of(field, request->result);
			most = list->count > most ? list->count : most;
		}
	}
	return (int64_t)most;
}

bool audit_is_wanted(const struct request *request)
{
	const struct command_row *row = request->command.row;
	if (is_denial(request->error)) {
		return true;
	}
	if (request->error != OK) {
		return false;
	}
	/* catching up brings words too, and a list of what is to be done; that there was nothing to bring is nothing to tell */
	bool may_bring_words = row->kind == COMMAND_sync || row->kind == COMMAND_action_list;
	return is_reading(row) || (may_bring_words && count_rows(request) > 0);
}

enum error audit_append(struct engine *engine, const struct request *request)
{
	const struct command *command = &request->command;
	bool is_read = request->error == OK;
	struct audit_accessed_data data = {
		.command = text_of(command->row->wire),
		.outcome = is_read ? ACCESS_READ : ACCESS_DENIED,
		.code = is_read ? (struct text){0} : text_of(error_wire(request->error)),
		.conversation = request->about_conversation,
		.thread = request->about_thread,
		.rows = is_read ? count_rows(request) : 0,
	};
	struct event event = {
		.kind = EVENT_audit_accessed,
		.at_ms = engine->config.clock->wall_ms(engine->config.clock),
		.by = command->person.text[0] ? command->person : nobody,
		.device = command->device,
		.data = &data,
	};
	return store_append(engine->config.store, &event, 1);
}

/* --- of what was read ------------------------------------------------------------------------------------------------------- */

static enum error run_note(struct engine *engine, struct reader *reader, struct work *work)
{
	(void)reader;
	return audit_append(engine, work->item);
}

/* While the record can only be read, the log of the daemon is told instead. */
static void tell_log(const struct request *request)
{
	const struct command *command = &request->command;
	bool is_read = request->error == OK;
	log_event(LOG_INFO, "audit.accessed",
		"command=%s outcome=%s person=%s device=%s conversation=%lld thread=%lld rows=%lld", command->row->wire,
		is_read ? "read" : error_wire(request->error), command->person.text, command->device.text,
		(long long)request->about_conversation.pos, (long long)request->about_thread.pos,
		is_read ? (long long)count_rows(request) : 0);
}

/* What could not be noted is not shown. */
static void finish_note(struct engine *engine, struct work *work, enum error committed)
{
	struct request *request = work->item;
	if (committed != OK && soundness_only_reads(engine)) {
		tell_log(request);
	} else if (committed != OK || work->error != OK) {
		request_refuse(request, committed != OK ? ERROR_STORE_UNAVAILABLE : work->error, RETRY_STORE_MS);
	}
	request_finish(engine, request);
}

void audit_then_finish(struct engine *engine, struct request *request)
{
	struct work work = {.run = run_note, .finish = finish_note, .item = request};
	if (!submit_work(engine->writes, work)) {
		request_refuse(request, ERROR_BUSY, RETRY_BUSY_MS);
		request_finish(engine, request);
	}
}
