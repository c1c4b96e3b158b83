/*
 * A conversation to decide in: Riverside's cardiology link, with a case that awaits its answer. A test changes what it
 * is about and lets one command be decided.
 *
 * Layer: tests of core.
 */
#ifndef UNIT_CORE_SCENE_H
#define UNIT_CORE_SCENE_H

#include "core/decision.h"

struct scene {
	struct arena *arena;
	struct facts facts;
	struct command command;
	struct decision decision;
	struct person_facts specialists[2]; /* e.okafor, who leads, and k.byrne */
	struct person_facts people[4];
	struct organisation_id organisations[4];
	struct ledger_facts entries[80];
	struct referral_facts referrals[4];
	struct ledger_facts due[80];
};

extern struct scene scene;

/* For TestSuite(.init, .fini). The actor is a.khan, GP of Riverside; it is Monday 23 November 2026, 09:30. */
void scene_set_up(void);
void scene_tear_down(void);

/* The actor becomes e.okafor, on the specialists' side. */
void scene_as_specialist(void);

/* Adds a person to those the command names; returns it for more changes. */
struct person_facts *scene_add_person(const char *id, uint32_t roles, enum side side);

/* Adds an organisation that exists. */
void scene_add_organisation(const char *code);

/* Adds an entry of the avoided-referral ledger, claimed some days ago; its case was asked three days before. */
struct ledger_facts *scene_add_entry(int64_t thread_pos, enum ledger_state state, int64_t days_ago);

/* Adds a referral to the same treatment function: made from that case, or with 0 recorded, so many days ago. */
struct referral_facts *scene_add_referral(int64_t thread_pos, int64_t days_ago);

/* Adds a provisional entry, claimed some days ago, to those whose follow-up the store says is over. */
struct ledger_facts *scene_add_due(int64_t thread_pos, int64_t days_ago);

/* Decides; asserts that it is taken and causes exactly these events, then returns the result. */
const void *scene_decide(enum command_kind kind, const void *args, size_t event_count, const enum event_kind *events);

/* Decides; asserts that it is refused so, about this field (NULL: any), with a sentence and with no event. */
void scene_refuses(enum command_kind kind, const void *args, enum error error, const char *field);

/* The data of the event decided n-th, from 0. */
const void *scene_data(size_t index);

#define SCENE_DECIDE(symbol, args, ...)                                       \
	((const struct symbol##_result *)scene_decide(COMMAND_##symbol, args, \
		sizeof((enum event_kind[]){__VA_ARGS__}) / sizeof(enum event_kind), (enum event_kind[]){__VA_ARGS__}))

#endif
