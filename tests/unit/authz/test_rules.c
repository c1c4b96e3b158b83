/* What each rule says, whatever the roles. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "authz/rules.h"

/* Whom the facts are about; each row of the table below is one of them. */
struct standing {
	const char *name;
	bool names_conversation, conversation_found;
	enum side side;
	bool message_found, is_author, is_administrator, has_neighbourhood, is_coordinator;
};

static const struct standing standings[] = {
	/* name, names, found, side, message, author, administrator, neighbourhood, coordinator */
	{"nothing named", false, false, SIDE_NONE, false, false, false, true, false},
	{"nothing named, no neighbourhood", false, false, SIDE_NONE, false, false, false, false, false},
	{"clinician of the team", true, true, SIDE_NEIGHBOURHOOD, true, false, false, true, false},
	{"specialist of the link", true, true, SIDE_SPECIALIST, true, false, false, false, false},
	{"author in the team", true, true, SIDE_NEIGHBOURHOOD, true, true, false, true, false},
	{"author of the link", true, true, SIDE_SPECIALIST, true, true, false, false, false},
	{"author who is no member any more", true, true, SIDE_NONE, true, true, false, true, false},
	{"outsider", true, true, SIDE_NONE, true, false, false, true, false},
	{"administrator", true, true, SIDE_NONE, true, false, true, false, false},
	{"administrator, no such message", true, false, SIDE_NONE, false, false, true, false, false},
	{"nothing there", true, false, SIDE_NONE, false, false, false, true, false},
	{"side without a conversation", true, false, SIDE_NEIGHBOURHOOD, false, false, false, true, false},
	{"coordinator here", true, true, SIDE_NONE, false, false, false, true, true},
	{"coordinator of no neighbourhood", true, true, SIDE_NONE, false, false, false, false, true},
};

#define A VERDICT_ALLOWED
#define V VERDICT_VISIBLE
#define H VERDICT_HIDDEN

struct row {
	enum rule rule;
	const char *name;
	enum verdict verdicts[sizeof standings / sizeof standings[0]];
};

