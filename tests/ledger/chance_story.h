/*
 * Random histories: what happens in cases, in a fixed order, and referrals made elsewhere, each on its day, that become
 * known whenever a telling says so.
 *
 * Layer: tests.
 */
#ifndef LEDGER_CHANCE_STORY_H
#define LEDGER_CHANCE_STORY_H

#include "tests/fixtures/random.h"
#include "tests/ledger/history.h"

enum { STORY_STEPS = 60, STORY_REFERRALS = 8, STORY_TELLINGS = 2, STORY_PATIENTS = 3 };

enum step_kind { STEP_ASK, STEP_ANSWER, STEP_CLOSE, STEP_REFER, STEP_REOPEN, STEP_RECORD, STEP_REVIEW };

struct step {
	int64_t at_ms;
	enum step_kind kind;
	int number; /* the case by letter, or the referral */
	int word;   /* link and intent, recommendation, outcome, treatment function, by the specialist */
	int patient;
	enum intent intent;
	int32_t day; /* of a referral */
};

/* A referral made elsewhere. */
struct elsewhere {
	int patient;
	int32_t treatment_function;
	int32_t referred_on;
};

struct story {
	uint64_t seed;
	struct step steps[STORY_STEPS]; /* of the cases, in time */
	size_t step_count;
	struct elsewhere referrals[STORY_REFERRALS];
	size_t referral_count;
	int case_count;
	int64_t end_ms; /* of the last review: all is known by then */
};

/* One order in which all of it is told, with reviews between. */
struct telling {
	struct step steps[STORY_STEPS * 2];
	size_t step_count;
};

struct story story_make(uint64_t seed);

/* Each number tells the referrals at other times, some of them twice, and reviews at others. */
struct telling story_tell(const struct story *story, int number);

#endif
