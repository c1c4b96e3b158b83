/* Referrals made elsewhere, the review, and expected activity: design 5. */
#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"
#include "tests/unit/core/scene.h"

TestSuite(decide_ledger, .init = scene_set_up, .fini = scene_tear_down);

/* --- referrals that become known --------------------------------------------------------------------------------------- */

static struct referral_record_args recording(int64_t days_ago)
{
	return (struct referral_record_args){.nhs_number = {"9990000018"},
		.treatment_function = 320,
		.referred_on = calendar_london_date(scene.facts.now_ms - days_ago * MS_PER_DAY),
		.source = text_of("e-RS")};
}

/* Neither a recording nor a review is about a case: the scene has none then. */
static void make_recording(void)
{
	scene_tear_down();
	scene_set_up();
	scene.facts.thread = (struct thread_facts){0};
	scene.facts.conversation = (struct conversation_facts){0};
	scene.facts.names_conversation = false;
}

Test(decide_ledger, a_recorded_referral_defers_the_entries_whose_time_it_falls_into)
{
	struct referral_record_args args;

	make_recording();
	scene_add_entry(70, LEDGER_PROVISIONAL, 10)->conversation.pos = 99; /* asked 13 days ago */
	scene_add_entry(71, LEDGER_CONFIRMED, 132);                         /* its follow-up ended 12 days ago */
	scene_add_entry(72, LEDGER_CONFIRMED, 131);
	scene_add_entry(73, LEDGER_DEFERRED, 20);
	scene_add_entry(74, LEDGER_REOPENED, 20);
	scene_add_entry(75, LEDGER_PROVISIONAL, 8); /* asked 11 days ago */
	args = recording(12);
	const struct referral_record_result *result = SCENE_DECIDE(referral_record, &args, EVENT_referral_recorded,
		EVENT_referral_deferred, EVENT_referral_deferred, EVENT_referral_deferred);
	const struct event *events = scene.decision.events;

	cr_assert(result->recorded);
	cr_assert_eq(result->deferred, 3);
	cr_assert_eq(events[1].thread.pos, 70);
	cr_assert_eq(events[1].conversation.pos, 99);
	cr_assert_eq(events[2].thread.pos, 72);
	cr_assert_eq(events[3].thread.pos, 74);
	cr_assert_eq(events[0].conversation.pos, 0, "nobody is told of the patient's referral itself");
	cr_assert_eq(((const struct referral_deferred_data *)scene_data(1))->cause, DEFERRAL_RECORDED);
	cr_assert_eq(((const struct referral_deferred_data *)scene_data(1))->referred_on, args.referred_on);
	cr_assert(!((const struct referral_deferred_data *)scene_data(1))->at_close);
}

Test(decide_ledger, the_same_referral_is_recorded_once)
{
	static const struct {
		const char *source, *reference;
		int64_t days_ago;
		bool is_new;
	} known[] = {
		{"e-RS", "1", 12, false},
		{"e-RS", "1", 9, false},
		{"e-RS", "2", 12, true},
		{"letter", "1", 12, true},
		{"e-RS", NULL, 12, true},
	};
	struct referral_record_args args;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		make_recording();
		struct referral_facts *referral = scene_add_referral(0, 12);
		referral->reference = text_of("1");
		args = recording(known[i].days_ago);
		args.source = text_of(known[i].source);
		args.reference = text_of(known[i].reference);
		static const enum event_kind recorded[] = {EVENT_referral_recorded};
		const struct referral_record_result *result =
			scene_decide(COMMAND_referral_record, &args, known[i].is_new, recorded);

		cr_assert_eq(result->recorded, known[i].is_new, "row %zu", i);
	}
}

Test(decide_ledger, a_referral_cannot_be_recorded_before_it_is_made)
{
	struct referral_record_args args;

	make_recording();
	args = recording(-1);
	scene_refuses(COMMAND_referral_record, &args, ERROR_BAD_REQUEST, "args.referred_on");
}

/* --- rule 3: the review -------------------------------------------------------------------------------------------------- */

Test(decide_ledger, a_review_confirms_what_was_followed_up_long_enough)
{
	const struct ledger_review_args args = {0};

	make_recording();
	scene_add_due(70, 120)->conversation.pos = 99;
	scene_add_due(71, 500);
	scene_add_due(72, 119); /* no store would say so: the rule is asked all the same */
	const struct ledger_review_result *result =
		SCENE_DECIDE(ledger_review, &args, EVENT_referral_confirmed, EVENT_referral_confirmed);
	const struct referral_confirmed_data *data = scene_data(0);

	cr_assert_eq(result->confirmed, 2);
	cr_assert(result->complete);
	cr_assert_eq(scene.decision.events[0].thread.pos, 70);
	cr_assert_eq(scene.decision.events[0].conversation.pos, 99);
	cr_assert_eq(data->treatment_function, 320);
	cr_assert_eq(data->avoided_on, calendar_london_date(scene.facts.now_ms - 120LL * MS_PER_DAY));
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
}

Test(decide_ledger, a_review_of_more_than_a_page_says_that_there_is_more)
{
	const struct ledger_review_args of_two = {.limit = 2};
	const struct ledger_review_args args = {0};
	enum event_kind events[REVIEW_LIMIT];

	for (size_t i = 0; i < REVIEW_LIMIT; i++)
		events[i] = EVENT_referral_confirmed;
	make_recording();
	for (int64_t i = 0; i < REVIEW_LIMIT + 1; i++)
		scene_add_due(200 + i, 130);
	const struct ledger_review_result *result = scene_decide(COMMAND_ledger_review, &args, REVIEW_LIMIT, events);

	cr_assert_eq(result->confirmed, REVIEW_LIMIT);
	cr_assert(!result->complete);
	result = scene_decide(COMMAND_ledger_review, &of_two, 2, events);
	cr_assert_eq(result->confirmed, 2);
	cr_assert(!result->complete);
}

/* --- what activity is expected --------------------------------------------------------------------------------------- */

Test(decide_ledger, expected_activity_is_kept_with_its_source)
{
	const struct activity_set_args args = {.treatment_function = 320,
		.first_per_week = 28,
		.total_per_week = 28,
		.source = text_of("NAPC 2024"),
		.year = 2024};
	const struct activity_set_args reversed = {
		.treatment_function = 320, .first_per_week = 29, .total_per_week = 28};

	make_recording();
	const struct activity_set_result *result = SCENE_DECIDE(activity_set, &args, EVENT_activity_set);
	const struct activity_set_data *data = scene_data(0);

	cr_assert_eq(result->treatment_function, 320);
	cr_assert_eq(data->first_per_week, 28);
	cr_assert(text_is(data->source, "NAPC 2024"));
	cr_assert_eq(data->year, 2024);
	scene_refuses(COMMAND_activity_set, &reversed, ERROR_BAD_REQUEST, "args.first_per_week");
}
