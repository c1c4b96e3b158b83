#include <criterion/criterion.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/unit/core/scene.h"

TestSuite(decide_case, .init = scene_set_up, .fini = scene_tear_down);

static const struct patient patient = {.nhs_number = {"9990000018"}};
static const struct case_ask_args ask = {.conversation = {12},
	.patient = &patient,
	.title = {"  Chest pain ", 13},
	.question = {"Since three weeks. ", 19},
	.urgency = URGENCY_ROUTINE,
	.intent = INTENT_WOULD_REFER};
static const struct case_answer_args answer = {.thread = {40},
	.answer = {"Stop it.", 8},
	.next_actor = {"GP", 2},
	.next_by = {"2026-12-01", 10},
	.recommendation = RECOMMENDATION_ADVICE_ONLY};
static const struct case_request_information_args request = {.thread = {40}, .body = {"Which dose?", 11}};
static const struct case_refer_args refer = {.thread = {40}};
static const struct case_close_args close_managed = {.thread = {40}, .outcome = OUTCOME_MANAGED_IN_PRIMARY_CARE};
static const struct case_close_args close_redirected = {.thread = {40}, .outcome = OUTCOME_REDIRECTED};
static const struct case_reopen_args reopen = {.thread = {40}, .reason = {"Worse again", 11}};

static void expect_due(int64_t due_ms, const char *expected)
{
	char written[25];

	calendar_format_time(due_ms, written);
	cr_assert_str_eq(written, expected);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

Test(decide_case, asking_opens_a_thread_at_its_own_position_and_promises_an_answer)
{
	const struct case_ask_result *result = SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);
	const struct case_asked_data *data = scene_data(0);

	cr_assert_eq(result->thread.pos, 101);
	cr_assert_eq(result->message.pos, 101);
	cr_assert_eq(result->seq, 18);
	cr_assert_str_eq(result->asked.text, "e.okafor", "the lead, when nobody is named");
	expect_due(result->reply_due, "2026-11-25T17:00:00.000Z");
	cr_assert_eq(scene.decision.events[0].thread.pos, 101);
	cr_assert_eq(data->message.pos, 101);
	cr_assert_eq(data->reply_due, result->reply_due);
	cr_assert(text_is(data->title, "Chest pain"), "a title has no blanks around it");
	cr_assert(text_equal(data->question, ask.question), "a question stays as it was written");
	cr_assert_eq(data->intent, INTENT_WOULD_REFER);
	cr_assert_eq(data->urgency, URGENCY_ROUTINE);
	cr_assert_eq(data->treatment_function, 320);
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
	cr_assert_str_eq(data->practice.text, "Y12345");
	cr_assert(text_is(data->patient_key, "abcdef0123456789"));
	cr_assert_str_eq(data->patient->nhs_number.text, "9990000018");
}

Test(decide_case, an_urgent_question_is_promised_the_same_day)
{
	struct case_ask_args args = ask;

	args.urgency = URGENCY_URGENT;
	expect_due(SCENE_DECIDE(case_ask, &args, EVENT_case_asked)->reply_due, "2026-11-23T17:00:00.000Z");
}

Test(decide_case, the_agreed_reply_time_of_the_link_counts)
{
	scene.facts.conversation.reply_working_days = 5;
	expect_due(SCENE_DECIDE(case_ask, &ask, EVENT_case_asked)->reply_due, "2026-11-30T17:00:00.000Z");
}

Test(decide_case, any_specialist_of_the_link_may_be_asked_by_name)
{
	struct case_ask_args args = ask;

	args.to = (struct person_id){"k.byrne"};
	cr_assert_str_eq(SCENE_DECIDE(case_ask, &args, EVENT_case_asked)->asked.text, "k.byrne");
}

Test(decide_case, without_a_name_a_suspended_lead_is_passed_over)
{
	scene.specialists[0].is_suspended = true;
	cr_assert_str_eq(SCENE_DECIDE(case_ask, &ask, EVENT_case_asked)->asked.text, "k.byrne");
}

