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

/* A guest of one case of an MDT sees it and speaks in it, and does no more. */
static enum verdict rule_FULL_MEMBER(const struct facts *facts)
{
	return visible_to_members(facts, facts->actor.side != SIDE_GUEST);
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

/* --- links: coordinators look after those of their neighbourhood, and need not be members ---------------------------------- */

static bool is_coordinator_of(const struct facts *facts, struct neighbourhood_id neighbourhood)
{
	return (facts->actor.roles & SET_OF(ROLE_COORDINATOR)) && neighbourhood.text[0] &&
	       strcmp(facts->actor.neighbourhood.text, neighbourhood.text) == 0;
}

static bool is_coordinator_here(const struct facts *facts)
{
	return facts->conversation.found && is_coordinator_of(facts, facts->conversation.neighbourhood);
}

/* Of links and of MDTs. Which neighbourhoods there are is no secret. */
static enum verdict rule_LINK_PROPOSER(const struct facts *facts)
{
	bool is_own = is_administrator(facts) || is_coordinator_of(facts, facts->neighbourhood);
	return is_own ? VERDICT_ALLOWED : VERDICT_VISIBLE;
}

static enum verdict rule_LINK_SIDE(const struct facts *facts)
{
	if (is_member(facts) || is_coordinator_here(facts)) {
		return VERDICT_ALLOWED;
	}
	return facts->conversation.found && is_administrator(facts) ? VERDICT_VISIBLE : VERDICT_HIDDEN;
}

static enum verdict rule_LINK_KEEPER(const struct facts *facts)
{
	if (facts->conversation.found && (is_administrator(facts) || is_coordinator_here(facts))) {
		return VERDICT_ALLOWED;
	}
	return visible_to_members(facts, false);
}

/* --- leave ------------------------------------------------------------------------------------------------------------ */

static bool is_self(const struct facts *facts)
{
	return facts->leave.person.found && strcmp(facts->leave.person.id.text, facts->actor.id.text) == 0;
}

static bool is_keeper(const struct facts *facts)
{
	return (facts->actor.roles & SET_OF(ROLE_COORDINATOR)) && facts->leave.is_kept_by_actor;
}

static enum verdict rule_COVER_KEEPER(const struct facts *facts)
{
	if (is_self(facts) || is_keeper(facts)) {
		return VERDICT_ALLOWED;
	}
	return facts->leave.is_contact ? VERDICT_VISIBLE : VERDICT_HIDDEN;
}

static enum verdict rule_COVER_PARTY(const struct facts *facts)
{
	const struct cover_facts *cover = &facts->leave.cover;
	if (cover->found && (is_self(facts) || strcmp(cover->deputy.text, facts->actor.id.text) == 0)) {
		return VERDICT_ALLOWED;
	}
	return is_keeper(facts) || facts->leave.is_contact ? VERDICT_VISIBLE : VERDICT_HIDDEN;
}

/* --- virtual MDTs ----------------------------------------------------------------------------------------------------- */

static bool is_person(const struct facts *facts, const struct person_id *person)
{
	return person->text[0] && strcmp(person->text, facts->actor.id.text) == 0;
}

static bool is_mdt(const struct facts *facts)
{
	return facts->conversation.found && facts->conversation.kind == CONVERSATION_MDT;
}

/* Asked of members of an MDT only. */
static bool is_chair(const struct facts *facts)
{
	const struct mdt_facts *mdt = &facts->conversation.mdt;
	return is_person(facts, &mdt->chair) || is_person(facts, &mdt->deputy_chair);
}

/* What is no MDT is not there for a command about MDTs. */
static enum verdict mdt_visible_to_members(const struct facts *facts, bool is_allowed)
{
	return is_mdt(facts) ? visible_to_members(facts, is_allowed) : VERDICT_HIDDEN;
}

/* Keepers need not be members: they see who is in it and when it meets, never a case. */
static enum verdict rule_MDT_KEEPER(const struct facts *facts)
{
	if (is_mdt(facts) && (is_administrator(facts) || is_coordinator_here(facts))) {
		return VERDICT_ALLOWED;
	}
	return mdt_visible_to_members(facts, is_chair(facts));
}

static enum verdict rule_MDT_STEWARD(const struct facts *facts)
{
	bool is_coordinator = facts->actor.roles & SET_OF(ROLE_COORDINATOR);
	bool is_full_member = facts->actor.side != SIDE_GUEST;
	return mdt_visible_to_members(facts, is_chair(facts) || (is_coordinator && is_full_member));
}

static enum verdict rule_MDT_CHAIR(const struct facts *facts)
{
	return mdt_visible_to_members(facts, is_chair(facts));
}

typedef enum verdict (*predicate)(const struct facts *facts);

static const predicate predicates[RULE_COUNT] = {
	[RULE_SIGNED_IN] = rule_SIGNED_IN,
	[RULE_HAS_ROLE] = rule_HAS_ROLE,
	[RULE_CONVERSATION_MEMBER] = rule_CONVERSATION_MEMBER,
	[RULE_FULL_MEMBER] = rule_FULL_MEMBER,
	[RULE_NEIGHBOURHOOD_CLINICIAN] = rule_NEIGHBOURHOOD_CLINICIAN,
	[RULE_LINK_SPECIALIST] = rule_LINK_SPECIALIST,
	[RULE_MESSAGE_AUTHOR] = rule_MESSAGE_AUTHOR,
	[RULE_MESSAGE_AUTHOR_OR_ADMINISTRATOR] = rule_MESSAGE_AUTHOR_OR_ADMINISTRATOR,
	[RULE_REPORT_READER] = rule_REPORT_READER,
	[RULE_PEOPLE_KEEPER] = rule_PEOPLE_KEEPER,
	[RULE_PERSON_KEEPER] = rule_PERSON_KEEPER,
	[RULE_OWN_DEVICES] = rule_OWN_DEVICES,
	[RULE_DEVICE_OWNER] = rule_DEVICE_OWNER,
	[RULE_LINK_PROPOSER] = rule_LINK_PROPOSER,
	[RULE_LINK_SIDE] = rule_LINK_SIDE,
	[RULE_LINK_KEEPER] = rule_LINK_KEEPER,
	[RULE_COVER_KEEPER] = rule_COVER_KEEPER,
	[RULE_COVER_PARTY] = rule_COVER_PARTY,
	[RULE_MDT_KEEPER] = rule_MDT_KEEPER,
	[RULE_MDT_STEWARD] = rule_MDT_STEWARD,
	[RULE_MDT_CHAIR] = rule_MDT_CHAIR,
};

enum verdict rule_verdict(enum rule rule, const struct facts *facts)
{
	return rule < RULE_COUNT && predicates[rule] ? predicates[rule](facts) : VERDICT_HIDDEN;
}
