#include "tests/authz/decisions.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *const relation_names[RELATION_COUNT] = {"neighbourhood", "specialist", "author", "former_author",
	"outsider", "elsewhere", "absent", "unnamed", "self", "colleague", "stranger", "own", "placeless", "deputy",
	"keeper", "contact", "chair", "former_chair", "guest", "suspended", "unknown"};

/* --- reading ------------------------------------------------------------------------------------------------------ */

static enum relation read_relation(const char *word, int number)
{
	for (int i = 0; i < RELATION_COUNT; i++) {
		if (strcmp(relation_names[i], word) == 0)
			return (enum relation)i;
	}
	cr_assert_fail("line %d: no such relation: %s", number, word);
	return RELATION_COUNT;
}

static enum error read_decision(const char *word, int number)
{
	static const enum error errors[] = {ERROR_FORBIDDEN, ERROR_NOT_FOUND, ERROR_UNAUTHENTICATED};

	if (strcmp(word, "allow") == 0)
		return OK;
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		if (strcmp(error_wire(errors[i]), word) == 0)
			return errors[i];
	}
	cr_assert_fail("line %d: no such decision: %s", number, word);
	return ERROR_INTERNAL;
}

static uint32_t read_roles(char *words, int number)
{
	uint32_t roles = 0;

	for (char *rest = words, *word; rest;) {
		char *plus = strchr(rest, '+');

		word = rest;
		rest = plus ? plus + 1 : NULL;
		if (plus)
			*plus = '\0';
		int role = vocabulary_word(&role_vocabulary, text_of(word));

		cr_assert(role != 0, "line %d: no such role: %s", number, word);
		roles |= SET_OF(role);
	}
	return roles;
}

static void read_line(const char *text, int number, struct decision_line *line)
{
	char command[64], roles[64], relation[64], decision[64], more[2];

	cr_assert_eq(sscanf(text, "%63s %63s %63s %63s %1s", command, roles, relation, decision, more), 4,
		"line %d is not four words", number);
	*line = (struct decision_line){.number = number,
		.row = command_find(text_of(command)),
		.roles = read_roles(roles, number),
		.relation = read_relation(relation, number),
		.decision = read_decision(decision, number)};
	cr_assert_not_null(line->row, "line %d: no such command: %s", number, command);
}

