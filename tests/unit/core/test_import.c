/* Imports: what lines mean, alone and together, and what applying them does. The ways in which one line can be wrong are told
 * in tests/scenario/import.txt. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/import_judge.h"
#include "tests/unit/core/scene.h"

enum { MANY = 5000 };

static const struct organisation_id organisations[] = {{"RXX"}, {"Y12345"}};
static struct place_facts places[2];
static struct person_facts people[2];
static struct arena *arena;
static struct import_facts import;
static char handles[MANY][16];

static void set_up(void)
{
	scene_set_up();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.names_conversation = false;
	arena = arena_new((size_t)64 * 1024 * 1024);
	places[0] = (struct place_facts){{"hillside"}, text_of("Hillside"), 1};
	places[1] = (struct place_facts){{"riverside"}, text_of("Riverside"), 1};
	people[0] = (struct person_facts){.found = true,
		.id = {"a.khan"},
		.display_name = text_of("Dr A Khan"),
		.roles = SET_OF(ROLE_INT_CLINICIAN),
		.neighbourhood = {"riverside"}};
	people[1] = (struct person_facts){.found = true,
		.id = {"o.frost"},
		.display_name = text_of("O Frost"),
		.roles = SET_OF(ROLE_ADMINISTRATOR)};
	import = (struct import_facts){.people = {people, 2},
		.organisations = {organisations, 2},
		.neighbourhoods = {places, 2},
		.administrators = 1};
}

static void tear_down(void)
{
	arena_free(arena);
	scene_tear_down();
}

TestSuite(import, .init = set_up, .fini = tear_down);

static struct person_line line_of(int64_t line, const char *person, const char *name, const char *roles)
{
	return (struct person_line){
		.line = line, .person = text_of(person), .display_name = text_of(name), .roles = text_of(roles)};
}

static const struct judgement *judge(const struct person_line *lines, size_t count)
{
	struct list judgements = {0};

	import.person_lines = (struct list){lines, count};
	import.person_count = (int64_t)count;
	cr_assert(import_judge(&import, arena, &judgements) == OK);
	cr_assert_eq(judgements.count, count);
	return judgements.items;
}

Test(import, a_line_adds_changes_or_says_what_is_so)
{
	struct person_line lines[] = {line_of(2, " s.ward ", "S Ward", " manager ;auditor; "),
		line_of(3, "a.khan", "Dr A Khan", "int_clinician"), line_of(4, "o.frost", "O Frost", "administrator")};
	lines[1].neighbourhood = text_of("hillside");
	const struct judgement *judgements = judge(lines, 3);

	cr_assert_eq(judgements[0].fate, FATE_CREATE);
	cr_assert_str_eq(judgements[0].as.person.person.text, "s.ward");
	cr_assert_eq(judgements[0].as.person.roles, SET_OF(ROLE_MANAGER) | SET_OF(ROLE_AUDITOR));
	cr_assert_eq(judgements[1].fate, FATE_UPDATE);
	cr_assert_eq(judgements[1].changed, CHANGES_NEIGHBOURHOOD);
	cr_assert(text_is(import_changes(&judgements[1], arena), "neighbourhood"));
	cr_assert_eq(judgements[2].fate, FATE_UNCHANGED);
}

Test(import, of_lines_about_one_person_the_first_counts_and_a_rejected_one_does_not)
{
	struct person_line lines[] = {line_of(2, "s.ward", "S Ward", "boss"), line_of(3, "s.ward", "S Ward", "manager"),
		line_of(4, "s.ward", "S Ward", "manager"), line_of(5, "s.wardle", "S Wardle", "manager")};
	const struct judgement *judgements = judge(lines, 4);

	cr_assert_eq(judgements[0].fate, FATE_REJECTED);
	cr_assert_eq(judgements[1].fate, FATE_CREATE);
	cr_assert_eq(judgements[2].fate, FATE_REJECTED);
	cr_assert_str_eq(judgements[2].field, "person");
	cr_assert_not_null(strstr(judgements[2].reason.data, "Line 3 "));
	cr_assert_eq(judgements[3].fate, FATE_CREATE);
}

static struct person_line *many(void);

/* However many there are, none of those that come twice slips through. */
Test(import, every_line_that_comes_twice_is_found)
{
	static struct person_line lines[2 * MANY];

	memcpy(lines, many(), sizeof lines / 2);
	memcpy(lines + MANY, many(), sizeof lines / 2);
	for (int i = 0; i < MANY; i++)
		lines[MANY + i].line += MANY;
	const struct judgement *judgements = judge(lines, 2 * MANY);

	for (int i = 0; i < MANY; i++) {
		cr_assert_eq(judgements[i].fate, FATE_CREATE);
		cr_assert_eq(judgements[MANY + i].fate, FATE_REJECTED, "%s", handles[i]);
	}
}

Test(import, somebody_stays_an_administrator)
{
	struct person_line lines[] = {
		line_of(2, "o.frost", "O Frost", "auditor"), line_of(3, "s.ward", "S Ward", "administrator")};

	cr_assert_eq(judge(lines, 1)[0].fate, FATE_REJECTED);
	cr_assert_eq(judge(lines, 2)[0].fate, FATE_UPDATE);
	/* one who is suspended is no help */
	import.administrators = 0;
	people[1].is_suspended = true;
	cr_assert_eq(judge(lines, 1)[0].fate, FATE_UPDATE);
	people[0].roles |= SET_OF(ROLE_ADMINISTRATOR);
	people[0].is_suspended = true;
	people[1].is_suspended = false;
	import.administrators = 1;
	cr_assert_eq(judge(lines, 1)[0].fate, FATE_REJECTED);
}

