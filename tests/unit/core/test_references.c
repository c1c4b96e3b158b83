/* What a command names, and what is left of its facts when the things named contradict each other. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "core/facts.h"
#include "tests/unit/core/scene.h"

TestSuite(references, .init = scene_set_up, .fini = scene_tear_down);

static struct references collect(enum command_kind kind, const void *args)
{
	const struct command command = {.row = command_row(kind), .args = args, .person = {"a.khan"}};
	struct references references;

	cr_assert(references_of(&command, scene.arena, &references) == OK);
	cr_assert_str_eq(references.actor.text, "a.khan");
	return references;
}

Test(references, a_question_names_its_conversation_its_specialist_and_its_patient)
{
	const struct patient patient = {.nhs_number = {"9990000018"}};
	const struct case_ask_args args = {.conversation = {12}, .to = {"e.okafor"}, .patient = &patient};
	struct references references = collect(COMMAND_case_ask, &args);

	cr_assert_eq(references.conversation.pos, 12);
	cr_assert_eq(references.thread.pos, 0);
	cr_assert_str_eq(references.nhs_number.text, "9990000018");
	cr_assert(text_is_absent(references.patient_key), "the engine makes it");
	cr_assert_eq(references.people.count, 1);
	cr_assert_str_eq(((const struct person_id *)references.people.items)[0].text, "e.okafor");
}

Test(references, what_is_absent_is_not_named)
{
	const struct search_args args = {.text = text_of("x")};
	struct references references = collect(COMMAND_search, &args);

	cr_assert_eq(references.conversation.pos, 0);
	cr_assert_eq(references.message.pos, 0);
	cr_assert_eq(references.people.count, 0);
}

Test(references, filters_name_things_as_well)
{
	const struct search_filters filters = {.conversation = {12}, .thread = {40}, .by = {"e.okafor"}};
	const struct search_args args = {.text = text_of("x"), .filters = &filters, .before = {55}};
	struct references references = collect(COMMAND_search, &args);

	cr_assert_eq(references.conversation.pos, 12);
	cr_assert_eq(references.thread.pos, 40);
	cr_assert_eq(references.message.pos, 55);
	cr_assert_eq(references.people.count, 1);
}

Test(references, a_reply_and_its_mentions_are_named_in_their_order)
{
	const struct person_id mentions[] = {{"e.okafor"}, {"k.byrne"}};
	const struct message_send_args args = {
		.thread = {40}, .body = text_of("b"), .reply_to = {41}, .mentions = {mentions, 2}};
	struct references references = collect(COMMAND_message_send, &args);

	cr_assert_eq(references.thread.pos, 40);
	cr_assert_eq(references.message.pos, 41);
	cr_assert_eq(references.people.count, 2);
	cr_assert_str_eq(((const struct person_id *)references.people.items)[1].text, "k.byrne");
}

Test(references, organisations_devices_and_places_are_named)
{
	const struct organisation_id practices[] = {{"Y12345"}, {"Y54321"}};
	const struct neighbourhood_create_args place = {.neighbourhood = {"riverside"}, .practices = {practices, 2}};
	const struct device_enrol_args device = {.device = {"a-khan-1"}, .person = {"a.khan"}};
	const struct link_create_args link = {.neighbourhood = {"riverside"}, .treatment_function = 320};
	struct references references = collect(COMMAND_neighbourhood_create, &place);

	cr_assert_str_eq(references.neighbourhood.text, "riverside");
	cr_assert_eq(references.organisations.count, 2);
	references = collect(COMMAND_device_enrol, &device);
	cr_assert_str_eq(references.device.text, "a-khan-1");
	cr_assert_eq(references.people.count, 1);
	references = collect(COMMAND_link_create, &link);
	cr_assert_eq(references.treatment_function, 320);
}

Test(references, a_leave_is_that_of_the_one_named_or_of_the_actor)
{
	const struct cover_set_args mine = {.deputy = {"k.byrne"}};
	const struct cover_set_args theirs = {.person = {"e.okafor"}, .deputy = {"k.byrne"}};
	const struct cover_handover_args handover = {.cover = {77}};
	struct references references = collect(COMMAND_cover_set, &mine);

	cr_assert(references.is_about_leave);
	cr_assert_str_eq(references.leave_person.text, references.actor.text);
	cr_assert_str_eq(references.leave_deputy.text, "k.byrne");
	references = collect(COMMAND_cover_set, &theirs);
	cr_assert_str_eq(references.leave_person.text, "e.okafor");
	references = collect(COMMAND_cover_handover, &handover);
	cr_assert_eq(references.cover.pos, 77);
	cr_assert_str_eq(references.leave_person.text, "", "whoever the leave is of");
	references = collect(COMMAND_link_end, &(struct link_end_args){.link = {12}});
	cr_assert_eq(references.link.pos, 12);
	cr_assert_not(references.is_about_leave);
}

Test(references, with_no_memory_they_are_busy)
{
	const struct command command = {.row = command_row(COMMAND_sync), .args = &(struct sync_args){.since = 1}};
	struct references references;
	struct arena *small = arena_new(64);

	cr_assert(references_of(&command, small, &references) == ERROR_BUSY);
	arena_free(small);
}

/* --- completing facts --------------------------------------------------------------------------------------------- */

