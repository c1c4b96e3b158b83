/* The rhythm and quorum of virtual MDTs, and when actions are reminded of. */
#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/action.h"
#include "core/mdt.h"

Test(mdt, a_rhythm_gives_its_next_day)
{
	static const struct {
		int64_t every_weeks;
		int32_t first_on, today, next;
	} rows[] = {
		{2, 20261124, 20261101, 20261124}, /* it has not begun */
		{2, 20261124, 20261124, 20261124}, /* today is a day of it */
		{2, 20261124, 20261125, 20261208},
		{2, 20261124, 20261208, 20261208},
		{1, 20261124, 20261225, 20261229},
		{52, 20240229, 20261122, 20270225}, /* from a leap day, by whole weeks */
		{0, 20261124, 20261125, 0},
		{2, 0, 20261125, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(mdt_next_day(rows[i].every_weeks, rows[i].first_on, rows[i].today), rows[i].next,
			"row %zu: %d", i, mdt_next_day(rows[i].every_weeks, rows[i].first_on, rows[i].today));
}

Test(mdt, a_quorum_is_there_when_every_required_specialty_was_heard)
{
	static const int32_t required[] = {320, 430}, both[] = {100, 430, 320}, one[] = {430, 0};
	const struct list need = {required, 2};
	struct list missing;
	struct arena *arena = arena_new(4096);

	cr_assert(mdt_is_quorate(&need, &(struct list){both, 3}));
	cr_assert_not(mdt_is_quorate(&need, &(struct list){one, 2}));
	cr_assert_not(mdt_is_quorate(&need, &(struct list){NULL, 0}));
	cr_assert(mdt_is_quorate(&(struct list){NULL, 0}, &(struct list){NULL, 0}), "nobody is required");
	cr_assert_eq(mdt_missing(&need, &(struct list){one, 2}, arena, &missing), OK);
	cr_assert_eq(missing.count, 1);
	cr_assert_eq(((const int32_t *)missing.items)[0], 320);
	arena_free(arena);
}

Test(mdt, a_meeting_is_open_from_its_opening_until_its_closing_time)
{
	struct meeting_facts meeting = {.found = true, .state = MEETING_PLANNED, .opens_ms = 1000, .closes_ms = 2000};

	cr_assert_not(mdt_is_open(&meeting, 999));
	cr_assert(mdt_is_open(&meeting, 1000));
	cr_assert(mdt_is_open(&meeting, 1999));
	cr_assert_not(mdt_is_open(&meeting, 2000), "closed, though the event is still to be written");
	meeting.state = MEETING_CLOSED;
	cr_assert_not(mdt_is_open(&meeting, 1500));
}

static void expect_time(int64_t time_ms, const char *wire)
{
	char out[25];

	calendar_format_time(time_ms, out);
	cr_expect_str_eq(out, wire);
}

Test(action, is_reminded_of_on_the_working_day_before_and_overdue_when_its_day_is_over)
{
	expect_time(action_remind_at(20261126), "2026-11-25T09:00:00.000Z");
	expect_time(action_remind_at(20261130), "2026-11-27T09:00:00.000Z"); /* a Monday: the Friday before */
	expect_time(action_remind_at(20261229), "2026-12-24T09:00:00.000Z"); /* over Christmas */
	expect_time(action_remind_at(20260707), "2026-07-06T08:00:00.000Z"); /* summer time */
	expect_time(action_overdue_at(20261126), "2026-11-27T00:00:00.000Z");
	expect_time(action_overdue_at(20260707), "2026-07-07T23:00:00.000Z");
}
