/* Which cases count as avoided referrals, worked out by hand from design 5. */
#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"
#include "tests/unit/core/scene.h"

TestSuite(ledger, .init = scene_set_up, .fini = scene_tear_down);

/* Entries of the same patient and treatment function for other cases; state 0 ends them. */
struct other {
	enum ledger_state state;
	int64_t days_ago;
};

struct closing {
	enum intent intent;
	int64_t answers;
	enum recommendation last;
	enum outcome outcome;
	bool is_referred;
	enum ledger_state own;
	struct other others[3];
	enum ledger_state result; /* what the receipt says */
	const char *why;
};

#define WOULD INTENT_WOULD_REFER
#define UNSURE INTENT_UNSURE
#define WOULD_NOT INTENT_WOULD_NOT_REFER
#define ADVICE RECOMMENDATION_ADVICE_ONLY
#define IF_REQUIRED RECOMMENDATION_REFERRAL_IF_REQUIRED
#define REFER RECOMMENDATION_REFERRAL
#define OTHER RECOMMENDATION_OTHER
#define MANAGED OUTCOME_MANAGED_IN_PRIMARY_CARE
#define COUNTS LEDGER_PROVISIONAL

static const struct closing closings[] = {
	/* intent answers last outcome referred own others result */
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{0}}, COUNTS, "the plain case"},
	{WOULD, 3, ADVICE, MANAGED, false, 0, {{0}}, COUNTS, "several answers count once"},
	{WOULD, 1, IF_REQUIRED, MANAGED, false, 0, {{0}}, COUNTS, "advice was enough"},
	{WOULD, 1, OTHER, MANAGED, false, 0, {{0}}, COUNTS, "something else was advised, but not a referral"},
	/* rule 1: what the asker would have done */
	{UNSURE, 1, ADVICE, MANAGED, false, 0, {{0}}, 0, "unsure is not would_refer"},
	{WOULD_NOT, 1, ADVICE, MANAGED, false, 0, {{0}}, 0, "nothing was avoided"},
	/* rule 2: an answer, and what it said last */
	{WOULD, 0, 0, MANAGED, false, 0, {{0}}, 0, "no specialist answered"},
	{WOULD, 1, REFER, MANAGED, false, 0, {{0}}, 0, "the specialist recommended a referral"},
	{WOULD, 2, REFER, MANAGED, false, 0, {{0}}, 0, "the last word was to refer"},
	{WOULD, 2, ADVICE, MANAGED, false, 0, {{0}}, COUNTS, "the last word was not to, whatever the first was"},
	/* rule 2: the outcome */
	{WOULD, 1, ADVICE, OUTCOME_INVESTIGATE_FIRST, false, 0, {{0}}, 0, "not decided yet"},
	{WOULD, 1, ADVICE, OUTCOME_REDIRECTED, false, 0, {{0}}, 0, "another service has it"},
	{WOULD, 1, ADVICE, OUTCOME_URGENT_ADMISSION, false, 0, {{0}}, 0, "the opposite of avoided"},
	{WOULD, 1, ADVICE, OUTCOME_NO_LONGER_NEEDED, false, 0, {{0}}, 0, "the question fell away"},
	{WOULD, 1, ADVICE, OUTCOME_REFERRED, false, 0, {{0}}, 0, "referred"},
	/* rule 2: never referred */
	{WOULD, 1, ADVICE, MANAGED, true, 0, {{0}}, 0, "a referral was made from this case"},
	/* rule 2: once per patient, treatment function and episode */
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_PROVISIONAL, 10}}, 0, "another case counts for this episode"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_CONFIRMED, 119}}, 0, "and a confirmed one as well"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_PROVISIONAL, 120}}, COUNTS, "120 days on it is another episode"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_CONFIRMED, 400}}, COUNTS, "long ago"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_DEFERRED, 10}}, 0, "a deferred entry keeps its episode"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_REOPENED, 10}}, 0, "and a reopened one"},
	{WOULD, 1, ADVICE, MANAGED, false, 0,
		{{LEDGER_DEFERRED, 200}, {LEDGER_CONFIRMED, 300}, {LEDGER_PROVISIONAL, 5}}, 0,
		"one entry among several is enough"},
	{WOULD, 1, ADVICE, MANAGED, false, 0, {{LEDGER_REOPENED, 120}, {LEDGER_CONFIRMED, 121}, {LEDGER_DEFERRED, 240}},
		COUNTS, "none of several has this episode"},
	/* closed again after reopening: its own entry stands in nobody's way */
	{WOULD, 1, ADVICE, MANAGED, false, LEDGER_REOPENED, {{0}}, COUNTS, "counts again"},
	{WOULD, 2, REFER, MANAGED, false, LEDGER_REOPENED, {{0}}, 0, "the second answer was to refer"},
	{WOULD, 1, ADVICE, OUTCOME_REDIRECTED, false, LEDGER_REOPENED, {{0}}, 0,
		"it stays reopened: nothing is claimed"},
	{WOULD, 1, ADVICE, MANAGED, true, LEDGER_DEFERRED, {{0}}, 0, "referred once is referred"},
	{WOULD, 1, ADVICE, MANAGED, false, LEDGER_DEFERRED, {{0}}, COUNTS,
		"deferred by something that is not so any more: what referrals are known decides"},
	{WOULD, 1, ADVICE, OUTCOME_REFERRED, false, LEDGER_REOPENED, {{0}}, LEDGER_DEFERRED,
		"rule 4: a changed outcome"},
};

