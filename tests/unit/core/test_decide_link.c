#include <criterion/criterion.h>

#include <string.h>

#include "base/text.h"
#include "tests/unit/core/scene.h"

static const struct person_id named[] = {{"e.okafor"}, {"k.byrne"}};
static struct link_create_args args;

static void set_up(void)
{
	scene_set_up();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.thread = (struct thread_facts){0};
	scene.facts.neighbourhood_found = true;
	scene.facts.neighbourhood_name = text_of("Riverside");
	scene_add_person("e.okafor", SET_OF(ROLE_SPECIALIST), SIDE_NONE);
	scene_add_person("k.byrne", SET_OF(ROLE_SPECIALIST) | SET_OF(ROLE_MANAGER), SIDE_NONE);
	args = (struct link_create_args){.neighbourhood = {"riverside"},
		.treatment_function = 320,
		.specialists = {named, 2},
		.reply_working_days = 2,
		.weekly_limit = 10};
}

TestSuite(decide_link, .init = set_up, .fini = scene_tear_down);

Test(decide_link, a_link_opens_a_conversation_at_its_own_position)
{
	const struct link_create_result *result = SCENE_DECIDE(link_create, &args, EVENT_link_created);
	const struct link_created_data *data = scene_data(0);

	cr_assert_eq(result->link.pos, 101);
	cr_assert_eq(result->conversation.pos, 101);
	cr_assert_eq(scene.decision.events[0].conversation.pos, 101);
	cr_assert_eq(scene.decision.events[0].thread.pos, 0);
	cr_assert(text_is(data->name, "Riverside: Cardiology Service"));
	cr_assert_eq(data->specialists.count, 2);
	cr_assert_eq(data->reply_working_days, 2);
	cr_assert_eq(data->weekly_limit, 10);
}

Test(decide_link, there_is_one_link_for_a_neighbourhood_and_a_treatment_function)
{
	scene.facts.link_exists = true;
	scene_refuses(COMMAND_link_create, &args, ERROR_CONFLICT, "args.treatment_function");
}

Test(decide_link, the_neighbourhood_exists)
{
	scene.facts.neighbourhood_found = false;
	scene_refuses(COMMAND_link_create, &args, ERROR_NOT_FOUND, "args.neighbourhood");
}

Test(decide_link, an_answer_is_promised_in_at_least_a_day)
{
	args.reply_working_days = 0;
	scene_refuses(COMMAND_link_create, &args, ERROR_BAD_REQUEST, "args.reply_working_days");
}

Test(decide_link, only_active_specialists_are_named)
{
	scene.people[1].is_suspended = true;
	scene_refuses(COMMAND_link_create, &args, ERROR_CONFLICT, "args.specialists");
	scene.people[1].is_suspended = false;
	scene.people[1].roles = SET_OF(ROLE_INT_CLINICIAN);
	scene_refuses(COMMAND_link_create, &args, ERROR_CONFLICT, "args.specialists");
	scene.people[1].found = false;
	scene_refuses(COMMAND_link_create, &args, ERROR_NOT_FOUND, "args.specialists");
}

/* --- who agrees ------------------------------------------------------------------------------------------------------ */

static void be(uint32_t roles, const char *neighbourhood)
{
	scene.facts.actor = (struct person_facts){.found = true, .id = {"m.grant"}, .roles = roles};
	memcpy(scene.facts.actor.neighbourhood.text, neighbourhood, strlen(neighbourhood) + 1);
}

static void expect_awaited(bool is_team_awaited, bool is_specialists_awaited, enum link_state state)
{
	const struct link_create_result *result = SCENE_DECIDE(link_create, &args, EVENT_link_created);
	const struct link_created_data *data = scene_data(0);

	cr_assert_eq(data->team_awaited, is_team_awaited);
	cr_assert_eq(data->specialists_awaited, is_specialists_awaited);
	cr_assert_eq(result->state, state);
}

Test(decide_link, what_is_proposed_waits_for_both_sides_but_for_the_one_that_proposes)
{
	be(SET_OF(ROLE_ADMINISTRATOR), "");
	expect_awaited(true, true, LINK_PROPOSED);
	be(SET_OF(ROLE_COORDINATOR), "riverside");
	expect_awaited(false, true, LINK_PROPOSED);
	be(SET_OF(ROLE_COORDINATOR) | SET_OF(ROLE_ADMINISTRATOR), "hillside");
	expect_awaited(true, true, LINK_PROPOSED);
}

Test(decide_link, an_agreement_made_elsewhere_is_recorded_by_administrators)
{
	args.agreed_on = 20261123;
	be(SET_OF(ROLE_ADMINISTRATOR), "");
	expect_awaited(false, false, LINK_OPEN);
	args.starts_on = 20261124;
	expect_awaited(false, false, LINK_AGREED);
	args.agreed_on = 20261124;
	scene_refuses(COMMAND_link_create, &args, ERROR_BAD_REQUEST, "args.agreed_on");
	args.agreed_on = 20261101;
	be(SET_OF(ROLE_COORDINATOR), "riverside");
	scene_refuses(COMMAND_link_create, &args, ERROR_FORBIDDEN, "args.agreed_on");
}

Test(decide_link, its_last_day_is_not_before_its_first_nor_past)
{
	args.starts_on = 20261201;
	args.ends_on = 20261130;
	scene_refuses(COMMAND_link_create, &args, ERROR_BAD_REQUEST, "args.ends_on");
	args.starts_on = 0;
	args.ends_on = 20261122;
	scene_refuses(COMMAND_link_create, &args, ERROR_BAD_REQUEST, "args.ends_on");
	args.ends_on = 20261123;
	SCENE_DECIDE(link_create, &args, EVENT_link_created);
}

