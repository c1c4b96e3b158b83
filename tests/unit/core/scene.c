#include "tests/unit/core/scene.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"

struct scene scene;

static struct person_facts make_person(const char *id, uint32_t roles, enum side side)
{
	struct person_facts person = {.found = true, .roles = roles, .side = side};

	snprintf(person.id.text, sizeof person.id.text, "%s", id);
	return person;
}

static void make_case(struct thread_facts *thread)
{
	*thread = (struct thread_facts){
		.found = true,
		.id = {40},
		.conversation = {12},
		.kind = THREAD_CASE,
		.state = STATE_AWAITING_ANSWER,
		.last_seq = 9,
		.read_seq = 5,
		.asker = {"a.khan"},
		.asked = {"e.okafor"},
		.urgency = URGENCY_ROUTINE,
		.intent = INTENT_WOULD_REFER,
		.treatment_function = 320,
		.practice = {"Y12345"},
		.neighbourhood = {"riverside"},
		.patient_key = text_of("abcdef0123456789"),
	};
}

void scene_set_up(void)
{
	struct facts *facts = &scene.facts;

	memset(&scene, 0, sizeof scene);
	scene.arena = arena_new(1024 * 1024);
	cr_assert(calendar_parse_time(text_of("2026-11-23T09:30:00Z"), &facts->now_ms) == OK);
	facts->next_pos = 101;
	facts->actor = make_person("a.khan", SET_OF(ROLE_INT_CLINICIAN), SIDE_NEIGHBOURHOOD);
	facts->actor.organisation = (struct organisation_id){"Y12345"};
	facts->actor.neighbourhood = (struct neighbourhood_id){"riverside"};
	scene.specialists[0] = make_person("e.okafor", SET_OF(ROLE_SPECIALIST), SIDE_SPECIALIST);
	scene.specialists[1] = make_person("k.byrne", SET_OF(ROLE_SPECIALIST), SIDE_SPECIALIST);
	facts->names_conversation = true;
	facts->conversation = (struct conversation_facts){
		.found = true,
		.id = {12},
		.kind = CONVERSATION_LINK,
		.last_seq = 17,
		.link = {12},
		.neighbourhood = {"riverside"},
		.treatment_function = 320,
		.reply_working_days = 2,
		.specialists = {scene.specialists, 2},
	};
	make_case(&facts->thread);
	facts->message = (struct message_facts){.found = true,
		.id = {40},
		.thread = {40},
		.conversation = {12},
		.kind = MESSAGE_QUESTION,
		.author = {"a.khan"}};
	facts->people.items = scene.people;
	facts->organisations.items = scene.organisations;
	facts->entries.items = scene.entries;
	facts->referrals.items = scene.referrals;
	facts->due.items = scene.due;
	facts->thread.asked_at_ms = facts->now_ms - 3 * MS_PER_DAY;
	facts->patient_key = text_of("abcdef0123456789");
}

void scene_tear_down(void)
{
	arena_free(scene.arena);
}

void scene_as_specialist(void)
{
	scene.facts.actor = scene.specialists[0];
}

struct person_facts *scene_add_person(const char *id, uint32_t roles, enum side side)
{
	size_t at = scene.facts.people.count++;

	cr_assert(at < sizeof scene.people / sizeof scene.people[0]);
	scene.people[at] = make_person(id, roles, side);
	return &scene.people[at];
}

void scene_add_organisation(const char *code)
{
	size_t at = scene.facts.organisations.count++;

	cr_assert(at < sizeof scene.organisations / sizeof scene.organisations[0]);
	snprintf(scene.organisations[at].text, sizeof scene.organisations[at].text, "%s", code);
}

static struct ledger_facts make_entry(int64_t thread_pos, enum ledger_state state, int64_t days_ago)
{
	int64_t avoided_at_ms = scene.facts.now_ms - days_ago * MS_PER_DAY;

	return (struct ledger_facts){.thread = {thread_pos},
		.conversation = {12},
		.state = state,
		.treatment_function = 320,
		.neighbourhood = {"riverside"},
		.asked_at_ms = avoided_at_ms - 3 * MS_PER_DAY,
		.avoided_at_ms = avoided_at_ms};
}

