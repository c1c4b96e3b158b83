/* Leave and cover: design 2 and 4.4. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/duties.h"
#include "tests/unit/core/scene.h"

static struct cover_set_args args;
static struct cover_facts covers[2];

static struct person_facts make_specialist(const char *id)
{
	struct person_facts person = {.found = true, .roles = SET_OF(ROLE_SPECIALIST)};

	snprintf(person.id.text, sizeof person.id.text, "%s", id);
	return person;
}

/* e.okafor, the actor, will be away from Wednesday to Friday, and k.byrne answers. */
static void set_up(void)
{
	scene_set_up();
	scene_as_specialist();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.thread = (struct thread_facts){0};
	scene.facts.leave = (struct leave_facts){
		.person = make_specialist("e.okafor"), .is_linked = true, .deputy = make_specialist("k.byrne")};
	scene.facts.leave.covers.items = covers;
	args = (struct cover_set_args){
		.from = text_of("2026-11-25"), .until = text_of("2026-11-27"), .deputy = {"k.byrne"}};
}

TestSuite(decide_cover, .init = set_up, .fini = scene_tear_down);

static void expect_time(int64_t time_ms, const char *expected)
{
	char written[25];

	calendar_format_time(time_ms, written);
	cr_assert_str_eq(written, expected);
}

static void add_cover(const char *person, const char *deputy, const char *from, const char *until)
{
	struct cover_facts *cover = &covers[scene.facts.leave.covers.count++];

	*cover = (struct cover_facts){.found = true, .id = {7}, .state = COVER_SET};
	snprintf(cover->person.text, sizeof cover->person.text, "%s", person);
	snprintf(cover->deputy.text, sizeof cover->deputy.text, "%s", deputy);
	cr_assert(calendar_parse_time(text_of(from), &cover->from_ms) == OK);
	cr_assert(calendar_parse_time(text_of(until), &cover->until_ms) == OK);
}

/* --- setting ------------------------------------------------------------------------------------------------------- */

Test(decide_cover, days_are_londons_and_the_last_one_is_included)
{
	const struct cover_set_result *result = SCENE_DECIDE(cover_set, &args, EVENT_cover_set);
	const struct cover_set_data *data = scene_data(0);

	expect_time(data->from, "2026-11-25T00:00:00.000Z");
	expect_time(data->until, "2026-11-28T00:00:00.000Z");
	cr_assert_str_eq(data->person.text, "e.okafor");
	cr_assert_str_eq(data->deputy.text, "k.byrne");
	cr_assert_eq(data->cover.pos, 101);
	cr_assert_eq(result->cover.pos, 101);
	cr_assert_eq(result->state, COVER_SET);
	args.from = args.until = text_of("2027-07-01");
	SCENE_DECIDE(cover_set, &args, EVENT_cover_set);
	data = scene_data(0);
	expect_time(data->from, "2027-06-30T23:00:00.000Z");
	expect_time(data->until, "2027-07-01T23:00:00.000Z");
}

Test(decide_cover, times_are_taken_as_they_are)
{
	args.from = text_of("2026-11-25T12:00:00+01:00");
	args.until = text_of("2026-11-25T11:00:01Z");
	SCENE_DECIDE(cover_set, &args, EVENT_cover_set);
	const struct cover_set_data *data = scene_data(0);

	expect_time(data->from, "2026-11-25T11:00:00.000Z");
	expect_time(data->until, "2026-11-25T11:00:01.000Z");
}

Test(decide_cover, what_has_begun_begins_at_once)
{
	args.from = text_of("2026-11-23");
	const struct cover_set_result *result = SCENE_DECIDE(cover_set, &args, EVENT_cover_set, EVENT_cover_began);
	const struct cover_began_data *data = scene_data(1);

	cr_assert_eq(result->state, COVER_BEGUN);
	cr_assert_eq(data->cover.pos, 101);
	cr_assert_str_eq(data->deputy.text, "k.byrne");
}

Test(decide_cover, it_ends_after_it_begins_and_not_in_the_past)
{
	args.until = text_of("2026-11-24");
	scene_refuses(COMMAND_cover_set, &args, ERROR_BAD_REQUEST, "args.until");
	args.from = text_of("2026-11-25T10:00:00Z");
	args.until = text_of("2026-11-25T10:00:00Z");
	scene_refuses(COMMAND_cover_set, &args, ERROR_BAD_REQUEST, "args.until");
	args.from = text_of("2026-11-20");
	args.until = text_of("2026-11-23T09:30:00Z");
	scene_refuses(COMMAND_cover_set, &args, ERROR_BAD_REQUEST, "args.until");
}

