#include <criterion/criterion.h>

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