Test(decide_case, nobody_outside_the_link_can_be_asked)
{
	struct case_ask_args args = ask;

	args.to = (struct person_id){"f.rossi"};
	scene_refuses(COMMAND_case_ask, &args, ERROR_NOT_FOUND, "args.to");
	args.to = (struct person_id){"a.khan"};
	scene_refuses(COMMAND_case_ask, &args, ERROR_NOT_FOUND, "args.to");
	scene.facts.conversation.specialists.count = 0;
	scene_refuses(COMMAND_case_ask, &ask, ERROR_NOT_FOUND, "args.to");
}

Test(decide_case, a_suspended_specialist_cannot_be_asked_by_name)
{
	struct case_ask_args args = ask;

	args.to = (struct person_id){"k.byrne"};
	scene.specialists[1].is_suspended = true;
	scene_refuses(COMMAND_case_ask, &args, ERROR_CONFLICT, "args.to");
}

/* --- answering ---------------------------------------------------------------------------------------------------- */

Test(decide_case, the_asked_specialist_answers_in_their_own_name)
{
	scene_as_specialist();
	const struct case_answer_result *result = SCENE_DECIDE(case_answer, &answer, EVENT_case_answered);
	const struct case_answered_data *data = scene_data(0);

	cr_assert_eq(result->thread.pos, 40);
	cr_assert_eq(result->message.pos, 101);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(data->recommendation, RECOMMENDATION_ADVICE_ONLY);
	cr_assert(text_is(data->next_by, "2026-12-01"));
	cr_assert(text_is_absent(data->in_primary_care));
	cr_assert_str_empty(data->on_behalf_of.text);
}

Test(decide_case, another_specialist_of_the_link_answers_on_behalf_of_the_one_asked)
{
	scene.facts.actor = scene.specialists[1];
	SCENE_DECIDE(case_answer, &answer, EVENT_case_answered);
	cr_assert_str_eq(((const struct case_answered_data *)scene_data(0))->on_behalf_of.text, "e.okafor");
}

Test(decide_case, an_answered_case_may_be_answered_again)
{
	scene_as_specialist();
	scene.facts.thread.state = STATE_ANSWERED;
	SCENE_DECIDE(case_answer, &answer, EVENT_case_answered);
}

Test(decide_case, asking_for_information_names_what_is_needed)
{
	scene_as_specialist();
	const struct case_request_information_result *result =
		SCENE_DECIDE(case_request_information, &request, EVENT_case_information_requested);

	cr_assert_eq(result->message.pos, 101);
	cr_assert_eq(result->seq, 18);
	cr_assert(text_is(((const struct case_information_requested_data *)scene_data(0))->body, "Which dose?"));
}

/* --- what a case that is closed, open or no case at all does not take --------------------------------------------- */

struct refusal_row {
	enum command_kind kind;
	const void *args;
	bool is_refused_open, is_refused_closed;
};

static const struct refusal_row rows[] = {
	{COMMAND_case_answer, &answer, false, true},
	{COMMAND_case_request_information, &request, false, true},
	{COMMAND_case_refer, &refer, false, false},
	{COMMAND_case_close, &close_redirected, false, true},
	{COMMAND_case_reopen, &reopen, true, false},
};

Test(decide_case, each_act_fits_the_state_of_the_case_or_is_refused)
{
	static const enum thread_state open_states[] = {
		STATE_AWAITING_ANSWER, STATE_AWAITING_INFORMATION, STATE_ANSWERED};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum event_kind event = rows[i].kind == COMMAND_case_answer ? EVENT_case_answered
					: rows[i].kind == COMMAND_case_request_information
						? EVENT_case_information_requested
					: rows[i].kind == COMMAND_case_refer ? EVENT_case_referred
					: rows[i].kind == COMMAND_case_close ? EVENT_case_closed
									     : EVENT_case_reopened;

		for (size_t s = 0; s < sizeof open_states / sizeof open_states[0]; s++) {
			scene.facts.thread.state = open_states[s];
			if (rows[i].is_refused_open)
				scene_refuses(rows[i].kind, rows[i].args, ERROR_CONFLICT, "args.thread");
			else
				scene_decide(rows[i].kind, rows[i].args, 1, &event);
		}
		scene.facts.thread.state = STATE_CLOSED;
		if (rows[i].is_refused_closed)
			scene_refuses(rows[i].kind, rows[i].args, ERROR_CONFLICT, "args.thread");
		else
			scene_decide(rows[i].kind, rows[i].args, 1, &event);
	}
}

