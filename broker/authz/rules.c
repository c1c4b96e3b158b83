#include "authz/rules.h"

#include <string.h>

static bool is_administrator(const struct facts *facts)
{
	return facts->actor.roles & SET_OF(ROLE_ADMINISTRATOR);
}

static bool is_member(const struct facts *facts)
{
	return facts->conversation.found && facts->actor.side != SIDE_NONE;
}

static enum verdict visible_to_members(const struct facts *facts, bool is_allowed)
{
	if (!is_member(facts)) {
		return VERDICT_HIDDEN;
	}
	return is_allowed ? VERDICT_ALLOWED : VERDICT_VISIBLE;
}

static enum verdict rule_SIGNED_IN(const struct facts *facts)
{
	(void)facts; /* that the actor exists and is not suspended is asked of every command */
	return VERDICT_ALLOWED;
}

static enum verdict rule_HAS_ROLE(const struct facts *facts)
{
	(void)facts; /* the row's roles are all there is to it */
	return VERDICT_ALLOWED;
}

/* A query that names no conversation is answered from all of which the actor is a member. */
static enum verdict rule_CONVERSATION_MEMBER(const struct facts *facts)
{
	return facts->names_conversation ? visible_to_members(facts, true) : VERDICT_ALLOWED;
}

static enum verdict rule_NEIGHBOURHOOD_CLINICIAN(const struct facts *facts)
{
	return visible_to_members(facts, facts->actor.side == SIDE_NEIGHBOURHOOD);
}

static enum verdict rule_LINK_SPECIALIST(const struct facts *facts)
{
	return visible_to_members(facts, facts->actor.side == SIDE_SPECIALIST);
}

static bool is_author(const struct facts *facts)
{
	return facts->message.found && strcmp(facts->message.author.text, facts->actor.id.text) == 0;
}

static enum verdict rule_MESSAGE_AUTHOR(const struct facts *facts)
{
	return visible_to_members(facts, is_author(facts));
}

/* Administrators need not be members: they take words back on behalf of somebody who asks them to. */
static enum verdict rule_MESSAGE_AUTHOR_OR_ADMINISTRATOR(const struct facts *facts)
{
	if (facts->message.found && is_administrator(facts)) {
		return VERDICT_ALLOWED;
	}
	return visible_to_members(facts, is_author(facts));
}

/* Whose figures are shown is narrowed by the query: clinicians and coordinators see their own neighbourhood. */
static enum verdict rule_REPORT_READER(const struct facts *facts)
{
	const uint32_t everywhere = SET_OF(ROLE_MANAGER) | SET_OF(ROLE_ADMINISTRATOR);
	bool has_scope = (facts->actor.roles & everywhere) || facts->actor.neighbourhood.text[0];
	return has_scope ? VERDICT_ALLOWED : VERDICT_VISIBLE;
}

/* Whose people are shown is narrowed by the query: administrators see all, others those of their own neighbourhood. */
static enum verdict rule_PEOPLE_KEEPER(const struct facts *facts)
{
	bool has_scope = is_administrator(facts) || facts->actor.neighbourhood.text[0];
	return has_scope ? VERDICT_ALLOWED : VERDICT_VISIBLE;
}

/* The person that the command is about: the first it names. NULL when it names none. */
static const struct person_facts *person_named(const struct facts *facts)
{
	return facts->people.count > 0 ? facts->people.items : NULL;
}

static bool is_actor(const struct facts *facts, const char *id)
{
	return strcmp(facts->actor.id.text, id) == 0;
}

/* Administrators keep everybody, coordinators the people of their own neighbourhood, and know of no others. */
static enum verdict rule_PERSON_KEEPER(const struct facts *facts)
{
	const struct person_facts *person = person_named(facts);
	if (is_administrator(facts)) {
		return VERDICT_ALLOWED;
	}
	bool is_colleague = person && person->found && person->neighbourhood.text[0] &&
			    strcmp(person->neighbourhood.text, facts->actor.neighbourhood.text) == 0;
	return is_colleague ? VERDICT_ALLOWED : VERDICT_HIDDEN;
}

/* Without a person, the query answers of one's own. */
static enum verdict rule_OWN_DEVICES(const struct facts *facts)
{
	const struct person_facts *person = person_named(facts);
	bool is_own = !person || is_actor(facts, person->id.text);
	return is_own || is_administrator(facts) ? VERDICT_ALLOWED : VERDICT_HIDDEN;
}

static enum verdict rule_DEVICE_OWNER(const struct facts *facts)
{
	bool is_own = facts->device.found && is_actor(facts, facts->device.person.text);
	return is_own || is_administrator(facts) ? VERDICT_ALLOWED : VERDICT_HIDDEN;
}

typedef enum verdict (*predicate)(const struct facts *facts);

static const predicate predicates[RULE_COUNT] = {
	[RULE_SIGNED_IN] = rule_SIGNED_IN,
	[RULE_HAS_ROLE] = rule_HAS_ROLE,
	[RULE_CONVERSATION_MEMBER] = rule_CONVERSATION_MEMBER,
	[RULE_NEIGHBOURHOOD_CLINICIAN] = rule_NEIGHBOURHOOD_CLINICIAN,
	[RULE_LINK_SPECIALIST] = rule_LINK_SPECIALIST,
	[RULE_MESSAGE_AUTHOR] = rule_MESSAGE_AUTHOR,
	[RULE_MESSAGE_AUTHOR_OR_ADMINISTRATOR] = rule_MESSAGE_AUTHOR_OR_ADMINISTRATOR,
	[RULE_REPORT_READER] = rule_REPORT_READER,
	[RULE_PEOPLE_KEEPER] = rule_PEOPLE_KEEPER,
	[RULE_PERSON_KEEPER] = rule_PERSON_KEEPER,
	[RULE_OWN_DEVICES] = rule_OWN_DEVICES,
	[RULE_DEVICE_OWNER] = rule_DEVICE_OWNER,
};

enum verdict rule_verdict(enum rule rule, const struct facts *facts)
{
	return rule < RULE_COUNT && predicates[rule] ? predicates[rule](facts) : VERDICT_HIDDEN;
}