static struct person_line *many(void)
{
	static struct person_line lines[MANY];

	for (int i = 0; i < MANY; i++) {
		snprintf(handles[i], sizeof handles[i], "p.%d", i);
		lines[i] = line_of(i + 2, handles[i], "Somebody", "manager");
	}
	return lines;
}

static void run_apply(size_t count, enum error error)
{
	static const struct import_apply_args args = {.import = {"one", 3}};
	struct command *command = &scene.command;

	import.person_lines = (struct list){many(), count};
	import.person_count = (int64_t)count;
	scene.facts.import = import;
	*command = (struct command){.row = command_row(COMMAND_import_apply), .args = &args};
	cr_assert(decision_init(&scene.decision, arena, command, &scene.facts) == OK);
	cr_assert(decide(&scene.decision) == error);
}

Test(import, as_many_lines_as_there_are_become_events_one_behind_the_other)
{
	run_apply(MANY, OK);
	cr_assert_eq(scene.decision.event_count, MANY + 1);
	for (size_t i = 0; i < MANY; i++) {
		const struct event *event = &scene.decision.events[i];
		const struct person_created_data *data = event->data;

		cr_assert_eq(event->pos, scene.facts.next_pos + (int64_t)i);
		cr_assert_eq(event->kind, EVENT_person_created);
		cr_assert_str_eq(data->person.text, handles[i]);
	}
	cr_assert_eq(scene.decision.events[MANY].kind, EVENT_import_applied);
	cr_assert_eq(((const struct import_apply_result *)scene.decision.result)->created, MANY);
}

Test(import, one_wrong_line_and_nothing_is_done)
{
	people[0] = (struct person_facts){.found = true, .id = {"p.4319"}, .roles = SET_OF(ROLE_SPECIALIST)};
	import.people.count = 1;
	import.specialists = (struct list){&(struct person_id){"p.4319"}, 1};
	run_apply(MANY, ERROR_CONFLICT);
	cr_assert_eq(scene.decision.event_count, 0);
	cr_assert_not_null(strstr(scene.decision.refusal.sentence.data, "Line 4321 "));
}

Test(import, without_lines_there_is_nothing_to_apply)
{
	run_apply(0, ERROR_NOT_FOUND);
}

Test(import, an_import_is_of_one_kind_and_has_an_end)
{
	static const struct person_line line = {.line = 2};
	struct import_people_args args = {.import = text_of("one")};

	scene_refuses(COMMAND_import_people, &args, ERROR_BAD_REQUEST, "args.lines");
	args.lines = (struct list){&line, 1};
	SCENE_DECIDE(import_people, &args, EVENT_import_people_staged);
	scene.facts.import.link_count = 1;
	scene_refuses(COMMAND_import_people, &args, ERROR_CONFLICT, "args.import");
	scene.facts.import.link_count = 0;
	scene.facts.import.person_count = LIMIT_IMPORT_LINES;
	scene_refuses(COMMAND_import_people, &args, ERROR_TOO_LARGE, "args.lines");
}

Test(import, a_link_is_known_by_its_neighbourhood_and_treatment_function)
{
	static const struct person_id specialists[] = {{"e.okafor"}};
	struct link_facts links[] = {{.neighbourhood = {"hillside"},
					     .treatment_function = 330,
					     .reply_working_days = 2,
					     .specialists = {specialists, 1}},
		{.neighbourhood = {"riverside"},
			.treatment_function = 320,
			.reply_working_days = 2,
			.specialists = {specialists, 1}},
		{.neighbourhood = {"riverside"},
			.treatment_function = 330,
			.reply_working_days = 2,
			.specialists = {specialists, 1}}};
	struct link_line lines[] = {{.line = 2,
					    .neighbourhood = text_of("riverside"),
					    .treatment_function = text_of("320"),
					    .specialists = text_of("e.okafor"),
					    .reply_working_days = text_of("2")},
		{.line = 3,
			.neighbourhood = text_of("hillside"),
			.treatment_function = text_of("320"),
			.specialists = text_of("e.okafor"),
			.reply_working_days = text_of("2")},
		{.line = 4,
			.neighbourhood = text_of("riverside"),
			.treatment_function = text_of("330"),
			.specialists = text_of("e.okafor"),
			.reply_working_days = text_of("5")}};
	struct list judgements = {0};

	people[0] = (struct person_facts){.found = true, .id = {"e.okafor"}, .roles = SET_OF(ROLE_SPECIALIST)};
	import.people.count = 1;
	import.links = (struct list){links, 3};
	import.link_lines = (struct list){lines, 3};
	import.link_count = 3;
	cr_assert(import_judge(&import, arena, &judgements) == OK);
	const struct judgement *found = judgements.items;

	cr_assert_eq(found[0].fate, FATE_UNCHANGED);
	cr_assert_eq(found[1].fate, FATE_CREATE);
	cr_assert(text_is(found[1].neighbourhood_name, "Hillside"));
	cr_assert_eq(found[2].fate, FATE_REJECTED);
}