Test(decide_case, a_topic_is_no_case)
{
	scene.facts.thread.kind = THREAD_TOPIC;
	scene.facts.thread.state = STATE_OPEN;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		scene_refuses(rows[i].kind, rows[i].args, ERROR_CONFLICT, "args.thread");
}

/* --- referring ---------------------------------------------------------------------------------------------------- */

Test(decide_case, a_referral_goes_to_the_specialty_of_the_case_unless_told)
{
	struct case_refer_args args = refer;
	const struct case_refer_result *result = SCENE_DECIDE(case_refer, &args, EVENT_case_referred);

	cr_assert_eq(result->treatment_function, 320);
	cr_assert_eq(result->avoided, 0, "it had not counted");
	args.treatment_function = 340;
	result = SCENE_DECIDE(case_refer, &args, EVENT_case_referred);
	cr_assert_eq(result->treatment_function, 340);
	cr_assert_eq(((const struct case_referred_data *)scene_data(0))->treatment_function, 340);
}

Test(decide_case, referring_twice_is_allowed)
{
	scene.facts.thread.is_referred = true;
	SCENE_DECIDE(case_refer, &refer, EVENT_case_referred);
}

/* --- closing ------------------------------------------------------------------------------------------------------ */

Test(decide_case, closing_keeps_the_outcome_and_the_note)
{
	struct case_close_args args = {.thread = {40}, .outcome = OUTCOME_URGENT_ADMISSION, .note = text_of("Sent in")};
	const struct case_close_result *result = SCENE_DECIDE(case_close, &args, EVENT_case_closed);
	const struct case_closed_data *data = scene_data(0);

	cr_assert_eq(result->outcome, OUTCOME_URGENT_ADMISSION);
	cr_assert_eq(result->seq, 18);
	cr_assert_eq(result->avoided, 0);
	cr_assert_eq(data->outcome, OUTCOME_URGENT_ADMISSION);
	cr_assert(text_is(data->note, "Sent in"));
}

Test(decide_case, an_unanswered_case_may_be_closed_and_claims_nothing)
{
	cr_assert_eq(SCENE_DECIDE(case_close, &close_managed, EVENT_case_closed)->avoided, 0);
}

/* --- reopening ---------------------------------------------------------------------------------------------------- */

struct reopening {
	bool is_specialist;
	int64_t answer_count;
	bool is_promised;
};

Test(decide_case, reopening_promises_anew_when_the_specialist_moves_next)
{
	static const struct reopening reopenings[] = {
		{false, 0, true},
		{false, 1, true},
		{true, 0, true},
		{true, 1, false},
	};

	for (size_t i = 0; i < sizeof reopenings / sizeof reopenings[0]; i++) {
		scene_tear_down();
		scene_set_up();
		scene.facts.thread.state = STATE_CLOSED;
		scene.facts.thread.answer_count = reopenings[i].answer_count;
		if (reopenings[i].is_specialist)
			scene_as_specialist();
		const struct case_reopen_result *result = SCENE_DECIDE(case_reopen, &reopen, EVENT_case_reopened);

		cr_assert_eq(result->reply_due != 0, reopenings[i].is_promised, "row %zu", i);
		cr_assert_eq(((const struct case_reopened_data *)scene_data(0))->reply_due, result->reply_due);
		if (result->reply_due)
			expect_due(result->reply_due, "2026-11-25T17:00:00.000Z");
	}
}

Test(decide_case, reopening_an_urgent_case_promises_the_same_day)
{
	scene.facts.thread.state = STATE_CLOSED;
	scene.facts.thread.urgency = URGENCY_URGENT;
	expect_due(SCENE_DECIDE(case_reopen, &reopen, EVENT_case_reopened)->reply_due, "2026-11-23T17:00:00.000Z");
}

