#include "tests/reports/many_cases.h"

#include <criterion/criterion.h>

#include <stdio.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/fixtures/random.h"

enum { MONTHS = 3 };

/* What happens to a case is decided beforehand, so that it can happen twice. */
struct plan {
	int32_t day;
	int64_t place, practice, intent, age, sex, decile;
	int64_t end; /* 0: waits; 1: answered; 2 and more: closed with that outcome less 1, maybe unanswered */
	bool is_answered, is_late;
	bool is_avoided, is_deferred, is_confirmed, is_reopened;
};

static struct plan plan_one(struct chance *chance)
{
	struct plan plan = {
		.day = 20270001 + 100 * (int32_t)(1 + chance_below(chance, MONTHS)) + (int32_t)chance_below(chance, 25),
		.place = chance_below(chance, 3),
		.practice = chance_below(chance, 3),
		.intent = 1 + chance_below(chance, 3),
		.age = chance_below(chance, 4),
		.sex = chance_below(chance, 3),
		.decile = chance_below(chance, 4),
		.end = chance_below(chance, 8),
		.is_answered = chance_below(chance, 4) > 0,
		.is_late = chance_below(chance, 3) == 0};

	plan.is_avoided = plan.end == 2 && plan.is_answered;
	plan.is_deferred = plan.is_avoided && chance_below(chance, 3) == 0;
	plan.is_confirmed = plan.is_avoided && !plan.is_deferred && chance_below(chance, 2) == 0;
	plan.is_reopened = plan.end >= 2 && !plan.is_avoided && chance_below(chance, 5) == 0;
	return plan;
}

static void avoid(struct world *world, struct conversation_id conversation, struct thread_id thread, const char *by,
	const struct plan *plan, const char *key)
{
	world_avoid(world, conversation, thread, by, key);
	if (plan->is_deferred)
		world_defer(world, conversation, thread, by);
	if (plan->is_confirmed) {
		struct referral_confirmed_data data = {.treatment_function = WORLD_CARDIOLOGY, .avoided_on = plan->day};

		world_happens(world, EVENT_referral_confirmed, conversation, thread, "system", &data);
	}
}

static void happen(struct world *world, const struct plan *plan, int number)
{
	static const char *const practices[] = {"P81001", "P81002", "P81003"};
	const struct conversation_id places[] = {world->cardiology, world->dermatology, world->hillside};
	const char *by = plan->place == 2 ? "d.moore" : "a.khan", *of = plan->place == 1 ? "f.rossi" : "e.okafor";
	struct conversation_id conversation = places[plan->place];
	struct patient patient = {.nhs_number = {"9990000018"}};
	char key[16];

	snprintf(key, sizeof(key), "key-%d", number);
	world->now_ms = calendar_london_time(plan->day, 10 * (int64_t)MS_PER_HOUR);
	struct thread_id thread = {store_last_pos(world->store) + 1};
	struct case_asked_data asked = {.message = {thread.pos},
		.asked = person(of),
		.patient = &patient,
		.title = text_of("Title"),
		.question = text_of("Question"),
		.urgency = URGENCY_ROUTINE,
		.intent = (enum intent)plan->intent,
		.reply_due = world->now_ms + 2 * (int64_t)MS_PER_DAY,
		.treatment_function = plan->place == 1 ? WORLD_DERMATOLOGY : WORLD_CARDIOLOGY,
		.neighbourhood = neighbourhood(plan->place == 2 ? "hillside" : "riverside"),
		.practice = organisation(plan->place == 2 ? "P82001" : practices[plan->practice]),
		.patient_key = text_of(key),
		.age_band = (enum age_band)plan->age,
		.sex = (enum sex)plan->sex,
		.deprivation_decile = plan->decile,
		.provider = organisation("RXX")};
	world_happens(world, EVENT_case_asked, conversation, thread, by, &asked);
	if (plan->end == 0)
		return;
	world->now_ms += plan->is_late ? 6 * (int64_t)MS_PER_DAY : 2 * (int64_t)MS_PER_HOUR;
	if (plan->is_answered || plan->end == 1)
		world_answer(world, conversation, thread, of, "Advice", RECOMMENDATION_ADVICE_ONLY);
	if (plan->end == 1)
		return;
	if (plan->end == 3)
		world_refer(world, conversation, thread, by);
	world_close(world, conversation, thread, by, (enum outcome)(plan->end - 1));
	if (plan->is_avoided)
		avoid(world, conversation, thread, by, plan, key);
	if (plan->is_reopened)
		world_reopen(world, conversation, thread, by, world->now_ms + 2 * (int64_t)MS_PER_DAY);
}

void many_cases_open_twice(struct subject *subject, struct world *world, uint64_t seed, int count, int twice)
{
	struct chance chance = {.state = seed};

	subject_open(subject, SUBJECT_MEMORY);
	world_init(world, subject->store);
	for (int i = 0; i < count; i++) {
		struct plan plan = plan_one(&chance);

		happen(world, &plan, i);
		if (i == twice)
			happen(world, &plan, count);
	}
	world->now_ms = calendar_london_time(20270501, 0);
}

void many_cases_open(struct subject *subject, struct world *world, uint64_t seed, int count)
{
	many_cases_open_twice(subject, world, seed, count, -1);
}

void many_cases_ask(struct world *world, const char *practice, int32_t month, int64_t count)
{
	for (int64_t i = 0; i < count; i++) {
		struct asking asking = {.practice = practice};

		world->now_ms = calendar_london_time(month * 100 + 10, (10 + i % 8) * (int64_t)MS_PER_HOUR);
		world_ask(world, world->cardiology, &asking);
	}
}
