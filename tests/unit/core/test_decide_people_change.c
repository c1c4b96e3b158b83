/* Organisations, neighbourhoods and people that change and end. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/core/scene.h"

static struct administration_facts *known;
static struct person_facts *khan;

static void set_up(void)
{
	scene_set_up();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.thread = (struct thread_facts){0};
	scene.facts.message = (struct message_facts){0};
	scene.facts.names_conversation = false;
	scene.facts.actor.roles = SET_OF(ROLE_ADMINISTRATOR);
	known = &scene.facts.administration;
	known->administrators = 2;
	khan = scene_add_person("a.khan", SET_OF(ROLE_INT_CLINICIAN), SIDE_NONE);
	khan->display_name = text_of("Dr A Khan");
	khan->job_title = text_of("GP");
	khan->neighbourhood = (struct neighbourhood_id){"riverside"};
	khan->organisation = (struct organisation_id){"Y12345"};
}

TestSuite(decide_people_change, .init = set_up, .fini = scene_tear_down);

/* Takes a command that must change nothing. */
static void expect_nothing(enum command_kind kind, const void *args)
{
	scene_decide(kind, args, 0, NULL);
}

Test(decide_people_change, an_organisation_ends_when_nothing_depends_on_it)
{
	const struct organisation_end_args args = {.organisation = {"Y12345"}};

	scene_refuses(COMMAND_organisation_end, &args, ERROR_NOT_FOUND, "args.organisation");
	known->organisation = (struct organisation_facts){.found = true, .people = 1};
	scene_refuses(COMMAND_organisation_end, &args, ERROR_CONFLICT, "args.organisation");
	known->organisation = (struct organisation_facts){.found = true, .neighbourhood = {"riverside"}};
	scene_refuses(COMMAND_organisation_end, &args, ERROR_CONFLICT, "args.organisation");
	known->organisation = (struct organisation_facts){.found = true};
	SCENE_DECIDE(organisation_end, &args, EVENT_organisation_ended);
}

Test(decide_people_change, an_update_says_all_of_it_and_nothing_when_nothing_changes)
{
	struct organisation_update_args args = {.organisation = {"Y12345"}, .name = text_of("Quay")};

	scene_refuses(COMMAND_organisation_update, &args, ERROR_NOT_FOUND, "args.organisation");
	known->organisation =
		(struct organisation_facts){.found = true, .name = text_of("Wharf"), .kind = ORGANISATION_PRACTICE};
	SCENE_DECIDE(organisation_update, &args, EVENT_organisation_updated);
	const struct organisation_updated_data *data = scene_data(0);

	cr_assert(text_is(data->name, "Quay") && data->kind == ORGANISATION_PRACTICE);
	known->organisation.name = text_of("Quay");
	expect_nothing(COMMAND_organisation_update, &args);
	args.kind = ORGANISATION_TRUST;
	known->organisation.neighbourhood = (struct neighbourhood_id){"riverside"};
	scene_refuses(COMMAND_organisation_update, &args, ERROR_CONFLICT, "args.kind");
}

Test(decide_people_change, a_neighbourhood_ends_when_it_has_neither_people_nor_links)
{
	const struct neighbourhood_end_args args = {.neighbourhood = {"riverside"}};

	scene_refuses(COMMAND_neighbourhood_end, &args, ERROR_NOT_FOUND, "args.neighbourhood");
	scene.facts.neighbourhood_found = true;
	known->neighbourhood.people = 1;
	scene_refuses(COMMAND_neighbourhood_end, &args, ERROR_CONFLICT, "args.neighbourhood");
	known->neighbourhood.people = 0;
	known->neighbourhood.open_links = 1;
	scene_refuses(COMMAND_neighbourhood_end, &args, ERROR_CONFLICT, "args.neighbourhood");
	known->neighbourhood.open_links = 0;
	SCENE_DECIDE(neighbourhood_end, &args, EVENT_neighbourhood_ended);
}

Test(decide_people_change, practices_are_the_same_in_any_order)
{
	static const struct organisation_id before[] = {{"Y1"}, {"Y2"}}, after[] = {{"Y2"}, {"Y1"}}, less[] = {{"Y2"}};
	struct neighbourhood_update_args args = {.neighbourhood = {"riverside"}, .practices = {after, 2}};

	scene.facts.neighbourhood_found = true;
	scene.facts.neighbourhood_name = text_of("Riverside");
	known->neighbourhood.population = 50000;
	known->neighbourhood.practices = (struct list){before, 2};
	scene_refuses(COMMAND_neighbourhood_update, &args, ERROR_NOT_FOUND, "args.practices");
	scene_add_organisation("Y1");
	scene_add_organisation("Y2");
	expect_nothing(COMMAND_neighbourhood_update, &args);
	args.practices = (struct list){less, 1};
	SCENE_DECIDE(neighbourhood_update, &args, EVENT_neighbourhood_updated);
	cr_assert_eq(((const struct neighbourhood_updated_data *)scene_data(0))->population, 50000);
}