/* --- capacity, leave, and links that are not open -------------------------------------------------------------------- */

Test(decide_case, nothing_is_asked_in_a_link_that_is_not_open)
{
	struct link_terms *terms = &scene.facts.conversation.terms;
	static const struct link_terms closed[] = {{.is_team_awaited = true}, {.is_specialists_awaited = true},
		{.is_team_awaited = true, .is_specialists_awaited = true}, {.starts_on = 20261124},
		{.ends_on = 20261122}, {.ended_at_ms = 1}};
	static const char *const says[] = {"team has still", "specialists has still", "team and one of", "2026-11-24",
		"until 2026-11-22", "ended on 1970-01-01"};

	for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
		*terms = closed[i];
		scene_refuses(COMMAND_case_ask, &ask, ERROR_CONFLICT, "args.conversation");
		cr_assert(strstr(scene.decision.refusal.sentence.data, says[i]) != NULL, "%s",
			scene.decision.refusal.sentence.data);
	}
	scene.facts.conversation.link.pos = 0;
	SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);
}

Test(decide_case, who_is_away_is_asked_all_the_same_and_it_is_said_who_answers)
{
	scene.specialists[0].away_until_ms = scene.facts.now_ms + 1;
	scene.specialists[0].deputy = (struct person_id){"k.byrne"};
	const struct case_ask_result *result = SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);
	const struct case_asked_data *data = scene_data(0);

	cr_assert_str_eq(result->asked.text, "e.okafor");
	cr_assert_str_eq(result->deputy.text, "k.byrne");
	cr_assert_eq(result->away_until, scene.facts.now_ms + 1);
	cr_assert_str_eq(data->deputy.text, "k.byrne");
	cr_assert_eq(data->away_until, result->away_until);
}

Test(decide_case, over_the_weekly_limit_the_next_one_is_asked_who_is_here_and_free)
{
	scene.facts.conversation.weekly_limit = 2;
	scene.specialists[0].asked_this_week = 1;
	const struct case_ask_result *result = SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);
	cr_assert_str_eq(result->asked.text, "e.okafor");
	scene.specialists[0].asked_this_week = 2;
	result = SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);
	cr_assert_str_eq(result->asked.text, "k.byrne");
	cr_assert_str_eq(result->redirected_from.text, "e.okafor");
	cr_assert_not(result->over_limit);
	cr_assert_str_eq(((const struct case_asked_data *)scene_data(0))->redirected_from.text, "e.okafor");
}

Test(decide_case, with_nobody_free_it_stays_with_the_one_meant_and_says_so)
{
	scene.facts.conversation.weekly_limit = 2;
	scene.specialists[0].asked_this_week = 2;
	for (int why = 0; why < 3; why++) {
		scene.specialists[1].asked_this_week = why == 0 ? 2 : 0;
		scene.specialists[1].is_suspended = why == 1;
		scene.specialists[1].away_until_ms = why == 2;
		const struct case_ask_result *result = SCENE_DECIDE(case_ask, &ask, EVENT_case_asked);

		cr_assert_str_eq(result->asked.text, "e.okafor");
		cr_assert_str_eq(result->redirected_from.text, "");
		cr_assert(result->over_limit);
		cr_assert(((const struct case_asked_data *)scene_data(0))->over_limit);
	}
}

Test(decide_case, a_request_for_information_says_what_is_left_of_the_promise)
{
	scene_as_specialist();
	scene.facts.thread.promise.due_ms = scene.facts.now_ms + 90 * MS_PER_MINUTE;
	SCENE_DECIDE(case_request_information, &request, EVENT_case_information_requested);
	cr_assert_eq(((const struct case_information_requested_data *)scene_data(0))->working_minutes_left, 90);
	scene.facts.thread.promise.due_ms = 0;
	scene.facts.thread.paused_left_ms = 7 * MS_PER_MINUTE;
	SCENE_DECIDE(case_request_information, &request, EVENT_case_information_requested);
	cr_assert_eq(((const struct case_information_requested_data *)scene_data(0))->working_minutes_left, 7);
}