static void make_case(const struct closing *row)
{
	struct thread_facts *thread = &scene.facts.thread;

	scene_tear_down();
	scene_set_up();
	thread->state = row->answers ? STATE_ANSWERED : STATE_AWAITING_ANSWER;
	thread->intent = row->intent;
	thread->answer_count = row->answers;
	thread->last_recommendation = row->last;
	thread->is_referred = row->is_referred;
	thread->ledger = row->own;
	if (row->own)
		scene_add_entry(thread->id.pos, row->own, 3);
	for (size_t i = 0; i < 3 && row->others[i].state; i++)
		scene_add_entry(70 + (int64_t)i, row->others[i].state, row->others[i].days_ago);
}

Test(ledger, each_way_a_case_ends_counts_as_worked_out_by_hand)
{
	for (size_t i = 0; i < sizeof closings / sizeof closings[0]; i++) {
		const struct closing *row = &closings[i];
		const struct case_close_args args = {.thread = {40}, .outcome = row->outcome};
		enum event_kind events[] = {EVENT_case_closed, 0};
		bool is_refused = false;

		make_case(row);
		events[1] = row->result == LEDGER_DEFERRED ? EVENT_referral_deferred : EVENT_referral_avoided;
		for (size_t o = 0; o < 3; o++)
			is_refused = is_refused || (row->outcome == OUTCOME_REFERRED && row->others[o].state);
		cr_assert(!is_refused, "rows with a referral and other cases are told below");
		const struct case_close_result *result =
			scene_decide(COMMAND_case_close, &args, row->result ? 2 : 1, events);

		cr_assert_eq(result->avoided, row->result, "row %zu: %s", i, row->why);
	}
}

Test(ledger, an_entry_says_whose_it_is)
{
	const struct case_close_args args = {.thread = {40}, .outcome = MANAGED};

	make_case(&closings[0]);
	SCENE_DECIDE(case_close, &args, EVENT_case_closed, EVENT_referral_avoided);
	const struct referral_avoided_data *data = scene_data(1);

	cr_assert_eq(data->state, LEDGER_PROVISIONAL);
	cr_assert_eq(data->treatment_function, 320);
	cr_assert_str_eq(data->neighbourhood.text, "riverside");
	cr_assert_str_eq(data->practice.text, "Y12345");
	cr_assert(text_is(data->patient_key, "abcdef0123456789"));
	cr_assert_eq(scene.decision.events[1].thread.pos, 40);
}

/* --- rule 4: a referral defers what claimed that there would be none ---------------------------------------------- */

struct deferring {
	bool is_close; /* as referred; else case.refer */
	enum ledger_state own;
	struct other others[3];
	size_t deferred;
	enum ledger_state result;
	const char *why;
};

