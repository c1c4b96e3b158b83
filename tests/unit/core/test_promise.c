/* The steps of a promise, and who holds it: design 2. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "core/facts.h"
#include "core/working_time.h"

static int64_t ms_of(const char *time)
{
	int64_t time_ms = 0;

	cr_assert(calendar_parse_time(text_of(time), &time_ms) == OK, "%s", time);
	return time_ms;
}

static void expect_time(int64_t time_ms, const char *expected)
{
	char written[25];

	calendar_format_time(time_ms, written);
	cr_assert_str_eq(written, expected);
}

struct steps {
	const char *made, *due, *reminder, *escalation;
	enum urgency urgency;
};

static const struct steps steps[] = {
	/* 23.5 working hours: 5 hours 52.5 minutes before the end */
	{"2026-11-23T09:30:00Z", "2026-11-25T17:00:00Z", "2026-11-25T11:07:30.000Z", "2026-11-26T13:00:00.000Z",
		URGENCY_ROUTINE},
	/* urgent, two hours given: half an hour; one hour after, which is the next morning */
	{"2026-11-23T15:00:00Z", "2026-11-23T17:00:00Z", "2026-11-23T16:30:00.000Z", "2026-11-24T10:00:00.000Z",
		URGENCY_URGENT},
	/* over the weekend and Christmas: 20 working hours on the 23rd, 24th and 29th */
	{"2026-12-23T13:00:00Z", "2026-12-29T17:00:00Z", "2026-12-29T12:00:00.000Z", "2026-12-30T13:00:00.000Z",
		URGENCY_ROUTINE},
	/* the clocks went back between: 16 working hours */
	{"2026-10-23T08:00:00Z", "2026-10-26T17:00:00Z", "2026-10-26T13:00:00.000Z", "2026-10-27T13:00:00.000Z",
		URGENCY_ROUTINE},
};

Test(promise, it_is_reminded_of_lapses_and_is_escalated_in_working_time)
{
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct promise promise = promise_made(ms_of(steps[i].made), ms_of(steps[i].due));

		cr_assert_eq(promise.step, PROMISE_RUNNING);
		expect_time(promise_next_step_ms(&promise, steps[i].urgency), steps[i].reminder);
		promise.step = PROMISE_REMINDED;
		cr_assert_eq(promise_next_step_ms(&promise, steps[i].urgency), promise.due_ms);
		promise.step = PROMISE_LAPSED;
		expect_time(promise_next_step_ms(&promise, steps[i].urgency), steps[i].escalation);
		promise.step = PROMISE_ESCALATED;
		cr_assert_eq(promise_next_step_ms(&promise, steps[i].urgency), 0);
	}
}

Test(promise, a_clock_that_stands_still_takes_no_step)
{
	struct promise promise = promise_made(ms_of("2026-11-23T09:00:00Z"), ms_of("2026-11-25T17:00:00Z"));

	promise.due_ms = 0;
	cr_assert_eq(promise_next_step_ms(&promise, URGENCY_ROUTINE), 0);
}

Test(promise, what_was_reminded_of_is_not_reminded_of_again_unless_it_is_early_again)
{
	int64_t due_ms = ms_of("2026-12-01T12:00:00Z");
	const struct promise reminded = {.step = PROMISE_REMINDED, .given_ms = 24 * MS_PER_HOUR};
	const struct promise lapsed = {.step = PROMISE_LAPSED, .given_ms = 24 * MS_PER_HOUR};
	const struct promise nothing = {0};

	cr_assert_eq(promise_resumed(&reminded, 6 * MS_PER_HOUR, due_ms).step, PROMISE_REMINDED);
	cr_assert_eq(promise_resumed(&reminded, 6 * MS_PER_HOUR + 1, due_ms).step, PROMISE_RUNNING);
	cr_assert_eq(promise_resumed(&lapsed, 0, due_ms).step, PROMISE_LAPSED);
	cr_assert_eq(promise_resumed(&lapsed, 0, due_ms).due_ms, due_ms);
	cr_assert_eq(promise_resumed(&nothing, 0, due_ms).step, PROMISE_RUNNING);
	cr_assert(promise_is_renewed(0, 1));
	cr_assert_not(promise_is_renewed(0, 0));
	cr_assert_not(promise_is_renewed(1, 1));
}

/* --- who holds it ------------------------------------------------------------------------------------------------- */

static struct person_facts people[3];
static const struct list specialists = {people, 3};
static const struct person_id asked = {"b"};

static void make_people(void)
{
	for (size_t i = 0; i < 3; i++)
		people[i] = (struct person_facts){.found = true, .id = {{(char)('a' + i), '\0'}}};
}

TestSuite(promise_holder, .init = make_people);

static void expect_behind(const char *expected)
{
	struct person_id behind = {""};

	cr_assert_eq(promise_behind(&specialists, asked, &behind), expected[0] != '\0');
	cr_assert_str_eq(behind.text, expected);
}

Test(promise_holder, the_next_specialist_stands_behind_and_after_the_last_comes_the_lead)
{
	expect_behind("c");
	people[2].is_suspended = true;
	expect_behind("a");
	people[2].is_suspended = false;
	people[2].away_until_ms = 1;
	expect_behind("a");
	people[0].is_suspended = true;
	expect_behind("");
}

Test(promise_holder, a_deputy_stands_before_everybody_else)
{
	people[1].away_until_ms = 1;
	expect_behind("c");
	people[1].deputy = (struct person_id){"d"};
	expect_behind("d");
}

Test(promise_holder, who_is_not_named_has_the_lead_behind_them)
{
	struct person_id behind = {""};

	cr_assert(promise_behind(&specialists, (struct person_id){"x"}, &behind));
	cr_assert_neq(behind.text[0], 'x');
	cr_assert_not(promise_behind(&(struct list){0}, asked, &behind));
}

Test(promise_holder, it_is_held_by_who_was_asked_then_by_who_stands_behind)
{
	cr_assert_str_eq(promise_holder(&specialists, asked, PROMISE_REMINDED).text, "b");
	cr_assert_str_eq(promise_holder(&specialists, asked, PROMISE_LAPSED).text, "c");
	people[1].deputy = (struct person_id){"d"};
	cr_assert_str_eq(promise_holder(&specialists, asked, PROMISE_RUNNING).text, "d");
	people[1].deputy = (struct person_id){""};
	people[0].is_suspended = people[2].is_suspended = true;
	cr_assert_str_eq(promise_holder(&specialists, asked, PROMISE_ESCALATED).text, "b");
}