Test(decide_people_change, what_is_not_named_of_a_person_stays)
{
	struct person_update_args args = {.person = {"a.khan"}, .job_title = text_of("GP partner")};

	SCENE_DECIDE(person_update, &args, EVENT_person_updated);
	const struct person_updated_data *data = scene_data(0);

	cr_assert(text_is(data->job_title, "GP partner") && text_is(data->display_name, "Dr A Khan"));
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
	cr_assert_str_eq(data->organisation.text, "Y12345");
	args.job_title = text_of("GP");
	expect_nothing(COMMAND_person_update, &args);
	args = (struct person_update_args){.person = {"a.khan"}, .clear = SET_OF(DETAIL_JOB_TITLE)};
	SCENE_DECIDE(person_update, &args, EVENT_person_updated);
	cr_assert(text_is_absent(((const struct person_updated_data *)scene_data(0))->job_title));
}

Test(decide_people_change, only_an_administrator_moves_people)
{
	const struct person_update_args args = {.person = {"a.khan"}, .neighbourhood = {"hillside"}};

	scene.facts.neighbourhood_found = true;
	SCENE_DECIDE(person_update, &args, EVENT_person_updated);
	scene.facts.actor.roles = SET_OF(ROLE_COORDINATOR);
	scene_refuses(COMMAND_person_update, &args, ERROR_FORBIDDEN, "args.neighbourhood");
}

Test(decide_people_change, the_last_administrator_stays_one_and_stays)
{
	const struct person_suspend_args suspend = {.person = {"o.frost"}, .reason = text_of("Holiday")};
	const struct person_set_roles_args roles = {.person = {"o.frost"}, .roles = SET_OF(ROLE_AUDITOR)};
	struct person_facts *frost = scene_add_person("o.frost", SET_OF(ROLE_ADMINISTRATOR), SIDE_NONE);

	known->administrators = 1;
	scene_refuses(COMMAND_person_suspend, &suspend, ERROR_CONFLICT, "args.person");
	scene_refuses(COMMAND_person_set_roles, &roles, ERROR_CONFLICT, "args.roles");
	/* somebody who is shut out already is not the one who is left */
	frost->is_suspended = true;
	SCENE_DECIDE(person_set_roles, &roles, EVENT_person_roles_set);
	frost->is_suspended = false;
	known->administrators = 2;
	SCENE_DECIDE(person_suspend, &suspend, EVENT_person_suspended);
	SCENE_DECIDE(person_set_roles, &roles, EVENT_person_roles_set);
}

Test(decide_people_change, a_specialist_whom_a_link_names_stays_one)
{
	struct person_set_roles_args args = {.person = {"e.okafor"}, .roles = SET_OF(ROLE_MANAGER)};

	scene_add_person("e.okafor", SET_OF(ROLE_SPECIALIST), SIDE_NONE);
	SCENE_DECIDE(person_set_roles, &args, EVENT_person_roles_set);
	known->specialist_of = text_of("Riverside: Cardiology Service");
	scene_refuses(COMMAND_person_set_roles, &args, ERROR_CONFLICT, "args.roles");
	cr_assert_not_null(strstr(scene.decision.refusal.sentence.data, "Riverside: Cardiology Service"));
	args.roles |= SET_OF(ROLE_SPECIALIST);
	SCENE_DECIDE(person_set_roles, &args, EVENT_person_roles_set);
}

Test(decide_people_change, somebody_comes_back_to_where_there_is_still_something)
{
	const struct person_reinstate_args args = {.person = {"a.khan"}};

	expect_nothing(COMMAND_person_reinstate, &args);
	khan->is_suspended = true;
	known->has_lost_neighbourhood = true;
	scene_refuses(COMMAND_person_reinstate, &args, ERROR_CONFLICT, "args.person");
	known->has_lost_neighbourhood = false;
	known->has_lost_organisation = true;
	scene_refuses(COMMAND_person_reinstate, &args, ERROR_CONFLICT, "args.person");
	known->has_lost_organisation = false;
	SCENE_DECIDE(person_reinstate, &args, EVENT_person_reinstated);
}

Test(decide_people_change, a_device_is_revoked_once)
{
	const struct device_revoke_args args = {.device = {"a-khan-1"}, .reason = text_of("Lost")};

	scene_refuses(COMMAND_device_revoke, &args, ERROR_NOT_FOUND, "args.device");
	scene.facts.device = (struct device_facts){.found = true, .id = {"a-khan-1"}, .person = {"a.khan"}};
	SCENE_DECIDE(device_revoke, &args, EVENT_device_revoked);
	cr_assert_str_eq(((const struct device_revoked_data *)scene_data(0))->person.text, "a.khan");
	scene.facts.device.is_revoked = true;
	expect_nothing(COMMAND_device_revoke, &args);
}