static const struct deferring deferrings[] = {
	{false, 0, {{0}}, 0, 0, "nothing had counted"},
	{false, LEDGER_PROVISIONAL, {{0}}, 1, LEDGER_DEFERRED, "its own claim"},
	{false, LEDGER_CONFIRMED, {{0}}, 1, LEDGER_DEFERRED, "a confirmed claim too"},
	{false, LEDGER_REOPENED, {{0}}, 1, LEDGER_DEFERRED, "opened again, and then referred"},
	{false, LEDGER_DEFERRED, {{0}}, 0, LEDGER_DEFERRED, "deferred already"},
	{false, 0, {{LEDGER_PROVISIONAL, 10}}, 1, 0, "the patient's other case claimed it"},
	{false, 0, {{LEDGER_DEFERRED, 10}, {LEDGER_REOPENED, 5}}, 1, 0, "what waits for its case is settled, once"},
	{false, LEDGER_PROVISIONAL, {{LEDGER_PROVISIONAL, 119}, {LEDGER_CONFIRMED, 10}}, 3, LEDGER_DEFERRED,
		"all whose follow-up includes today"},
	{false, LEDGER_PROVISIONAL, {{LEDGER_PROVISIONAL, 120}, {LEDGER_CONFIRMED, 300}}, 1, LEDGER_DEFERRED,
		"none whose follow-up is over"},
	{true, 0, {{0}}, 0, 0, "nothing had counted"},
	{true, LEDGER_REOPENED, {{0}}, 1, LEDGER_DEFERRED, "the outcome changed"},
	{true, LEDGER_REOPENED, {{LEDGER_PROVISIONAL, 10}}, 2, LEDGER_DEFERRED,
		"and the other case's claim falls with it"},
	{true, 0, {{LEDGER_CONFIRMED, 10}}, 1, 0, "only the other case had claimed"},
};

Test(ledger, each_referral_defers_every_claim_of_the_patient_and_treatment_function)
{
	for (size_t i = 0; i < sizeof deferrings / sizeof deferrings[0]; i++) {
		const struct deferring *row = &deferrings[i];
		const struct closing like = {WOULD, 1, ADVICE, MANAGED, false, row->own, {{0}}, 0, row->why};
		const struct case_refer_args refer = {.thread = {40}};
		const struct case_close_args close = {.thread = {40}, .outcome = OUTCOME_REFERRED};
		enum event_kind events[] = {
			EVENT_case_referred, EVENT_referral_deferred, EVENT_referral_deferred, EVENT_referral_deferred};

		make_case(&like);
		for (size_t o = 0; o < 3 && row->others[o].state; o++)
			scene_add_entry(70 + (int64_t)o, row->others[o].state, row->others[o].days_ago);
		if (row->is_close) {
			events[0] = EVENT_case_closed;
			const struct case_close_result *result =
				scene_decide(COMMAND_case_close, &close, 1 + row->deferred, events);

			cr_assert_eq(result->avoided, row->result, "row %zu: %s", i, row->why);
			continue;
		}
		const struct case_refer_result *result =
			scene_decide(COMMAND_case_refer, &refer, 1 + row->deferred, events);

		cr_assert_eq(result->avoided, row->result, "row %zu: %s", i, row->why);
	}
}

Test(ledger, a_deferral_stands_with_the_case_whose_claim_it_was_and_says_why)
{
	const struct case_close_args args = {.thread = {40}, .outcome = OUTCOME_REFERRED};
	const struct closing like = {WOULD, 1, ADVICE, MANAGED, false, LEDGER_REOPENED, {{0}}, 0, ""};

	make_case(&like);
	scene_add_entry(70, LEDGER_PROVISIONAL, 10)->conversation.pos = 99;
	scene_add_entry(71, LEDGER_PROVISIONAL, 10);
	SCENE_DECIDE(case_close, &args, EVENT_case_closed, EVENT_referral_deferred, EVENT_referral_deferred,
		EVENT_referral_deferred);
	const struct event *events = scene.decision.events;

	cr_assert_eq(events[1].thread.pos, 40);
	cr_assert_eq(((const struct referral_deferred_data *)scene_data(1))->cause, DEFERRAL_OUTCOME_CHANGED);
	cr_assert_eq(events[2].thread.pos, 70);
	cr_assert_eq(events[2].conversation.pos, 99, "members of that conversation hear of it");
	cr_assert_eq(((const struct referral_deferred_data *)scene_data(2))->cause, DEFERRAL_CASE_REFER);
	cr_assert_eq(events[3].conversation.pos, 12);
	cr_assert_eq(events[3].seq, 20, "gap-free though another conversation stands between");
}

