/* One-time codes in commands: the device that joins somebody by one, and the receipt that shows one. */
#include <string.h>

#include "base/text.h"
#include "engine/state.h"

static const char wrong_code[] =
	"This code is not right, was used already, or has expired; ask for a new one with device.invite.";

/* The open invitation that a typed code names, if the code is right. */
static enum error find_invitation(struct engine *engine, struct reader *reader, struct request *request,
	const struct device_claim_args *args, struct invitation_facts *invitation)
{
	struct references references = {0};
	struct facts *facts = arena_take(request->arena, sizeof *facts);
	int64_t now_ms = engine->config.clock->wall_ms(engine->config.clock);
	if (!facts) {
		return ERROR_BUSY;
	}
	if (code_position(args->code, &references.invitation.pos) != OK) {
		return ERROR_UNAUTHENTICATED;
	}
	bool is_right = code_is_right(engine->config.patient_key, CODE_DEVICE, args->code);
	enum error error = reader_facts(reader, &references, now_ms, request->arena, facts);
	*invitation = facts->invitation;
	bool is_open = invitation->found && invitation->is_for_device && now_ms < invitation->ends_at_ms;
	return error == OK && !(is_open && is_right) ? ERROR_UNAUTHENTICATED : error;
}

enum error claim_person(struct engine *engine, struct reader *reader, struct request *request)
{
	struct invitation_facts invitation = {0};
	enum error error = find_invitation(engine, reader, request, request->command.args, &invitation);
	if (error == OK) {
		request->claimed = invitation.id;
		request->command.person = invitation.person;
	}
	if (error == ERROR_UNAUTHENTICATED) {
		request->refusal = (struct refusal){.field = "args.code", .sentence = text_of(wrong_code)};
	}
	return error;
}

static enum error write_code(
	struct engine *engine, struct request *request, enum code_purpose purpose, int64_t pos, struct text *code)
{
	char written[CODE_TEXT_BYTES];
	enum error error = code_write(engine->config.patient_key, purpose, pos, written);
	if (error != OK) {
		return error;
	}
	*code = arena_text(request->arena, text_of(written));
	return code->data ? OK : ERROR_BUSY;
}

enum error claim_write_code(struct engine *engine, struct request *request)
{
	if (request->command.row->kind == COMMAND_person_invite) {
		struct person_invite_result *result = request->result;
		return write_code(engine, request, CODE_PERSON, result->invitation.pos, &result->code);
	}
	if (request->command.row->kind == COMMAND_device_invite) {
		struct device_invite_result *result = request->result;
		return write_code(engine, request, CODE_DEVICE, result->invitation.pos, &result->code);
	}
	return OK;
}