struct row {
	int64_t conversation, thread, message; /* named */
	int64_t thread_home, message_home;     /* where they are; 0: they do not exist. The facts are about 12 */
	bool names_conversation, is_kept;
};

static const struct row rows[] = {
	{0, 0, 0, 0, 0, false, true},
	{12, 0, 0, 0, 0, true, true},
	{13, 0, 0, 0, 0, true, false},
	{0, 40, 0, 12, 0, true, true},
	{0, 40, 0, 0, 0, true, false},
	{12, 40, 0, 12, 0, true, true},
	{12, 40, 0, 13, 0, true, false},
	{0, 0, 41, 0, 12, true, true},
	{0, 0, 41, 0, 0, true, false},
	{12, 0, 41, 0, 12, true, true},
	{12, 0, 41, 0, 13, true, false},
	{0, 40, 41, 12, 12, true, true},
	{0, 40, 41, 12, 13, true, true}, /* the decision sees that the reply is to another thread's */
	{0, 40, 41, 12, 0, true, true},
	{0, 40, 41, 13, 12, true, false},
};

Test(references, a_thing_named_in_another_conversation_is_not_there)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		struct facts facts = scene.facts;
		const struct references references = {
			.conversation = {row->conversation}, .thread = {row->thread}, .message = {row->message}};

		facts.thread = (struct thread_facts){
			.found = row->thread_home, .id = {row->thread}, .conversation = {row->thread_home}};
		facts.message = (struct message_facts){
			.found = row->message_home, .id = {row->message}, .conversation = {row->message_home}};
		facts_complete(&facts, &references);
		cr_assert_eq(facts.names_conversation, row->names_conversation, "row %zu", i);
		cr_assert_eq(facts.conversation.found, row->is_kept, "row %zu", i);
		cr_assert_eq(facts.actor.side != SIDE_NONE, row->is_kept, "row %zu", i);
		cr_assert(facts.actor.found, "who asks is known whatever is asked");
		if (!row->is_kept)
			cr_assert(!facts.thread.found && !facts.message.found, "row %zu", i);
	}
}

Test(references, a_person_named_is_found_only_when_they_exist)
{
	scene_add_person("e.okafor", SET_OF(ROLE_SPECIALIST), SIDE_NONE);
	scene_add_person("x.none", 0, SIDE_NONE)->found = false;
	cr_assert_not_null(facts_person(&scene.facts, (struct person_id){"e.okafor"}));
	cr_assert_null(facts_person(&scene.facts, (struct person_id){"x.none"}));
	cr_assert_null(facts_person(&scene.facts, (struct person_id){"a.khan"}));
}

/* What is not there has no conversation, and so is in none, least of all in one in which somebody has a side. */
Test(references, a_thing_that_does_not_exist_leaves_nobody_a_side)
{
	const struct references named[] = {{.thread = {40}}, {.message = {41}}, {.meeting = {50}}, {.action = {60}}};

	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		struct facts facts = scene.facts;

		facts.conversation = (struct conversation_facts){0};
		facts.thread = (struct thread_facts){0};
		facts.message = (struct message_facts){0};
		facts.actor.side = SIDE_NEIGHBOURHOOD;
		facts_complete(&facts, &named[i]);
		cr_assert(facts.names_conversation, "row %zu", i);
		cr_assert_eq(facts.actor.side, SIDE_NONE, "row %zu", i);
	}
}

Test(references, a_link_named_beside_another_conversation_is_not_there)
{
	const struct references references = {.link = {46}};
	struct facts facts = scene.facts;

	facts.conversation.link.pos = 46;
	facts_complete(&facts, &references);
	cr_assert(facts.names_conversation && facts.conversation.found);
	facts.conversation.link.pos = 47;
	facts_complete(&facts, &references);
	cr_assert(!facts.conversation.found);
	cr_assert_eq(facts.actor.side, SIDE_NONE);
}

Test(references, a_meeting_of_another_mdt_is_not_there)
{
	const struct references references = {.meeting = {50}};
	struct facts facts = scene.facts;

	facts.meeting = (struct meeting_facts){.found = true, .conversation = facts.conversation.id};
	facts_complete(&facts, &references);
	cr_assert(facts.conversation.found && facts.meeting.found);
	facts.meeting.conversation.pos++;
	facts_complete(&facts, &references);
	cr_assert(!facts.conversation.found && !facts.meeting.found);
	cr_assert_eq(facts.actor.side, SIDE_NONE);
}
