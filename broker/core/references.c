/* The ids that a command names: core/facts.h. */
#include <string.h>

#include "core/duties.h"
#include "core/ledger.h"

enum {
	PEOPLE_LIMIT = LIMIT_SPECIALISTS + LIMIT_MENTIONS,
	ORGANISATIONS_LIMIT = LIMIT_PRACTICES,
	FUNCTIONS_LIMIT = 2 * LIMIT_MDT_FUNCTIONS /* what is managed and what is referred */
};

_Static_assert(LIMIT_MDT_MEMBERS + 2 <= (int)PEOPLE_LIMIT, "the members of an MDT and its chairs are looked up");

struct collecting {
	struct references *references;
	struct person_id *people;
	size_t people_count;
	struct organisation_id *organisations;
	size_t organisations_count;
	int32_t *functions;
	size_t functions_count;
};

static void add_person(struct collecting *collecting, const struct person_id *person)
{
	if (collecting->people_count < PEOPLE_LIMIT) {
		collecting->people[collecting->people_count++] = *person;
	}
}

static void add_organisation(struct collecting *collecting, const struct organisation_id *organisation)
{
	if (collecting->organisations_count < ORGANISATIONS_LIMIT) {
		collecting->organisations[collecting->organisations_count++] = *organisation;
	}
}

static void add_function(struct collecting *collecting, int32_t function)
{
	if (collecting->functions_count < FUNCTIONS_LIMIT) {
		collecting->functions[collecting->functions_count++] = function;
	}
}

static void collect(const struct record_type *type, const void *record, struct collecting *collecting);

static void collect_field(const struct field *field, const void *member, struct collecting *collecting)
{
	struct references *references = collecting->references;
	switch (field->kind) {
	case FIELD_KIND_CONVERSATION:
		references->conversation = *(const struct conversation_id *)member;
		break;
	case FIELD_KIND_THREAD:
		references->thread = *(const struct thread_id *)member;
		break;
	case FIELD_KIND_MESSAGE:
		references->message = *(const struct message_id *)member;
		break;
	case FIELD_KIND_LINK:
		references->link = *(const struct link_id *)member;
		break;
	case FIELD_KIND_COVER:
		references->cover = *(const struct cover_id *)member;
		break;
	case FIELD_KIND_MEETING:
		references->meeting = *(const struct meeting_id *)member;
		break;
	case FIELD_KIND_ACTION:
		references->action = *(const struct action_id *)member;
		break;
	case FIELD_KIND_DEVICE:
		references->device = *(const struct device_id *)member;
		break;
	case FIELD_KIND_NEIGHBOURHOOD:
		references->neighbourhood = *(const struct neighbourhood_id *)member;
		break;
	case FIELD_KIND_TREATMENT_FUNCTION:
		references->treatment_function = *(const int32_t *)member;
		break;
	case FIELD_KIND_NHS_NUMBER:
		references->nhs_number = *(const struct nhs_number *)member;
		break;
	case FIELD_KIND_PERSON:
		add_person(collecting, member);
		break;
	case FIELD_KIND_ORGANISATION:
		add_organisation(collecting, member);
		break;
	case FIELD_KIND_PERSONS:
		for (size_t i = 0; i < ((const struct list *)member)->count; i++) {
			add_person(collecting, (const struct person_id *)((const struct list *)member)->items + i);
		}
		break;
	case FIELD_KIND_ORGANISATIONS:
		for (size_t i = 0; i < ((const struct list *)member)->count; i++) {
			add_organisation(
				collecting, (const struct organisation_id *)((const struct list *)member)->items + i);
		}
		break;
	case FIELD_KIND_TREATMENT_FUNCTIONS:
		for (size_t i = 0; i < ((const struct list *)member)->count; i++) {
			add_function(collecting, ((const int32_t *)((const struct list *)member)->items)[i]);
		}
		break;
	case FIELD_KIND_RECORD:
		collect(field->record, *(const void *const *)member, collecting);
		break;
	default:
		break; /* the others name nothing */
	}
}

static void collect(const struct record_type *type, const void *record, struct collecting *collecting)
{
	for (size_t i = 0; i < type->field_count; i++) {
		if (!field_is_absent(&type->fields[i], record)) {
			collect_field(&type->fields[i], field_of(&type->fields[i], record), collecting);
		}
	}
}

static bool is_about_mdt(enum command_kind kind)
{
	switch (kind) {
	case COMMAND_mdt_create:
	case COMMAND_mdt_update:
	case COMMAND_mdt_contribute:
	case COMMAND_mdt_invite_guest:
		return true;
	default:
		return false;
	}
}

/* Whose leave it is: the one named, or the actor. */
static void note_leave(struct references *references, struct person_id person, struct person_id deputy)
{
	references->is_about_leave = true;
	references->leave_person = person.text[0] || references->cover.pos ? person : references->actor;
	references->leave_deputy = deputy;
}

