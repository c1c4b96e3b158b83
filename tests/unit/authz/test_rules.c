/* What each rule says, whatever the roles. */
#include <criterion/criterion.h>

#include "authz/rules.h"

/* Whom the facts are about; each row of the table below is one of them. */
struct standing {
	const char *name;
	bool names_conversation, conversation_found;
	enum side side;
	bool message_found, is_author, is_administrator, has_neighbourhood;
};

static const struct standing standings[] = {
	/* name, names, found, side, message, author, administrator, neighbourhood */
	{"nothing named", false, false, SIDE_NONE, false, false, false, true},
	{"nothing named, no neighbourhood", false, false, SIDE_NONE, false, false, false, false},
	{"clinician of the team", true, true, SIDE_NEIGHBOURHOOD, true, false, false, true},
	{"specialist of the link", true, true, SIDE_SPECIALIST, true, false, false, false},
	{"author in the team", true, true, SIDE_NEIGHBOURHOOD, true, true, false, true},
	{"author of the link", true, true, SIDE_SPECIALIST, true, true, false, false},
	{"author who is no member any more", true, true, SIDE_NONE, true, true, false, true},
	{"outsider", true, true, SIDE_NONE, true, false, false, true},
	{"administrator", true, true, SIDE_NONE, true, false, true, false},
	{"administrator, no such message", true, false, SIDE_NONE, false, false, true, false},
	{"nothing there", true, false, SIDE_NONE, false, false, false, true},
	{"side without a conversation", true, false, SIDE_NEIGHBOURHOOD, false, false, false, true},
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
	{RULE_SIGNED_IN, "SIGNED_IN", {A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_HAS_ROLE, "HAS_ROLE", {A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_CONVERSATION_MEMBER, "CONVERSATION_MEMBER", {A, A, A, A, A, A, H, H, H, H, H, H}},
	{RULE_NEIGHBOURHOOD_CLINICIAN, "NEIGHBOURHOOD_CLINICIAN", {H, H, A, V, A, V, H, H, H, H, H, H}},
	{RULE_LINK_SPECIALIST, "LINK_SPECIALIST", {H, H, V, A, V, A, H, H, H, H, H, H}},
	{RULE_MESSAGE_AUTHOR, "MESSAGE_AUTHOR", {H, H, V, V, A, A, H, H, H, H, H, H}},
	{RULE_MESSAGE_AUTHOR_OR_ADMINISTRATOR, "MESSAGE_AUTHOR_OR_ADMINISTRATOR", {H, H, V, V, A, A, H, H, A, H, H, H}},
	{RULE_REPORT_READER, "REPORT_READER", {A, V, A, V, A, V, A, A, A, A, A, A}},
	{RULE_PEOPLE_KEEPER, "PEOPLE_KEEPER", {A, V, A, V, A, V, A, A, A, A, A, A}},
	{RULE_PERSON_KEEPER, "PERSON_KEEPER", {H, H, H, H, H, H, H, H, A, A, H, H}},
	{RULE_OWN_DEVICES, "OWN_DEVICES", {A, A, A, A, A, A, A, A, A, A, A, A}},
	{RULE_DEVICE_OWNER, "DEVICE_OWNER", {H, H, H, H, H, H, H, H, A, A, H, H}},
};

static struct facts make_facts(const struct standing *standing)
{
	struct facts facts = {.names_conversation = standing->names_conversation};

	facts.actor = (struct person_facts){.found = true,
		.id = {"a.khan"},
		.roles = standing->is_administrator ? SET_OF(ROLE_ADMINISTRATOR) : SET_OF(ROLE_INT_CLINICIAN),
		.side = standing->side};
	if (standing->has_neighbourhood)
		facts.actor.neighbourhood = (struct neighbourhood_id){"riverside"};
	facts.conversation.found = standing->conversation_found;
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
