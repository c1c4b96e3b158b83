#include "app/first_administrator.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"

struct letting_in {
	struct store *store;
	struct engine *engine;
	char *why;
};

/* Runs one command as "system". On success the caller frees the request, which has its result. */
static enum error run(struct letting_in *letting_in, enum command_kind kind, const void *args, struct request **done)
{
	struct request *request = request_new(NULL, 0);
	enum error error;

	if (!request)
		return ERROR_BUSY;
	request->command.row = command_row(kind);
	request->command.args = args;
	snprintf(request->command.txn.text, sizeof(request->command.txn.text), "first-%" PRId64,
		store_last_pos(letting_in->store));
	error = engine_execute(letting_in->engine, request);
	if (!error) {
		*done = request;
		return OK;
	}
	struct text sentence = request->refusal.sentence;

	snprintf(letting_in->why, WIRING_WHY_BYTES, "%.*s",
		TEXT_ARGS(sentence.data ? sentence : text_of(error_sentence(error))));
	request_free(request);
	return error;
}

static const struct field *field_named(const struct record_type *type, const char *name)
{
	const struct field *field = type->fields;

	while (strcmp(field->name, name) != 0)
		field++;
	return field;
}

/* What was typed, by the rules of the contract. */
static enum error read_value(struct letting_in *letting_in, const struct record_type *type, const char *name,
	const char *option, const char *typed, void *args)
{
	const struct field *field = field_named(type, name);
	const char *problem = "";
	enum error error = value_parse(field, text_of(typed), (char *)args + field->offset, &problem);

	if (error)
		snprintf(letting_in->why, WIRING_WHY_BYTES, "%s %s.", option, problem);
	return error ? ERROR_BAD_REQUEST : OK;
}

/* An empty record, or one that holds nobody but the person, who has not signed in yet. */
static enum error check_alone(struct letting_in *letting_in, const struct person_id *person, bool *is_known)
{
	struct arena *arena = arena_new(1024 * 1024);
	struct reader *reader = store_reader(letting_in->store);
	struct references references = {
		.people = {person, 1}, .organisations = {NULL, 0}, .actor = *person, .is_administration = true};
	struct facts *facts = arena ? arena_take(arena, sizeof *facts) : NULL;
	struct credential credential = {0};
	enum error error = facts ? reader_facts(reader, &references, 0, arena, facts) : ERROR_BUSY;

	if (!error)
		error = reader_credential(reader, *person, &credential);
	if (!error) {
		*is_known = facts->actor.found;
		bool is_theirs = *is_known && !facts->actor.is_suspended && facts->administration.administrators == 1 &&
				 (facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR)) && !credential.found;

		if (store_last_pos(letting_in->store) > 0 && !is_theirs) {
			snprintf(letting_in->why, WIRING_WHY_BYTES,
				"somebody was let into this record already; an administrator invites the others "
				"(corridorctl invite).");
			error = ERROR_CONFLICT;
		}
	} else {
		snprintf(letting_in->why, WIRING_WHY_BYTES, "the record cannot be read.");
	}
	arena_free(arena);
	return error;
}

static enum error add_person(struct letting_in *letting_in, const struct first_administrator *first,
	const struct person_create_args *person, const struct device_enrol_args *device)
{
	struct request *done = NULL;
	enum error error = run(letting_in, COMMAND_person_create, person, &done);

	if (!error)
		request_free(done);
	if (error || !first->device)
		return error;
	error = run(letting_in, COMMAND_device_enrol, device, &done);
	if (!error)
		request_free(done);
	return error;
}

static enum error invite(
	struct letting_in *letting_in, const struct person_id *person, struct first_invitation *invitation)
{
	const struct person_invite_args args = {.person = *person};
	const struct person_invite_result *result;
	struct request *done = NULL;
	enum error error = run(letting_in, COMMAND_person_invite, &args, &done);

	if (error)
		return error;
	result = done->result;
	invitation->ends_at_ms = result->ends_at;
	error = text_copy(result->code, invitation->code, sizeof invitation->code);
	request_free(done);
	return error;
}

enum error first_administrator(struct store *store, struct engine *engine, const struct first_administrator *first,
	struct first_invitation *invitation, char why[WIRING_WHY_BYTES])
{
	struct letting_in letting_in = {store, engine, why};
	struct person_create_args person = {.roles = SET_OF(ROLE_ADMINISTRATOR)};
	struct device_enrol_args device = {0};
	bool is_known = false;
	enum error error;

	why[0] = '\0';
	error = read_value(&letting_in, &person_create_args_record, "person", "--person", first->person, &person);
	if (!error)
		error = read_value(
			&letting_in, &person_create_args_record, "display_name", "--name", first->name, &person);
	if (!error && first->device)
		error = read_value(
			&letting_in, &device_enrol_args_record, "device", "--device", first->device, &device);
	device.person = person.person;
	if (!error)
		error = check_alone(&letting_in, &person.person, &is_known);
	if (!error && !is_known)
		error = add_person(&letting_in, first, &person, &device);
	return error ? error : invite(&letting_in, &person.person, invitation);
}

static void tell(const struct first_administrator *first, const struct first_invitation *invitation)
{
	char ends_at[25];

	calendar_format_time(invitation->ends_at_ms, ends_at);
	printf("%s\n"
	       "Hand this code to %s, and to nobody else. It is good once, until %s.\n"
	       "They open the sign-in page and choose to sign in for the first time.\n",
		invitation->code, first->person, ends_at);
}

enum error first_administrator_command(const struct config *config, const struct secret *secret,
	const struct first_administrator *first, char why[WIRING_WHY_BYTES])
{
	struct first_invitation invitation = {0};
	struct store *store = NULL;
	struct engine *engine = NULL;
	enum error error = wiring_open_record(config, secret, &store, &engine, why);

	if (error)
		return error;
	error = first_administrator(store, engine, first, &invitation, why);
	engine_free(engine);
	store_close(store);
	if (!error)
		tell(first, &invitation);
	return error;
}
