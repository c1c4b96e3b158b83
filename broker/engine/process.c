/* One command from its facts to its result: load, authorise, decide, append, remember the receipt. */
#include <string.h>

#include "authz/authz.h"
#include "base/text.h"
#include "engine/state.h"

/* --- who and about what ---------------------------------------------------------------------------------------------- */

/* MQTT tells only the device; its person is looked up each time, so that a revocation works at once. */
static enum error find_person(struct engine *engine, struct reader *reader, struct request *request)
{
	struct command *command = &request->command;
	struct device_facts device = {0};
	if (command->person.text[0]) {
		return OK;
	}
	enum error error = reader_device(reader, command->device, &device);
	if (error != OK) {
		return error;
	}
	if (!device.found && command->row->kind == COMMAND_device_claim) {
		return claim_person(engine, reader, request);
	}
	if (!device.found || device.is_revoked) {
		return ERROR_UNAUTHENTICATED;
	}
	command->person = device.person;
	return OK;
}

/* Patients are matched by a keyed hash of their number, so that no table holds a list of patients (design 5). */
static enum error hash_patient(const struct engine *engine, struct arena *arena, struct references *references)
{
	struct digest digest;
	char hex[DIGEST_HEX_BYTES + 1];
	if (!references->nhs_number.text[0]) {
		return OK;
	}
	enum error error = digest_keyed(engine->config.patient_key, text_of(references->nhs_number.text), &digest);
	if (error != OK) {
		return error;
	}
	hex_encode(digest.bytes, DIGEST_BYTES / 2, hex);
	references->patient_key = arena_text(arena, text_of(hex));
	return references->patient_key.data ? OK : ERROR_BUSY;
}

/* "system" is the daemon itself: seeding, and what time brings about. It has every role and stands in no table. */
static void make_system(struct person_facts *actor)
{
	*actor = (struct person_facts){.found = true, .roles = ~0u};
	memcpy(actor->id.text, "system", sizeof "system");
}

static bool is_system(const struct command *command)
{
	return strcmp(command->person.text, "system") == 0 && !command->device.text[0];
}

/* A whole import is judged at once: 10,000 lines, whom they are about, and what happens to each. */
enum { IMPORT_ARENA_BYTES = 128 * 1024 * 1024 };

static enum error load_facts(struct engine *engine, struct reader *reader, struct request *request, struct facts *facts)
{
	struct references references = {0};
	enum error error = references_of(&request->command, request->arena, &references);
	if (error == OK) {
		error = hash_patient(engine, request->arena, &references);
	}
	if (error == OK && references.import_need == IMPORT_LINES) {
		arena_allow(request->arena, IMPORT_ARENA_BYTES);
	}
	references.invitation = request->claimed;
	request->about_conversation = references.conversation;
	request->about_thread = references.thread;
	int64_t now_ms = engine->config.clock->wall_ms(engine->config.clock);
	if (error == OK) {
		error = reader_facts(reader, &references, now_ms, request->arena, facts);
	}
	if (error != OK) {
		return error;
	}
	facts->now_ms = now_ms;
	facts->hiding_key = engine->hiding_key;
	if (facts->conversation.found) {
		request->about_conversation = facts->conversation.id;
	}
	if (facts->thread.found) {
		request->about_thread = facts->thread.id;
	}
	if (is_system(&request->command)) {
		make_system(&facts->actor);
	}
	return OK;
}

/* --- idempotency: a txn is answered once and then always the same (reliability.md 0.3) -------------------------------------- */

/* Under our key: a plain hash would outlive a redaction, and short words could be guessed from it. */
static enum error seal(const struct engine *engine, struct digest *digest)
{
	struct text bytes = {(const char *)digest->bytes, sizeof digest->bytes};
	return digest_keyed(engine->config.patient_key, bytes, digest);
}

static enum error digest_command(const struct engine *engine, const struct request *request, struct digest *digest)
{
	struct buffer encoded = {0};
	const struct command *command = &request->command;
	enum error error = record_encode(command->row->args, command->args, NULL, &encoded);
	if (error == OK && encoded.failed) {
		error = ERROR_BUSY;
	}
	if (error == OK) {
		/* the person as well: another one who uses the same browser is not given this one's receipt */
		struct text parts[] = {text_of(command->row->wire), text_of("\n"), text_of(command->person.text),
			text_of("\n"), buffer_text(&encoded)};
		error = digest_of(parts, sizeof parts / sizeof parts[0], digest);
	}
	buffer_deinit(&encoded);
	return error == OK ? seal(engine, digest) : error;
}

static enum error replay(struct request *request, const struct stored_receipt *receipt, const struct digest *body)
{
	const struct command_row *row = request->command.row;
	if (receipt->kind != row->kind || memcmp(&receipt->body, body, sizeof *body) != 0) {
		return ERROR_TXN_CONFLICT;
	}
	request->result = arena_take(request->arena, row->result->size);
	if (!request->result) {
		return ERROR_BUSY;
	}
	request->pos = receipt->pos;
	return record_decode(row->result, receipt->result, NULL, request->arena, request->result);
}

static enum error remember(struct engine *engine, const struct request *request, const struct digest *body)
{
	const struct command *command = &request->command;
	struct buffer encoded = {0};
	enum error error = record_encode(command->row->result, request->result, NULL, &encoded);
	if (error == OK && encoded.failed) {
		error = ERROR_BUSY;
	}
	if (error == OK) {
		struct stored_receipt receipt = {.found = true,
			.kind = command->row->kind,
			.body = *body,
			.pos = request->pos,
			.result = buffer_text(&encoded)};
		error = store_put_receipt(engine->config.store, command->device, command->txn, &receipt);
	}
	buffer_deinit(&encoded);
	return error;
}