Test(decide_link, a_single_specialist_needs_a_coordinator_behind_them)
{
	args.specialists.count = 1;
	scene_refuses(COMMAND_link_create, &args, ERROR_CONFLICT, "args.specialists");
	scene.facts.coordinator_count = 1;
	SCENE_DECIDE(link_create, &args, EVENT_link_created);
}

/* --- a link that is there ---------------------------------------------------------------------------------------------- */

static const struct link_accept_args accept = {.link = {12}};
static const struct link_end_args end = {.link = {12}, .reason = {"Moved", 5}};

static void have_link(bool is_team_awaited, bool is_specialists_awaited)
{
	scene_tear_down();
	scene_set_up();
	scene.facts.conversation.terms.is_team_awaited = is_team_awaited;
	scene.facts.conversation.terms.is_specialists_awaited = is_specialists_awaited;
}

Test(decide_link, the_team_and_the_specialists_accept_each_for_themselves)
{
	have_link(true, true);
	const struct link_accept_result *result = SCENE_DECIDE(link_accept, &accept, EVENT_link_accepted);
	cr_assert_eq(result->state, LINK_PROPOSED);
	cr_assert_eq(((const struct link_accepted_data *)scene_data(0))->side, LINK_SIDE_TEAM);
	scene_as_specialist();
	scene.facts.actor.is_listed_specialist = true;
	SCENE_DECIDE(link_accept, &accept, EVENT_link_accepted);
	cr_assert_eq(((const struct link_accepted_data *)scene_data(0))->side, LINK_SIDE_SPECIALISTS);
	scene.facts.conversation.terms.is_team_awaited = false;
	result = SCENE_DECIDE(link_accept, &accept, EVENT_link_accepted);
	cr_assert_eq(result->state, LINK_OPEN);
	scene.facts.conversation.terms.is_specialists_awaited = false;
	result = scene_decide(COMMAND_link_accept, &accept, 0, NULL);
	cr_assert_eq(result->state, LINK_OPEN, "once is enough");
}

Test(decide_link, a_deputy_accepts_for_nobody)
{
	have_link(true, true);
	scene_as_specialist();
	scene_refuses(COMMAND_link_accept, &accept, ERROR_CONFLICT, "args.link");
}

Test(decide_link, a_link_that_would_leave_somebody_alone_is_not_accepted)
{
	have_link(true, true);
	scene.specialists[1].is_suspended = true;
	scene_refuses(COMMAND_link_accept, &accept, ERROR_CONFLICT, "args.link");
	scene.facts.conversation.coordinator_count = 1;
	SCENE_DECIDE(link_accept, &accept, EVENT_link_accepted);
}

Test(decide_link, who_is_left_out_hands_their_cases_to_the_lead)
{
	const struct person_id specialists[] = {{"k.byrne"}, {"f.rossi"}};
	const struct link_update_args update = {.link = {12}, .specialists = {specialists, 2}};

	have_link(false, false);
	scene_add_person("k.byrne", SET_OF(ROLE_SPECIALIST), SIDE_SPECIALIST);
	scene_add_person("f.rossi", SET_OF(ROLE_SPECIALIST), SIDE_NONE);
	SCENE_DECIDE(link_update, &update, EVENT_link_updated);
	const struct link_updated_data *data = scene_data(0);

	cr_assert_eq(data->removed.count, 1);
	cr_assert_str_eq(((const struct person_id *)data->removed.items)[0].text, "e.okafor");
	cr_assert_str_eq(data->cases_to.text, "k.byrne");
	scene.people[1].is_suspended = true;
	scene_refuses(COMMAND_link_update, &update, ERROR_CONFLICT, "args.specialists");
}

Test(decide_link, a_change_says_what_changes_and_leaves_nobody_alone)
{
	const struct person_id alone[] = {{"k.byrne"}};
	struct link_update_args update = {.link = {12}};

	have_link(false, false);
	scene_refuses(COMMAND_link_update, &update, ERROR_BAD_REQUEST, "args");
	update.weekly_limit = 5;
	SCENE_DECIDE(link_update, &update, EVENT_link_updated);
	cr_assert_eq(((const struct link_updated_data *)scene_data(0))->removed.count, 0);
	update.ends_on = 20261122;
	scene_refuses(COMMAND_link_update, &update, ERROR_BAD_REQUEST, "args.ends_on");
	update.ends_on = 0;
	scene_add_person("k.byrne", SET_OF(ROLE_SPECIALIST), SIDE_SPECIALIST);
	update.specialists = (struct list){alone, 1};
	scene_refuses(COMMAND_link_update, &update, ERROR_CONFLICT, "args.specialists");
	scene.facts.conversation.coordinator_count = 1;
	SCENE_DECIDE(link_update, &update, EVENT_link_updated);
}

Test(decide_link, what_has_ended_stays_so)
{
	const struct link_update_args update = {.link = {12}, .weekly_limit = 5};

	have_link(false, false);
	SCENE_DECIDE(link_end, &end, EVENT_link_ended);
	scene.facts.conversation.terms.ended_at_ms = 1;
	scene_refuses(COMMAND_link_end, &end, ERROR_CONFLICT, "args.link");
	scene_refuses(COMMAND_link_update, &update, ERROR_CONFLICT, "args.link");
	scene_refuses(COMMAND_link_accept, &accept, ERROR_CONFLICT, "args.link");
}