static const struct row rows[] = {
	{RULE_SIGNED_IN, "SIGNED_IN", {A, A, A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_HAS_ROLE, "HAS_ROLE", {A, A, A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_CONVERSATION_MEMBER, "CONVERSATION_MEMBER", {A, A, A, A, A, A, H, H, H, H, H, H, H, H}},
	{RULE_FULL_MEMBER, "FULL_MEMBER", {H, H, A, A, A, A, H, H, H, H, H, H, H, H}},
	{RULE_NEIGHBOURHOOD_CLINICIAN, "NEIGHBOURHOOD_CLINICIAN", {H, H, A, V, A, V, H, H, H, H, H, H, H, H}},
	{RULE_LINK_SPECIALIST, "LINK_SPECIALIST", {H, H, V, A, V, A, H, H, H, H, H, H, H, H}},
	{RULE_MESSAGE_AUTHOR, "MESSAGE_AUTHOR", {H, H, V, V, A, A, H, H, H, H, H, H, H, H}},
	{RULE_MESSAGE_AUTHOR_OR_ADMINISTRATOR, "MESSAGE_AUTHOR_OR_ADMINISTRATOR",
		{H, H, V, V, A, A, H, H, A, H, H, H, H, H}},
	{RULE_REPORT_READER, "REPORT_READER", {A, V, A, V, A, V, A, A, A, A, A, A, A, V}},
	{RULE_PEOPLE_KEEPER, "PEOPLE_KEEPER", {A, V, A, V, A, V, A, A, A, A, A, A, A, V}},
	{RULE_PERSON_KEEPER, "PERSON_KEEPER", {H, H, H, H, H, H, H, H, A, A, H, H, H, H}},
	{RULE_OWN_DEVICES, "OWN_DEVICES", {A, A, A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_DEVICE_OWNER, "DEVICE_OWNER", {H, H, H, H, H, H, H, H, A, A, H, H, H, H}},
	{RULE_LINK_PROPOSER, "LINK_PROPOSER", {V, V, V, V, V, V, V, V, A, A, V, V, A, V}},
	{RULE_LINK_SIDE, "LINK_SIDE", {H, H, A, A, A, A, H, H, V, H, H, H, A, H}},
	{RULE_LINK_KEEPER, "LINK_KEEPER", {H, H, V, V, V, V, H, H, A, H, H, H, A, H}},
	{RULE_COVER_KEEPER, "COVER_KEEPER", {H, H, H, H, H, H, H, H, H, H, H, H, H, H}},
	{RULE_COVER_PARTY, "COVER_PARTY", {H, H, H, H, H, H, H, H, H, H, H, H, H, H}},
	{RULE_MDT_KEEPER, "MDT_KEEPER", {H, H, H, H, H, H, H, H, H, H, H, H, H, H}},
	{RULE_MDT_STEWARD, "MDT_STEWARD", {H, H, H, H, H, H, H, H, H, H, H, H, H, H}},
	{RULE_MDT_CHAIR, "MDT_CHAIR", {H, H, H, H, H, H, H, H, H, H, H, H, H, H}},
};

static struct facts make_facts(const struct standing *standing)
{
	struct facts facts = {.names_conversation = standing->names_conversation};

	facts.actor = (struct person_facts){.found = true,
		.id = {"a.khan"},
		.roles = standing->is_administrator ? SET_OF(ROLE_ADMINISTRATOR)
			 : standing->is_coordinator ? SET_OF(ROLE_COORDINATOR)
						    : SET_OF(ROLE_INT_CLINICIAN),
		.side = standing->side};
	if (standing->has_neighbourhood)
		facts.actor.neighbourhood = (struct neighbourhood_id){"riverside"};
	facts.conversation.found = standing->conversation_found;
	facts.conversation.neighbourhood = (struct neighbourhood_id){"riverside"};
	facts.neighbourhood = (struct neighbourhood_id){"riverside"};
	facts.message.found = standing->message_found;
	facts.message.author = standing->is_author ? facts.actor.id : (struct person_id){"b.osei"};
	return facts;
}

Test(rules, each_rule_says_what_the_table_says)
{
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		for (size_t s = 0; s < sizeof standings / sizeof standings[0]; s++) {
			const struct facts facts = make_facts(&standings[s]);

			cr_assert_eq(rule_verdict(rows[r].rule, &facts), rows[r].verdicts[s], "%s, %s", rows[r].name,
				standings[s].name);
		}
	}
}

Test(rules, every_rule_stands_in_the_table)
{
	cr_assert_eq(sizeof rows / sizeof rows[0], RULE_COUNT);
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
		cr_assert_eq(rows[r].rule, r);
}

Test(rules, a_rule_that_does_not_exist_hides_everything)
{
	const struct facts facts = make_facts(&standings[2]);

	cr_assert_eq(rule_verdict(RULE_COUNT, &facts), VERDICT_HIDDEN);
	cr_assert_eq(rule_verdict((enum rule)999, &facts), VERDICT_HIDDEN);
}

/* A message that nobody wrote is nobody's: two empty names are not the same person. */
Test(rules, an_actor_without_a_name_is_the_author_of_nothing)
{
	struct facts facts = make_facts(&standings[2]);

	facts.message.found = false;
	facts.message.author = (struct person_id){""};
	facts.actor.id = (struct person_id){""};
	cr_assert_neq(rule_verdict(RULE_MESSAGE_AUTHOR, &facts), VERDICT_ALLOWED);
}

/* --- leave: whose it is, and who stands in -------------------------------------------------------------------------- */

struct leave_row {
	const char *name;
	bool is_self, is_deputy, is_kept, is_contact, is_coordinator;
	enum verdict keeper, party;
};

static const struct leave_row leaves[] = {
	/* name, self, deputy, kept, contact, coordinator, COVER_KEEPER, COVER_PARTY */
	{"the person", true, false, false, true, false, A, A},
	{"the deputy", false, true, false, true, false, V, A},
	{"a coordinator of theirs", false, false, true, false, true, A, V},
	{"a clinician of that neighbourhood who is no contact", false, false, true, false, false, H, H},
	{"a contact", false, false, false, true, false, V, V},
	{"a coordinator elsewhere", false, false, false, false, true, H, H},
};

Test(rules, leave_is_seen_by_contacts_and_kept_by_few)
{
	for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++) {
		struct facts facts = {0};

		facts.actor = (struct person_facts){.found = true,
			.id = {"a.khan"},
			.roles = SET_OF(leaves[i].is_coordinator ? ROLE_COORDINATOR : ROLE_SPECIALIST)};
		facts.leave.person = (struct person_facts){.found = true, .id = {"e.okafor"}};
		facts.leave.cover = (struct cover_facts){.found = true, .deputy = {"k.byrne"}};
		if (leaves[i].is_self)
			facts.leave.person.id = facts.actor.id;
		if (leaves[i].is_deputy)
			facts.leave.cover.deputy = facts.actor.id;
		facts.leave.is_kept_by_actor = leaves[i].is_kept;
		facts.leave.is_contact = leaves[i].is_contact;
		cr_assert_eq(rule_verdict(RULE_COVER_KEEPER, &facts), leaves[i].keeper, "%s", leaves[i].name);
		cr_assert_eq(rule_verdict(RULE_COVER_PARTY, &facts), leaves[i].party, "%s", leaves[i].name);
	}
}

/* --- virtual MDTs ---------------------------------------------------------------------------------------------------- */

struct mdt_standing {
	const char *name;
	enum conversation_kind kind;
	enum side side;
	uint32_t roles;
	const char *neighbourhood;
	bool is_chair, is_deputy;
	enum verdict keeper, steward, chair, full, member;
};

#define MDT CONVERSATION_MDT
#define TEAM SIDE_NEIGHBOURHOOD
#define CLINICIAN SET_OF(ROLE_INT_CLINICIAN)
#define SPECIALIST SET_OF(ROLE_SPECIALIST)
#define COORDINATOR SET_OF(ROLE_COORDINATOR)
#define ADMINISTRATOR SET_OF(ROLE_ADMINISTRATOR)

static const struct mdt_standing mdts[] = {
	/* name, kind, side, roles, neighbourhood, chair, deputy, MDT_KEEPER, MDT_STEWARD, MDT_CHAIR, FULL_MEMBER,
	 * CONVERSATION_MEMBER */
	{"a clinician", MDT, TEAM, CLINICIAN, "riverside", false, false, V, V, V, A, A},
	{"a specialist", MDT, SIDE_SPECIALIST, SPECIALIST, "", false, false, V, V, V, A, A},
	{"the chair", MDT, SIDE_SPECIALIST, SPECIALIST, "", true, false, A, A, A, A, A},
	{"the deputy chair", MDT, TEAM, CLINICIAN, "riverside", false, true, A, A, A, A, A},
	{"a chair who is a member no more", MDT, SIDE_NONE, SPECIALIST, "", true, false, H, H, H, H, H},
	{"a guest of the case", MDT, SIDE_GUEST, SPECIALIST, "", false, false, V, V, V, V, A},
	{"a guest who is a coordinator too", MDT, SIDE_GUEST, SPECIALIST | COORDINATOR, "", false, false, V, V, V, V,
		A},
	{"an outsider", MDT, SIDE_NONE, CLINICIAN, "riverside", false, false, H, H, H, H, H},
	{"a coordinator of the team who is a member", MDT, TEAM, COORDINATOR, "riverside", false, false, A, A, V, A, A},
	{"a coordinator of the team who is none", MDT, SIDE_NONE, COORDINATOR, "riverside", false, false, A, H, H, H,
		H},
	{"a coordinator elsewhere", MDT, SIDE_NONE, COORDINATOR, "hillside", false, false, H, H, H, H, H},
	{"an administrator", MDT, SIDE_NONE, ADMINISTRATOR, "", false, false, A, H, H, H, H},
	{"the chair's name in a link", CONVERSATION_LINK, TEAM, COORDINATOR, "riverside", true, false, H, H, H, A, A},
};

Test(rules, an_mdt_is_kept_by_its_chairs_and_its_neighbourhood)
{
	for (size_t i = 0; i < sizeof mdts / sizeof mdts[0]; i++) {
		const struct mdt_standing *row = &mdts[i];
		struct facts facts = {.names_conversation = true};

		facts.actor =
			(struct person_facts){.found = true, .id = {"a.khan"}, .roles = row->roles, .side = row->side};
		snprintf(facts.actor.neighbourhood.text, sizeof facts.actor.neighbourhood.text, "%s",
			row->neighbourhood);
		facts.conversation =
			(struct conversation_facts){.found = true, .kind = row->kind, .neighbourhood = {"riverside"}};
		facts.conversation.mdt.chair = row->is_chair ? facts.actor.id : (struct person_id){"k.byrne"};
		facts.conversation.mdt.deputy_chair = row->is_deputy ? facts.actor.id : (struct person_id){""};
		cr_expect_eq(rule_verdict(RULE_MDT_KEEPER, &facts), row->keeper, "keeper: %s", row->name);
		cr_expect_eq(rule_verdict(RULE_MDT_STEWARD, &facts), row->steward, "steward: %s", row->name);
		cr_expect_eq(rule_verdict(RULE_MDT_CHAIR, &facts), row->chair, "chair: %s", row->name);
		cr_expect_eq(rule_verdict(RULE_FULL_MEMBER, &facts), row->full, "full member: %s", row->name);
		cr_expect_eq(rule_verdict(RULE_CONVERSATION_MEMBER, &facts), row->member, "member: %s", row->name);
	}
}

/* An MDT without a deputy has none, whoever has no name. */
Test(rules, an_actor_without_a_name_is_no_chair)
{
	struct facts facts = {.names_conversation = true};

	facts.actor = (struct person_facts){.found = true, .roles = SPECIALIST, .side = SIDE_SPECIALIST};
	facts.conversation = (struct conversation_facts){.found = true, .kind = MDT};
	cr_assert_eq(rule_verdict(RULE_MDT_CHAIR, &facts), VERDICT_VISIBLE);
}

/* What was not found has no team, no owner and no deputy; should it ever seem to have one, that counts for nothing. */
Test(rules, what_is_not_found_belongs_to_nobody)
{
	struct person_facts person = {.id = {"b.osei"}, .neighbourhood = {"riverside"}};
	struct facts facts = {.people = {&person, 1}};

	facts.actor = (struct person_facts){
		.found = true, .id = {"m.grant"}, .roles = SET_OF(ROLE_COORDINATOR), .neighbourhood = {"riverside"}};
	facts.device.person = facts.actor.id;
	facts.conversation.neighbourhood = facts.actor.neighbourhood;
	facts.conversation.kind = CONVERSATION_MDT;
	facts.leave.person.id = facts.actor.id;
	facts.leave.cover = (struct cover_facts){.person = facts.actor.id, .deputy = facts.actor.id};
	cr_assert_eq(rule_verdict(RULE_PERSON_KEEPER, &facts), H);
	cr_assert_eq(rule_verdict(RULE_DEVICE_OWNER, &facts), H);
	cr_assert_eq(rule_verdict(RULE_LINK_SIDE, &facts), H);
	cr_assert_eq(rule_verdict(RULE_LINK_KEEPER, &facts), H);
	facts.actor.roles |= SET_OF(ROLE_ADMINISTRATOR);
	cr_assert_eq(rule_verdict(RULE_MDT_KEEPER, &facts), H);
	facts.actor.roles = SET_OF(ROLE_COORDINATOR);
	cr_assert_eq(rule_verdict(RULE_COVER_KEEPER, &facts), H);
	cr_assert_eq(rule_verdict(RULE_COVER_PARTY, &facts), H);

	person.found = facts.device.found = facts.conversation.found = true;
	facts.leave.person.found = facts.leave.cover.found = true;
	cr_assert_eq(rule_verdict(RULE_PERSON_KEEPER, &facts), A);
	cr_assert_eq(rule_verdict(RULE_DEVICE_OWNER, &facts), A);
	cr_assert_eq(rule_verdict(RULE_LINK_SIDE, &facts), A);
	cr_assert_eq(rule_verdict(RULE_LINK_KEEPER, &facts), A);
	cr_assert_eq(rule_verdict(RULE_MDT_KEEPER, &facts), A);
	cr_assert_eq(rule_verdict(RULE_COVER_KEEPER, &facts), A);
	cr_assert_eq(rule_verdict(RULE_COVER_PARTY, &facts), A);
	facts.people.count = 0;
	cr_assert_eq(rule_verdict(RULE_PERSON_KEEPER, &facts), H, "nobody was named");
}

/* To be of no team is nothing that two people have in common. */
Test(rules, who_is_of_no_neighbourhood_is_nobodys_colleague_and_keeps_nothing)
{
	struct person_facts person = {.found = true, .id = {"n.shaw"}};
	struct facts facts = {.people = {&person, 1}, .conversation = {.found = true}};

	facts.actor = (struct person_facts){.found = true, .id = {"m.grant"}, .roles = SET_OF(ROLE_COORDINATOR)};
	cr_assert_eq(rule_verdict(RULE_PERSON_KEEPER, &facts), H);
	cr_assert_eq(rule_verdict(RULE_LINK_PROPOSER, &facts), V);
	cr_assert_eq(rule_verdict(RULE_LINK_SIDE, &facts), H);
	cr_assert_eq(rule_verdict(RULE_LINK_KEEPER, &facts), H);
}

/* An administrator sees a link without taking part; what is not there, nobody sees. */
Test(rules, an_administrator_sees_no_link_that_is_not_there)
{
	struct facts facts = {.actor = {.found = true, .id = {"o.frost"}, .roles = SET_OF(ROLE_ADMINISTRATOR)}};

	cr_assert_eq(rule_verdict(RULE_LINK_SIDE, &facts), H);
	facts.conversation.found = true;
	cr_assert_eq(rule_verdict(RULE_LINK_SIDE, &facts), V);
}