Test(decide_cover, it_is_for_active_specialists_who_are_named_in_a_link)
{
	scene.facts.leave.is_linked = false;
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.person");
	scene.facts.leave.is_linked = true;
	scene.facts.leave.person.roles = SET_OF(ROLE_INT_CLINICIAN);
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.person");
	scene.facts.leave.person.roles = SET_OF(ROLE_SPECIALIST);
	scene.facts.leave.person.is_suspended = true;
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.person");
}

Test(decide_cover, the_deputy_is_another_active_specialist_of_the_same_functions)
{
	scene.facts.leave.deputy.is_suspended = true;
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.deputy");
	scene.facts.leave.deputy = (struct person_facts){.id = {"k.byrne"}};
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.deputy");
	scene.facts.leave.deputy = make_specialist("k.byrne");
	scene.facts.leave.deputy.roles = SET_OF(ROLE_COORDINATOR);
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.deputy");
	scene.facts.leave.deputy = make_specialist("e.okafor");
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.deputy");
	scene.facts.leave.deputy = make_specialist("k.byrne");
	scene.facts.leave.function_lacking = 320;
	scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, "args.deputy");
	cr_assert(strstr(scene.decision.refusal.sentence.data, "320") != NULL, "says for what");
}

struct overlap {
	const char *person, *deputy, *from, *until;
	const char *field; /* NULL: it does not matter */
};

static const struct overlap overlaps[] = {
	{"e.okafor", "f.rossi", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00.001Z", "args.from"},
	{"e.okafor", "f.rossi", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", NULL},
	{"e.okafor", "f.rossi", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z", NULL},
	{"k.byrne", "f.rossi", "2026-11-27T23:00:00Z", "2026-11-30T00:00:00Z", "args.deputy"},
	{"k.byrne", "e.okafor", "2026-11-27T23:00:00Z", "2026-11-30T00:00:00Z", "args.deputy"},
	{"f.rossi", "e.okafor", "2026-11-26T00:00:00Z", "2026-11-26T12:00:00Z", "args.from"},
	{"f.rossi", "k.byrne", "2026-11-26T00:00:00Z", "2026-11-26T12:00:00Z", NULL},
};

Test(decide_cover, nobody_stands_in_who_is_away_and_nobody_is_away_who_stands_in)
{
	for (size_t i = 0; i < sizeof overlaps / sizeof overlaps[0]; i++) {
		scene.facts.leave.covers.count = 0;
		add_cover(overlaps[i].person, overlaps[i].deputy, overlaps[i].from, overlaps[i].until);
		if (overlaps[i].field)
			scene_refuses(COMMAND_cover_set, &args, ERROR_CONFLICT, overlaps[i].field);
		else
			SCENE_DECIDE(cover_set, &args, EVENT_cover_set);
	}
}

/* --- taking back ----------------------------------------------------------------------------------------------------- */

static const struct cover_cancel_args present = {.person = {""}};

static void have_cover(enum cover_state state)
{
	scene.facts.leave.cover = (struct cover_facts){.found = true,
		.id = {77},
		.state = state,
		.person = {"e.okafor"},
		.deputy = {"k.byrne"},
		.asked = 3,
		.answered = 2,
		.closed = 1,
		.waiting = 4};
}

Test(decide_cover, what_has_not_begun_is_taken_back)
{
	have_cover(COVER_SET);
	const struct cover_cancel_result *result = SCENE_DECIDE(cover_cancel, &present, EVENT_cover_cancelled);

	cr_assert_eq(result->cover.pos, 77);
	cr_assert_eq(result->state, COVER_CANCELLED);
}

Test(decide_cover, what_has_begun_ends_and_hands_over)
{
	have_cover(COVER_BEGUN);
	const struct cover_cancel_result *result = SCENE_DECIDE(cover_cancel, &present, EVENT_cover_ended);
	const struct cover_ended_data *data = scene_data(0);

	cr_assert_eq(result->state, COVER_ENDED);
	cr_assert_eq(data->cause, COVER_END_CANCELLED);
	cr_assert_eq(data->asked, 3);
	cr_assert_eq(data->answered, 2);
	cr_assert_eq(data->closed, 1);
	cr_assert_eq(data->waiting, 4);
}

Test(decide_cover, what_is_over_or_not_there_cannot_be_taken_back)
{
	const struct cover_cancel_args named = {.cover = {77}};
	const struct cover_cancel_args of_another = {.person = {"k.byrne"}, .cover = {77}};

	scene_refuses(COMMAND_cover_cancel, &present, ERROR_NOT_FOUND, "args.person");
	have_cover(COVER_ENDED);
	scene_refuses(COMMAND_cover_cancel, &named, ERROR_CONFLICT, "args.cover");
	have_cover(COVER_CANCELLED);
	scene_refuses(COMMAND_cover_cancel, &named, ERROR_CONFLICT, "args.cover");
	have_cover(COVER_SET);
	scene_refuses(COMMAND_cover_cancel, &of_another, ERROR_NOT_FOUND, "args.cover");
}