size_t decisions_read(struct decision_line lines[DECISION_LINES_LIMIT])
{
	FILE *file = fopen(DECISIONS_FILE, "r");
	char text[256];
	size_t count = 0;

	cr_assert_not_null(file, "%s", DECISIONS_FILE);
	for (int number = 1; fgets(text, sizeof text, file); number++) {
		if (text[0] == '#' || text[strspn(text, " \t\n")] == '\0')
			continue;
		cr_assert(count < DECISION_LINES_LIMIT);
		read_line(text, number, &lines[count++]);
	}
	fclose(file);
	return count;
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

/* Where somebody of these roles stands when they are a member. */
static enum side side_of(uint32_t roles)
{
	if (roles & SET_OF(ROLE_INT_CLINICIAN))
		return SIDE_NEIGHBOURHOOD;
	return roles & SET_OF(ROLE_SPECIALIST) ? SIDE_SPECIALIST : SIDE_NONE;
}

static void be_author(struct facts *facts)
{
	facts->message.author = facts->actor.id;
}

/* Specialists as the chair, others as the deputy. */
static void be_chair(struct facts *facts)
{
	bool is_specialist = facts->actor.roles & SET_OF(ROLE_SPECIALIST);

	*(is_specialist ? &facts->conversation.mdt.chair : &facts->conversation.mdt.deputy_chair) = facts->actor.id;
}

static void make_nothing(struct facts *facts)
{
	facts->conversation = (struct conversation_facts){0};
	facts->thread = (struct thread_facts){0};
	facts->message = (struct message_facts){0};
}

static struct facts make_conversation(uint32_t roles)
{
	struct facts facts = {.names_conversation = true};

	facts.actor =
		(struct person_facts){.found = true, .id = {"a.khan"}, .roles = roles, .neighbourhood = {"riverside"}};
	facts.conversation = (struct conversation_facts){.found = true, .id = {12}, .neighbourhood = {"riverside"}};
	facts.thread = (struct thread_facts){.found = true, .id = {40}, .conversation = {12}, .kind = THREAD_CASE};
	facts.message = (struct message_facts){
		.found = true, .id = {41}, .thread = {40}, .conversation = {12}, .author = {"b.osei"}};
	return facts;
}

static struct person_facts make_person(const char *id, const char *neighbourhood)
{
	struct person_facts person = {.found = true};

	snprintf(person.id.text, sizeof person.id.text, "%s", id);
	snprintf(person.neighbourhood.text, sizeof person.neighbourhood.text, "%s", neighbourhood);
	return person;
}

/* The one person, or device of theirs, that a command of that kind names. */
static void name_person(struct facts *facts, enum relation relation)
{
	static struct person_facts named;

	named = relation == RELATION_COLLEAGUE  ? make_person("b.osei", "riverside")
		: relation == RELATION_STRANGER ? make_person("d.moore", "hillside")
						: make_person("a.khan", "riverside");
	if (relation == RELATION_ABSENT)
		named = (struct person_facts){.id = {"x.nobody"}};
	facts->people = (struct list){&named, relation == RELATION_UNNAMED ? 0 : 1};
	facts->device = (struct device_facts){.found = named.found, .id = {"device-1"}, .person = named.id};
}

struct facts decisions_facts(const struct decision_line *line)
{
	struct facts facts = make_conversation(line->roles);

	if (!decisions_naming(line->row).can_name || line->relation == RELATION_UNNAMED) {
		facts.names_conversation = false;
		make_nothing(&facts);
	}
	if (decisions_naming(line->row).is_about_person)
		name_person(&facts, line->relation);
	facts.neighbourhood = (struct neighbourhood_id){"riverside"};
	facts.leave.person = (struct person_facts){.found = true, .id = {"e.okafor"}};
	facts.leave.cover = (struct cover_facts){.found = true, .person = {"e.okafor"}, .deputy = {"k.byrne"}};
	if (decisions_naming(line->row).is_about_mdt) {
		facts.conversation.kind = CONVERSATION_MDT;
		facts.conversation.mdt = (struct mdt_facts){.chair = {"k.byrne"}, .deputy_chair = {"b.osei"}};
	}
	switch (line->relation) {
	case RELATION_NEIGHBOURHOOD:
		facts.actor.side = SIDE_NEIGHBOURHOOD;
		break;
	case RELATION_SPECIALIST:
		facts.actor.side = SIDE_SPECIALIST;
		break;
	case RELATION_AUTHOR:
		facts.actor.side = side_of(line->roles);
		be_author(&facts);
		break;
	case RELATION_FORMER_AUTHOR:
		be_author(&facts);
		break;
	case RELATION_ELSEWHERE:
		facts.actor.neighbourhood = (struct neighbourhood_id){"hillside"};
		break;
	case RELATION_ABSENT:
		make_nothing(&facts);
		break;
	case RELATION_PLACELESS:
		facts.actor.neighbourhood = (struct neighbourhood_id){""};
		break;
	case RELATION_SUSPENDED:
		facts.actor.side = side_of(line->roles);
		be_author(&facts);
		facts.actor.is_suspended = true;
		break;
	case RELATION_UNKNOWN:
		facts.actor = (struct person_facts){.id = {"a.khan"}};
		break;
	case RELATION_SELF:
		facts.leave.person.id = facts.actor.id;
		break;
	case RELATION_DEPUTY:
		facts.leave.cover.deputy = facts.actor.id;
		break;
	case RELATION_KEEPER:
		facts.leave.is_kept_by_actor = true;
		break;
	case RELATION_CONTACT:
		facts.leave.is_contact = true;
		break;
	case RELATION_CHAIR:
		facts.actor.side = side_of(line->roles);
		be_chair(&facts);
		break;
	case RELATION_FORMER_CHAIR:
		be_chair(&facts);
		break;
	case RELATION_GUEST:
		facts.conversation.kind = CONVERSATION_MDT;
		facts.thread.kind = THREAD_MDT_CASE;
		facts.actor.side = SIDE_GUEST;
		break;
	case RELATION_OUTSIDER:
	case RELATION_UNNAMED:
	case RELATION_COLLEAGUE:
	case RELATION_STRANGER:
	case RELATION_OWN:
	case RELATION_COUNT:
		break;
	}
	return facts;
}

/* --- what a command names ----------------------------------------------------------------------------------------- */

static void look(const struct record_type *type, bool is_required, struct naming *naming)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		bool is_in_thread = field->kind == FIELD_KIND_THREAD || field->kind == FIELD_KIND_MESSAGE ||
				    field->kind == FIELD_KIND_ACTION;
		bool is_name =
			is_in_thread || field->kind == FIELD_KIND_CONVERSATION || field->kind == FIELD_KIND_MEETING;
		bool must = is_required && field->required;

		is_name = is_name || (field->kind == FIELD_KIND_LINK && must);
		naming->is_in_thread = naming->is_in_thread || is_in_thread;
		naming->must_name_meeting = naming->must_name_meeting || (field->kind == FIELD_KIND_MEETING && must);
		if (field->kind == FIELD_KIND_RECORD)
			look(field->record, must, naming);
		naming->can_name = naming->can_name || is_name;
		naming->must_name = naming->must_name || (is_name && must);
		naming->is_about_message = naming->is_about_message || (field->kind == FIELD_KIND_MESSAGE && must);
	}
}

/* Commands whose rule looks at the person, or the owner of the device, that they are about. */
static const struct {
	const char *wire;
	bool may_leave_person_out;
} about_people[] = {
	{"person.update", false},
	{"device.list", true},
	{"device.revoke", false},
	{"person.invite", false},
	{"device.invite", true},
};

struct naming decisions_naming(const struct command_row *row)
{
	struct naming naming = {0};

	look(row->args, true, &naming);
	for (size_t i = 0; i < sizeof about_people / sizeof about_people[0]; i++) {
		if (strcmp(row->wire, about_people[i].wire) == 0) {
			naming.is_about_person = true;
			naming.may_leave_person_out = about_people[i].may_leave_person_out;
		}
	}
	naming.is_about_mdt = naming.can_name && strncmp(row->wire, "mdt.", 4) == 0;
	naming.is_about_leave = row->rule == RULE_COVER_KEEPER || row->rule == RULE_COVER_PARTY;
	naming.is_for_one_neighbourhood = row->rule == RULE_LINK_PROPOSER;
	return naming;
}
