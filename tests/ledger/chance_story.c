#include "tests/ledger/chance_story.h"

#include <stdlib.h>

#include "base/calendar.h"

enum { STORY_CASES = 7, STEPS_MOST = 32 };

/* --- the cases -------------------------------------------------------------------------------------------------------------- */

/* What the maker of a story knows of a case, so that everything it lets happen can. */
struct told_state {
	bool is_closed;
};

struct making {
	struct chance chance;
	struct story *story;
	int64_t now_ms;
	struct told_state cases[STORY_CASES];
};

static int pick(struct making *making, const int *choices, size_t count)
{
	return choices[chance_below(&making->chance, (int64_t)count)];
}
#define PICK_OF(making, ...) pick(making, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* Days at which follow-ups begin and end are as likely as all others together. */
static void pass_time(struct making *making)
{
	int days = PICK_OF(making, 0, 0, 0, 1, 1, 1, 2, 3, 5, 13, 40, 119, 120, 121);

	making->now_ms += (int64_t)days * MS_PER_DAY + chance_below(&making->chance, 8 * MS_PER_HOUR);
}

static struct step *add_step(struct making *making, enum step_kind kind, int number, int word)
{
	struct step *step = &making->story->steps[making->story->step_count++];

	*step = (struct step){.at_ms = making->now_ms, .kind = kind, .number = number, .word = word};
	return step;
}

static void ask(struct making *making)
{
	int link = PICK_OF(making, 0, 0, 1, 2);
	struct step *step = add_step(making, STEP_ASK, making->story->case_count++, link);

	step->patient = 1 + (int)chance_below(&making->chance, STORY_PATIENTS);
	step->intent = (enum intent)PICK_OF(making, INTENT_WOULD_REFER, INTENT_WOULD_REFER, INTENT_WOULD_REFER,
		INTENT_WOULD_REFER, INTENT_UNSURE, INTENT_WOULD_NOT_REFER);
}

static void close_case(struct making *making, int number)
{
	add_step(making, STEP_CLOSE, number,
		PICK_OF(making, OUTCOME_MANAGED_IN_PRIMARY_CARE, OUTCOME_MANAGED_IN_PRIMARY_CARE,
			OUTCOME_MANAGED_IN_PRIMARY_CARE, OUTCOME_MANAGED_IN_PRIMARY_CARE, OUTCOME_REFERRED,
			OUTCOME_REDIRECTED));
	making->cases[number].is_closed = true;
}

static void answer(struct making *making, int number)
{
	add_step(making, STEP_ANSWER, number,
		PICK_OF(making, RECOMMENDATION_ADVICE_ONLY, RECOMMENDATION_ADVICE_ONLY, RECOMMENDATION_ADVICE_ONLY,
			RECOMMENDATION_REFERRAL_IF_REQUIRED, RECOMMENDATION_OTHER, RECOMMENDATION_REFERRAL));
}

/* Most cases are answered, and many are closed soon after that. */
static void ask_and_hear(struct making *making)
{
	int number = making->story->case_count;

	ask(making);
	pass_time(making);
	answer(making, number);
	if (chance_below(&making->chance, 3) > 0) {
		pass_time(making);
		close_case(making, number);
	}
}

static void go_on_with(struct making *making, int number)
{
	int64_t dice = chance_below(&making->chance, 10);

	if (dice == 0) {
		add_step(making, STEP_REFER, number, PICK_OF(making, 0, 0, 320, 330));
	} else if (making->cases[number].is_closed) {
		add_step(making, STEP_REOPEN, number, dice < 3);
		making->cases[number].is_closed = false;
	} else if (dice < 5) {
		answer(making, number);
	} else {
		close_case(making, number);
	}
}

static void add_elsewhere(struct making *making)
{
	struct story *story = making->story;

	story->referrals[story->referral_count++] =
		(struct elsewhere){1 + (int)chance_below(&making->chance, STORY_PATIENTS),
			PICK_OF(making, 320, 320, 330), calendar_london_date(making->now_ms)};
}

struct story story_make(uint64_t seed)
{
	struct story story = {.seed = seed};
	struct making making = {.chance = {seed}, .story = &story, .now_ms = 0};
	size_t most = 8 + (size_t)chance_below(&making.chance, STEPS_MOST - 8);

	/* from a day of winter or summer on, over nights in which clocks change and a leap day */
	making.now_ms = calendar_london_time(PICK_OF(&making, 20260105, 20260601, 20271020), 9 * MS_PER_HOUR);
	while (story.step_count < most) {
		int64_t dice = chance_below(&making.chance, 10);

		pass_time(&making);
		if (dice < 2 && story.referral_count < STORY_REFERRALS) {
			add_elsewhere(&making);
		} else if (story.case_count == 0 || (dice < 6 && story.case_count < STORY_CASES)) {
			ask_and_hear(&making);
		} else {
			go_on_with(&making, (int)chance_below(&making.chance, story.case_count));
		}
	}
	story.end_ms = making.now_ms + (int64_t)PICK_OF(&making, 1, 2, 30, 60, 200) * MS_PER_DAY;
	return story;
}

/* --- tellings --------------------------------------------------------------------------------------------------------------- */

static int compare_steps(const void *left, const void *right)
{
	const struct step *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	if (a->kind == STEP_RECORD || b->kind == STEP_RECORD)
		return (a->kind == STEP_RECORD) - (b->kind == STEP_RECORD);
	/* steps of cases lie in the order of their story */
	return a->day < b->day ? -1 : a->day > b->day;
}

/* When it becomes known: on its day at the earliest, by the end at the latest. */
static int64_t known_at(const struct story *story, const struct elsewhere *referral, struct chance *chance)
{
	int64_t made_ms = calendar_london_time(referral->referred_on, 0);
	int64_t span_ms = story->end_ms - made_ms;

	return made_ms + chance_below(chance, chance_below(chance, 3) == 0 ? MS_PER_DAY : span_ms);
}

struct telling story_tell(const struct story *story, int number)
{
	struct telling telling = {.step_count = story->step_count};
	struct chance chance = {story->seed * 31 + (uint64_t)number};
	struct step *steps = telling.steps;

	for (size_t i = 0; i < story->step_count; i++) {
		steps[i] = story->steps[i];
		steps[i].day = (int32_t)i; /* keeps the order of steps at one moment */
	}
	for (size_t i = 0; i < story->referral_count; i++) {
		const struct elsewhere *referral = &story->referrals[i];

		for (int64_t times = 1 + chance_below(&chance, 2); times > 0; times--)
			steps[telling.step_count++] = (struct step){.at_ms = known_at(story, referral, &chance),
				.kind = STEP_RECORD,
				.number = (int)i,
				.word = referral->treatment_function,
				.patient = referral->patient,
				.day = referral->referred_on};
	}
	for (int64_t reviews = chance_below(&chance, 4); reviews > 0; reviews--)
		steps[telling.step_count++] = (struct step){
			.at_ms = story->steps[0].at_ms + chance_below(&chance, story->end_ms - story->steps[0].at_ms),
			.kind = STEP_REVIEW,
			.day = STORY_STEPS};
	qsort(steps, telling.step_count, sizeof steps[0], compare_steps);
	steps[telling.step_count++] = (struct step){.at_ms = story->end_ms, .kind = STEP_REVIEW};
	return telling;
}