Test(ledger, more_claims_than_one_command_may_move_do_not_block_the_referral)
{
	const struct case_refer_args args = {.thread = {40}};
	const struct closing like = {WOULD, 1, ADVICE, MANAGED, false, LEDGER_PROVISIONAL, {{0}}, 0, ""};
	enum event_kind events[LIMIT_EVENTS_PER_COMMAND] = {EVENT_case_referred};

	make_case(&like);
	for (size_t i = 1; i < LIMIT_EVENTS_PER_COMMAND; i++)
		events[i] = EVENT_referral_deferred;
	for (int64_t i = 0; i < 79; i++)
		scene_add_entry(200 + i, LEDGER_PROVISIONAL, 10);
	scene_decide(COMMAND_case_refer, &args, LIMIT_EVENTS_PER_COMMAND, events);
}

/* --- reopening: nothing is claimed while the case is open --------------------------------------------------------- */

Test(ledger, reopening_takes_the_claim_back)
{
	static const enum ledger_state states[] = {
		0, LEDGER_PROVISIONAL, LEDGER_CONFIRMED, LEDGER_DEFERRED, LEDGER_REOPENED};
	static const bool is_taken_back[] = {false, true, true, false, false};
	const struct case_reopen_args args = {.thread = {40}, .reason = text_of("Worse")};

	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
		const struct closing like = {WOULD, 1, ADVICE, MANAGED, false, states[i], {{0}}, 0, ""};
		const enum event_kind events[] = {EVENT_case_reopened, EVENT_referral_reopened};

		make_case(&like);
		scene.facts.thread.state = STATE_CLOSED;
		scene_decide(COMMAND_case_reopen, &args, is_taken_back[i] ? 2 : 1, events);
		if (is_taken_back[i])
			cr_assert_eq(((const struct referral_reopened_data *)scene_data(1))->treatment_function, 320);
	}
}

/* --- referrals that are known when a case is closed ------------------------------------------------------------------ */

Test(ledger, a_case_closed_against_a_referral_that_is_known_enters_the_ledger_deferred)
{
	static const struct {
		int64_t days_ago; /* the case was asked 3 days ago */
		int64_t thread_pos;
		enum deferral_cause cause; /* 0: it says nothing against the case */
	} known[] = {
		{0, 0, DEFERRAL_RECORDED},
		{3, 0, DEFERRAL_RECORDED},
		{3, 70, DEFERRAL_CASE_REFER},
		{4, 0, 0},
		{100, 70, 0},
	};
	const struct case_close_args args = {.thread = {40}, .outcome = MANAGED};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		make_case(&closings[0]);
		int32_t referred_on = scene_add_referral(known[i].thread_pos, known[i].days_ago)->referred_on;
		const enum event_kind events[] = {
			EVENT_case_closed, known[i].cause ? EVENT_referral_deferred : EVENT_referral_avoided};
		const struct case_close_result *result = scene_decide(COMMAND_case_close, &args, 2, events);

		cr_assert_eq(result->avoided, known[i].cause ? LEDGER_DEFERRED : LEDGER_PROVISIONAL, "row %zu", i);
		if (known[i].cause) {
			const struct referral_deferred_data *data = scene_data(1);

			cr_assert(data->at_close, "nothing was ever claimed");
			cr_assert_eq(data->cause, known[i].cause, "row %zu", i);
			cr_assert_eq(data->referred_on, referred_on, "row %zu", i);
		}
	}
}

Test(ledger, of_several_referrals_that_are_known_the_earliest_that_contradicts_is_told)
{
	const struct case_close_args args = {.thread = {40}, .outcome = MANAGED};

	make_case(&closings[0]);
	scene_add_referral(0, 1);
	int32_t earliest = scene_add_referral(0, 2)->referred_on;
	scene_add_referral(0, 9);
	SCENE_DECIDE(case_close, &args, EVENT_case_closed, EVENT_referral_deferred);
	cr_assert_eq(((const struct referral_deferred_data *)scene_data(1))->referred_on, earliest);
}
