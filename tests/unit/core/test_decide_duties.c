/* What time brings about: core/duties.h. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/duties.h"
#include "tests/unit/core/scene.h"

static struct duty_facts duties[30];
static struct person_facts specialists[2];
static const struct duties_review_args args;

static void set_up(void)
{
	scene_set_up();
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.thread = (struct thread_facts){0};
	memset(duties, 0, sizeof duties);
	memcpy(specialists, scene.specialists, sizeof specialists);
	scene.facts.duties = (struct list){duties, 0};
}

TestSuite(decide_duties, .init = set_up, .fini = scene_tear_down);

/* A promise of sixteen working hours that is due so long after now, or before it. */
static struct duty_facts *add_promise(enum promise_step step, int64_t due_in_ms)
{
	struct duty_facts *duty = &duties[scene.facts.duties.count++];

	duty->kind = DUTY_PROMISE;
	duty->thread = (struct thread_facts){.found = true,
		.id = {40},
		.conversation = {12},
		.asked = {"e.okafor"},
		.urgency = URGENCY_ROUTINE,
		.neighbourhood = {"riverside"},
		.promise = {step, 16 * MS_PER_HOUR, scene.facts.now_ms + due_in_ms}};
	duty->specialists = (struct list){specialists, 2};
	return duty;
}

Test(decide_duties, nothing_due_is_complete)
{
	const struct duties_review_result *result = scene_decide(COMMAND_duties_review, &args, 0, NULL);

	cr_assert(result->complete);
	cr_assert_eq(result->done, 0);
}

Test(decide_duties, leave_begins_and_ends)
{
	const struct cover_facts cover = {.found = true,
		.id = {77},
		.person = {"e.okafor"},
		.deputy = {"k.byrne"},
		.until_ms = scene.facts.now_ms + 1,
		.waiting = 2};

	duties[0] = (struct duty_facts){.kind = DUTY_COVER_ENDS, .cover = cover};
	duties[1] = (struct duty_facts){.kind = DUTY_COVER_BEGINS, .cover = cover};
	scene.facts.duties.count = 2;
	const struct duties_review_result *result =
		SCENE_DECIDE(duties_review, &args, EVENT_cover_ended, EVENT_cover_began);
	const struct cover_ended_data *ended = scene_data(0);

	cr_assert_eq(result->done, 2);
	cr_assert_not(result->complete, "look again");
	cr_assert_eq(ended->cause, COVER_END_OVER);
	cr_assert_eq(ended->waiting, 2);
	cr_assert_eq(((const struct cover_began_data *)scene_data(1))->until, cover.until_ms);
}

Test(decide_duties, a_promise_is_reminded_of_once)
{
	add_promise(PROMISE_RUNNING, MS_PER_HOUR);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_reminded);
	cr_assert_eq(scene.decision.events[0].conversation.pos, 12);
	cr_assert_eq(scene.decision.events[0].thread.pos, 40);
	cr_assert_str_eq(((const struct promise_reminded_data *)scene_data(0))->deputy.text, "");
	specialists[0].away_until_ms = 1;
	specialists[0].deputy = (struct person_id){"f.rossi"};
	SCENE_DECIDE(duties_review, &args, EVENT_promise_reminded);
	cr_assert_str_eq(((const struct promise_reminded_data *)scene_data(0))->deputy.text, "f.rossi");
	duties[0].thread.promise.step = PROMISE_REMINDED;
	const struct duties_review_result *result = scene_decide(COMMAND_duties_review, &args, 0, NULL);
	cr_assert_eq(result->done, 0, "it was told, and is not due");
}

Test(decide_duties, a_promise_that_lapses_is_told_to_who_stands_behind)
{
	add_promise(PROMISE_REMINDED, 0);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_lapsed);
	const struct promise_lapsed_data *data = scene_data(0);

	cr_assert_str_eq(data->asked.text, "e.okafor");
	cr_assert_str_eq(data->behind.text, "k.byrne");
	cr_assert_eq(data->reply_due, scene.facts.now_ms);
}

Test(decide_duties, what_lapsed_unseen_is_not_reminded_of_and_what_is_long_overdue_is_escalated_too)
{
	add_promise(PROMISE_RUNNING, 0);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_lapsed);
	duties[0].thread.promise.due_ms = scene.facts.now_ms - 3 * MS_PER_DAY;
	SCENE_DECIDE(duties_review, &args, EVENT_promise_lapsed, EVENT_promise_escalated);
	cr_assert_eq(((const struct promise_escalated_data *)scene_data(1))->cause, ESCALATION_UNANSWERED);
}

Test(decide_duties, with_nobody_behind_the_coordinators_are_told_at_once)
{
	specialists[1].is_suspended = true;
	add_promise(PROMISE_REMINDED, 0);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_lapsed, EVENT_promise_escalated);
	const struct promise_escalated_data *data = scene_data(1);

	cr_assert_eq(data->cause, ESCALATION_NOBODY_BEHIND);
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
	cr_assert_str_eq(data->behind.text, "");
}

Test(decide_duties, half_a_working_day_after_the_lapse_it_is_escalated)
{
	add_promise(PROMISE_LAPSED, -3 * MS_PER_DAY);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_escalated);
	cr_assert_str_eq(((const struct promise_escalated_data *)scene_data(0))->behind.text, "k.byrne");
	duties[0].thread.promise.due_ms = scene.facts.now_ms - 15 * MS_PER_MINUTE;
	scene_decide(COMMAND_duties_review, &args, 0, NULL);
}

/* Whoever promised answers here no more: waiting for the lapse would only lose time. */
Test(decide_duties, the_promises_of_a_suspended_specialist_are_escalated_at_once)
{
	specialists[0].is_suspended = true;
	add_promise(PROMISE_RUNNING, 3 * MS_PER_DAY);
	SCENE_DECIDE(duties_review, &args, EVENT_promise_escalated);
	const struct promise_escalated_data *data = scene_data(0);

	cr_assert_eq(data->cause, ESCALATION_SUSPENDED);
	cr_assert_str_eq(data->behind.text, "k.byrne");
}

Test(decide_duties, a_page_holds_so_many_and_no_more)
{
	static enum event_kind events[DUTIES_LIMIT];
	const struct duties_review_args of_two = {.limit = 2};

	for (int i = 0; i < DUTIES_LIMIT; i++)
		events[i] = EVENT_promise_lapsed;
	for (int i = 0; i <= DUTIES_LIMIT; i++)
		add_promise(PROMISE_REMINDED, 0);
	const struct duties_review_result *result = scene_decide(COMMAND_duties_review, &args, DUTIES_LIMIT, events);
	cr_assert_eq(result->done, DUTIES_LIMIT);
	cr_assert_not(result->complete);
	scene_decide(COMMAND_duties_review, &of_two, 2, events);
}