/* What a command needs beyond the ids it names. */
static void add_needs(const struct command *command, struct references *references)
{
	const struct person_id nobody = {""};
	switch (command->row->kind) {
	case COMMAND_ledger_review:
		references->due_limit = REVIEW_LIMIT + 1; /* one more tells whether any is left */
		break;
	case COMMAND_organisation_update:
	case COMMAND_organisation_end:
	case COMMAND_neighbourhood_update:
	case COMMAND_neighbourhood_end:
	case COMMAND_person_update:
	case COMMAND_person_set_roles:
	case COMMAND_person_suspend:
	case COMMAND_person_reinstate:
		references->is_administration = true;
		break;
	case COMMAND_import_people:
		references->import_need = IMPORT_COUNTS;
		references->import = ((const struct import_people_args *)command->args)->import;
		break;
	case COMMAND_import_links:
		references->import_need = IMPORT_COUNTS;
		references->import = ((const struct import_links_args *)command->args)->import;
		break;
	case COMMAND_import_check:
		references->import_need = IMPORT_LINES;
		references->import = ((const struct import_check_args *)command->args)->import;
		break;
	case COMMAND_import_apply:
		references->import_need = IMPORT_LINES;
		references->import = ((const struct import_apply_args *)command->args)->import;
		break;
	case COMMAND_duties_review:
		references->duties_limit = DUTIES_LIMIT + 1;
		break;
	case COMMAND_case_ask:
		references->is_asking = true;
		break;
	case COMMAND_cover_set: {
		const struct cover_set_args *args = command->args;
		note_leave(references, args->person, args->deputy);
		break;
	}
	case COMMAND_cover_cancel:
		note_leave(references, ((const struct cover_cancel_args *)command->args)->person, nobody);
		break;
	case COMMAND_cover_handover:
		note_leave(references, nobody, nobody);
		break;
	default:
		break;
	}
}

enum error references_of(const struct command *command, struct arena *arena, struct references *references)
{
	struct references found = {.actor = command->person, .caller = command->device};
	struct collecting collecting = {.references = &found};
	collecting.people = arena_take(arena, PEOPLE_LIMIT * sizeof *collecting.people);
	collecting.organisations = arena_take(arena, ORGANISATIONS_LIMIT * sizeof *collecting.organisations);
	collecting.functions = arena_take(arena, FUNCTIONS_LIMIT * sizeof *collecting.functions);
	if (!collecting.people || !collecting.organisations || !collecting.functions) {
		return ERROR_BUSY;
	}
	collect(command->row->args, command->args, &collecting);
	found.people = (struct list){collecting.people, collecting.people_count};
	found.organisations = (struct list){collecting.organisations, collecting.organisations_count};
	found.functions = (struct list){collecting.functions, collecting.functions_count};
	found.needs_specialties = is_about_mdt(command->row->kind);
	if (command->row->kind == COMMAND_mdt_add_case) {
		found.source = found.thread; /* it stands in another conversation than the meeting */
		found.thread = (struct thread_id){0};
	}
	add_needs(command, &found);
	if (command->row->kind == COMMAND_session_end) {
		found.sessions_of = command->person;
	}
	if (command->row->kind == COMMAND_device_claim) {
		found.device = command->device;
	}
	*references = found;
	return OK;
}

static bool is_contradiction(const struct facts *facts, const struct references *references)
{
	int64_t home = facts->conversation.id.pos;
	bool is_elsewhere = references->conversation.pos && references->conversation.pos != home;
	bool is_link_elsewhere = references->link.pos && facts->conversation.link.pos != references->link.pos;
	bool is_thread_elsewhere =
		references->thread.pos && (!facts->thread.found || facts->thread.conversation.pos != home);
	bool is_alone = !references->thread.pos; /* nothing but the message says which conversation */
	bool is_message_elsewhere = references->message.pos && is_alone &&
				    (!facts->message.found || facts->message.conversation.pos != home);
	bool is_meeting_elsewhere =
		references->meeting.pos && (!facts->meeting.found || facts->meeting.conversation.pos != home);
	bool is_action_nowhere = references->action.pos && !facts->action.found;
	return is_elsewhere || is_link_elsewhere || is_thread_elsewhere || is_message_elsewhere ||
	       is_meeting_elsewhere || is_action_nowhere;
}

void facts_complete(struct facts *facts, const struct references *references)
{
	facts->names_conversation = references->conversation.pos || references->thread.pos || references->message.pos ||
				    references->link.pos || references->meeting.pos || references->action.pos;
	if (is_contradiction(facts, references)) {
		facts->conversation = (struct conversation_facts){0};
		facts->thread = (struct thread_facts){0};
		facts->message = (struct message_facts){0};
		facts->meeting = (struct meeting_facts){0};
		facts->action = (struct action_facts){0};
		facts->actor.side = SIDE_NONE;
	}
}

const struct person_facts *facts_person(const struct facts *facts, struct person_id id)
{
	const struct person_facts *people = facts->people.items;
	for (size_t i = 0; i < facts->people.count; i++) {
		if (people[i].found && strcmp(people[i].id.text, id.text) == 0) {
			return &people[i];
		}
	}
	return NULL;
}

bool facts_has_organisation(const struct facts *facts, const struct organisation_id *id)
{
	const struct organisation_id *found = facts->organisations.items;
	for (size_t i = 0; i < facts->organisations.count; i++) {
		if (strcmp(found[i].text, id->text) == 0) {
			return true;
		}
	}
	return false;
}
