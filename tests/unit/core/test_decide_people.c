#include <criterion/criterion.h>

#include "base/text.h"
#include "tests/unit/core/scene.h"

static void set_up(void)
{
	scene_set_up();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.thread = (struct thread_facts){0};
	scene.facts.message = (struct message_facts){0};
	scene.facts.names_conversation = false;
}

TestSuite(decide_people, .init = set_up, .fini = scene_tear_down);

static void expect_no_conversation(void)
{
	cr_assert_eq(scene.decision.events[0].conversation.pos, 0);
	cr_assert_eq(scene.decision.events[0].seq, 0);
	cr_assert_eq(scene.decision.events[0].thread.pos, 0);
}

Test(decide_people, an_organisation_is_added_once)
{
	const struct organisation_create_args args = {
		.organisation = {"Y12345"}, .name = text_of("Quayside"), .kind = ORGANISATION_PRACTICE};

	cr_assert_str_eq(
		SCENE_DECIDE(organisation_create, &args, EVENT_organisation_created)->organisation.text, "Y12345");
	expect_no_conversation();
	scene_add_organisation("Y12345");
	scene_refuses(COMMAND_organisation_create, &args, ERROR_CONFLICT, "args.organisation");
}

Test(decide_people, a_neighbourhood_has_practices_that_exist)
{
	static const struct organisation_id practices[] = {{"Y12345"}, {"Y54321"}};
	const struct neighbourhood_create_args args = {.neighbourhood = {"riverside"},
		.name = text_of("Riverside"),
		.population = 50000,
		.practices = {practices, 2}};

	scene_add_organisation("Y12345");
	scene_refuses(COMMAND_neighbourhood_create, &args, ERROR_NOT_FOUND, "args.practices");
	scene_add_organisation("Y54321");
	cr_assert_str_eq(SCENE_DECIDE(neighbourhood_create, &args, EVENT_neighbourhood_created)->neighbourhood.text,
		"riverside");
	cr_assert_eq(((const struct neighbourhood_created_data *)scene_data(0))->practices.count, 2);
	expect_no_conversation();
	scene.facts.neighbourhood_found = true;
	scene_refuses(COMMAND_neighbourhood_create, &args, ERROR_CONFLICT, "args.neighbourhood");
}

static const struct person_create_args clinician = {.person = {"a.khan"},
	.display_name = {"Dr A Khan", 9},
	.roles = SET_OF(ROLE_INT_CLINICIAN),
	.organisation = {"Y12345"},
	.neighbourhood = {"riverside"}};

Test(decide_people, a_person_is_added_as_told)
{
	scene.facts.neighbourhood_found = true;
	scene_add_organisation("Y12345");
	cr_assert_str_eq(SCENE_DECIDE(person_create, &clinician, EVENT_person_created)->person.text, "a.khan");
	const struct person_created_data *data = scene_data(0);

	cr_assert_eq(data->roles, SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
	cr_assert_str_eq(data->organisation.text, "Y12345");
	cr_assert(text_is_absent(data->job_title));
	expect_no_conversation();
}

Test(decide_people, a_person_is_added_once_and_nobody_is_called_system)
{
	struct person_create_args args = clinician;

	scene.facts.neighbourhood_found = true;
	scene_add_organisation("Y12345");
	args.person = (struct person_id){"system"};
	scene_refuses(COMMAND_person_create, &args, ERROR_CONFLICT, "args.person");
	scene_add_person("a.khan", SET_OF(ROLE_MANAGER), SIDE_NONE);
	scene_refuses(COMMAND_person_create, &clinician, ERROR_CONFLICT, "args.person");
}

struct place_row {
	uint32_t roles;
	bool has_neighbourhood, neighbourhood_exists, organisation_exists;
	enum error error;
	const char *field;
};

Test(decide_people, who_works_for_a_neighbourhood_says_for_which)
{
	static const struct place_row rows[] = {
		{SET_OF(ROLE_INT_CLINICIAN), false, false, true, ERROR_BAD_REQUEST, "args.neighbourhood"},
		{SET_OF(ROLE_COORDINATOR), false, false, true, ERROR_BAD_REQUEST, "args.neighbourhood"},
		{SET_OF(ROLE_MANAGER) | SET_OF(ROLE_COORDINATOR), false, false, true, ERROR_BAD_REQUEST,
			"args.neighbourhood"},
		{SET_OF(ROLE_INT_CLINICIAN), true, false, true, ERROR_NOT_FOUND, "args.neighbourhood"},
		{SET_OF(ROLE_MANAGER), true, false, true, ERROR_NOT_FOUND, "args.neighbourhood"},
		{SET_OF(ROLE_INT_CLINICIAN), true, true, false, ERROR_NOT_FOUND, "args.organisation"},
		{SET_OF(ROLE_INT_CLINICIAN), true, true, true, OK, NULL},
		{SET_OF(ROLE_COORDINATOR), true, true, true, OK, NULL},
		{SET_OF(ROLE_SPECIALIST), false, false, true, OK, NULL},
		{SET_OF(ROLE_MANAGER), false, false, true, OK, NULL},
		{SET_OF(ROLE_ADMINISTRATOR), false, false, true, OK, NULL},
		{SET_OF(ROLE_AUDITOR), false, false, true, OK, NULL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct person_create_args args = clinician;

		scene_tear_down();
		set_up();
		args.roles = rows[i].roles;
		if (!rows[i].has_neighbourhood)
			args.neighbourhood = (struct neighbourhood_id){""};
		scene.facts.neighbourhood_found = rows[i].neighbourhood_exists;
		if (rows[i].organisation_exists)
			scene_add_organisation("Y12345");
		if (rows[i].error == OK)
			SCENE_DECIDE(person_create, &args, EVENT_person_created);
		else
			scene_refuses(COMMAND_person_create, &args, rows[i].error, rows[i].field);
	}
}

Test(decide_people, a_device_is_bound_once_and_to_somebody_who_exists)
{
	const struct device_enrol_args args = {.device = {"a-khan-2"}, .person = {"a.khan"}};

	scene_refuses(COMMAND_device_enrol, &args, ERROR_NOT_FOUND, "args.person");
	scene_add_person("a.khan", SET_OF(ROLE_INT_CLINICIAN), SIDE_NONE);
	cr_assert_str_eq(SCENE_DECIDE(device_enrol, &args, EVENT_device_enrolled)->device.text, "a-khan-2");
	cr_assert_str_eq(((const struct device_enrolled_data *)scene_data(0))->person.text, "a.khan");
	expect_no_conversation();
	scene.facts.device = (struct device_facts){.found = true, .id = {"a-khan-2"}, .person = {"b.osei"}};
	scene_refuses(COMMAND_device_enrol, &args, ERROR_CONFLICT, "args.device");
	scene.facts.device.is_revoked = true;
	scene_refuses(COMMAND_device_enrol, &args, ERROR_CONFLICT, "args.device"); /* a name is never used again */
}