struct ledger_facts *scene_add_entry(int64_t thread_pos, enum ledger_state state, int64_t days_ago)
{
	size_t at = scene.facts.entries.count++;

	cr_assert(at < sizeof scene.entries / sizeof scene.entries[0]);
	scene.entries[at] = make_entry(thread_pos, state, days_ago);
	return &scene.entries[at];
}

struct ledger_facts *scene_add_due(int64_t thread_pos, int64_t days_ago)
{
	size_t at = scene.facts.due.count++;

	cr_assert(at < sizeof scene.due / sizeof scene.due[0]);
	scene.due[at] = make_entry(thread_pos, LEDGER_PROVISIONAL, days_ago);
	return &scene.due[at];
}

struct referral_facts *scene_add_referral(int64_t thread_pos, int64_t days_ago)
{
	size_t at = scene.facts.referrals.count++;
	int64_t made_at_ms = scene.facts.now_ms - days_ago * MS_PER_DAY;

	cr_assert(at < sizeof scene.referrals / sizeof scene.referrals[0]);
	scene.referrals[at] = (struct referral_facts){.referred_on = calendar_london_date(made_at_ms),
		.treatment_function = 320,
		.thread = {thread_pos},
		.source = text_of("e-RS")};
	return &scene.referrals[at];
}

static enum error run(enum command_kind kind, const void *args)
{
	struct command *command = &scene.command;

	*command = (struct command){.row = command_row(kind),
		.args = args,
		.txn = {"txn-1"},
		.device = {"device-1"},
		.person = scene.facts.actor.id};
	cr_assert(decision_init(&scene.decision, scene.arena, command, &scene.facts) == OK);
	return decide(&scene.decision);
}

/* What is true of every event decided, whatever the command. */
static void check_event(size_t index, int64_t *seq)
{
	const struct event *event = &scene.decision.events[index];

	cr_assert_eq(event->pos, scene.facts.next_pos + (int64_t)index, "positions follow each other");
	cr_assert_eq(event->at_ms, scene.facts.now_ms);
	cr_assert_str_eq(event->by.text, scene.facts.actor.id.text);
	cr_assert_str_eq(event->device.text, "device-1");
	cr_assert_str_eq(event->txn.text, "txn-1");
	cr_assert_not_null(event->data);
	if (event->conversation.pos && event->conversation.pos == scene.facts.conversation.id.pos)
		cr_assert_eq(event->seq, ++*seq, "no hole in the conversation");
	else
		cr_assert_eq(event->seq, 0, "the store gives it");
}

const void *scene_decide(enum command_kind kind, const void *args, size_t event_count, const enum event_kind *events)
{
	enum error error = run(kind, args);
	int64_t seq = scene.facts.conversation.last_seq;

	cr_assert(error == OK, "%s: %.*s", command_row(kind)->wire, TEXT_ARGS(scene.decision.refusal.sentence));
	cr_assert_eq(scene.decision.event_count, event_count, "%zu events", scene.decision.event_count);
	for (size_t i = 0; i < event_count; i++) {
		cr_assert_eq(scene.decision.events[i].kind, events[i], "event %zu is %s", i,
			event_row(scene.decision.events[i].kind)->wire);
		check_event(i, &seq);
	}
	return scene.decision.result;
}

void scene_refuses(enum command_kind kind, const void *args, enum error error, const char *field)
{
	enum error got = run(kind, args);
	const struct refusal *refusal = &scene.decision.refusal;

	cr_assert(got == error, "%s: %s", command_row(kind)->wire, got == OK ? "taken" : error_wire(got));
	cr_assert_eq(scene.decision.event_count, 0);
	cr_assert(refusal->sentence.length > 0 && refusal->sentence.data[refusal->sentence.length - 1] == '.');
	cr_assert(!field || (refusal->field && strcmp(refusal->field, field) == 0), "%s, not %s",
		refusal->field ? refusal->field : "no field", field);
}

const void *scene_data(size_t index)
{
	cr_assert(index < scene.decision.event_count);
	return scene.decision.events[index].data;
}