/* Which argument names what is not there: the first id of a thread, conversation, message, link or cover. */
static void name_target(struct request *request)
{
	const struct record_type *args = request->command.row->args;
	for (size_t i = 0; i < args->field_count && !request->refusal.field; i++) {
		const struct field *field = &args->fields[i];
		bool is_place = field->kind == FIELD_KIND_CONVERSATION || field->kind == FIELD_KIND_THREAD ||
				field->kind == FIELD_KIND_MESSAGE || field->kind == FIELD_KIND_LINK ||
				field->kind == FIELD_KIND_COVER;
		if (is_place && !field_is_absent(field, request->command.args)) {
			request->refusal.field = arena_format(request->arena, "args.%s", field->name).data;
		}
	}
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

static enum error decide_and_append(struct engine *engine, struct request *request, const struct facts *facts)
{
	struct decision *decision = engine->decision;
	enum error error = decision_init(decision, request->arena, &request->command, facts);
	if (error == OK) {
		error = decide(decision);
	}
	if (error == OK) {
		error = consequences_add(engine, request, decision);
	}
	if (error != OK) {
		request->refusal = decision->refusal;
		return error;
	}
	if (decision->event_count > 0) {
		error = store_append(engine->config.store, decision->events, decision->event_count);
	}
	if (error != OK) {
		return error;
	}
	request->result = decision->result;
	request->pos = decision->event_count > 0 ? decision->events[0].pos : store_last_pos(engine->config.store);
	return fanout_prepare(engine, request, decision->events, decision->event_count);
}

enum error process_write(struct engine *engine, struct request *request)
{
	struct store *store = engine->config.store;
	struct reader *reader = store_reader(store);
	struct facts *facts = arena_take(request->arena, sizeof *facts);
	if (!facts) {
		return ERROR_BUSY;
	}
	enum error error = find_person(engine, reader, request);
	if (error == OK) {
		error = load_facts(engine, reader, request, facts);
	}
	if (error == OK && (!facts->actor.found || facts->actor.is_suspended)) {
		error = ERROR_UNAUTHENTICATED;
	}
	struct digest body;
	struct stored_receipt receipt = {0};
	/* what time brings about is not asked for by anybody: there is no txn to repeat, and no receipt to keep */
	bool has_receipt = !is_system(&request->command) || request->command.txn.text[0];
	if (error == OK && has_receipt) {
		error = digest_command(engine, request, &body);
	}
	if (error == OK && has_receipt) {
		error = store_find_receipt(
			store, request->command.device, request->command.txn, request->arena, &receipt);
	}
	if (error != OK || receipt.found) {
		error = error != OK ? error : replay(request, &receipt, &body);
		return error != OK ? error : claim_write_code(engine, request);
	}
	error = authorise(request->command.row, facts);
	if (error == ERROR_NOT_FOUND) {
		name_target(request);
	}
	if (error == OK) {
		error = decide_and_append(engine, request, facts);
	}
	if (error == OK && has_receipt) {
		error = remember(engine, request, &body);
	}
	/* last, so that no code stands in the receipt that is kept */
	return error != OK ? error : claim_write_code(engine, request);
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

/* What only the engine knows of session.hello. */
static enum error complete_hello(
	struct engine *engine, const struct request *request, struct session_hello_result *result)
{
	static const struct server_limits sizes = {.frame_bytes = LIMIT_FRAME_BYTES,
		.body_bytes = LIMIT_BODY_BYTES,
		.title_bytes = LIMIT_TITLE_BYTES,
		.page_rows = LIMIT_PAGE_ROWS,
		.sync_events = LIMIT_SYNC_EVENTS};
	struct server_limits *limits = arena_take(request->arena, sizeof *limits);
	if (!limits) {
		return ERROR_BUSY;
	}
	*limits = sizes;
	limits->commands_per_minute = engine->config.commands_per_minute;
	result->device = request->command.device;
	result->server_version = text_of(engine->config.version);
	result->limits = limits;
	return OK;
}

static enum error answer(
	struct engine *engine, struct reader *reader, struct request *request, const struct facts *facts)
{
	const struct command_row *row = request->command.row;
	request->result = arena_take(request->arena, row->result->size);
	if (!request->result) {
		return ERROR_BUSY;
	}
	if (row->class == COMMAND_CLASS_HINT) {
		*(struct typing_result *)request->result = (struct typing_result){.thread = facts->thread.id};
		return fanout_typing(engine, reader, request, facts);
	}
	enum error error =
		reader_query(reader, &request->command, facts, request->arena, &request->refusal, request->result);
	if (error == OK && row->kind == COMMAND_session_hello) {
		return complete_hello(engine, request, request->result);
	}
	return error;
}

enum error process_read(struct engine *engine, struct reader *reader, struct request *request)
{
	struct facts *facts = arena_take(request->arena, sizeof *facts);
	enum error error = facts ? reader_begin(reader) : ERROR_BUSY;
	if (error != OK) {
		return error;
	}
	error = reader_last_pos(reader, &request->pos);
	if (error == OK) {
		error = find_person(engine, reader, request);
	}
	if (error == OK) {
		error = load_facts(engine, reader, request, facts);
	}
	if (error == OK) {
		error = authorise(request->command.row, facts);
	}
	if (error == ERROR_NOT_FOUND) {
		name_target(request);
	}
	if (error == OK) {
		error = answer(engine, reader, request, facts);
	}
	reader_end(reader);
	return error;
}
