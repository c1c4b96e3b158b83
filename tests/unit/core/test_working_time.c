#include <criterion/criterion.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/working_time.h"
#include "tests/fixtures/random.h"

/* England and Wales, as published on gov.uk, substitute days and proclaimed days included. */
/* clang-format off */
static const int32_t bank_holidays[] = {
	20200101,
	20200410,
	20200413,
	20200508,
	20200525,
	20200831,
	20201225,
	20201228, /* early May moved to VE Day */
	20210101,
	20210402,
	20210405,
	20210503,
	20210531,
	20210830,
	20211227,
	20211228,
	20220103,
	20220415,
	20220418,
	20220502,
	20220602,
	20220603,
	20220829,
	20220919,
	20221226,
	20221227,
	20230102,
	20230407,
	20230410,
	20230501,
	20230508,
	20230529,
	20230828,
	20231225,
	20231226,
	20240101,
	20240329,
	20240401,
	20240506,
	20240527,
	20240826,
	20241225,
	20241226,
	20250101,
	20250418,
	20250421,
	20250505,
	20250526,
	20250825,
	20251225,
	20251226,
	20260101,
	20260403,
	20260406,
	20260504,
	20260525,
	20260831,
	20261225,
	20261228,
	20270101,
	20270326,
	20270329,
	20270503,
	20270531,
	20270830,
	20271227,
	20271228,
	20280103,
	20280414,
	20280417,
	20280501,
	20280529,
	20280828,
	20281225,
	20281226,
};
/* clang-format on */

static int64_t ms_of(const char *time)
{
	int64_t time_ms = 0;

	cr_assert(calendar_parse_time(text_of(time), &time_ms) == OK, "%s", time);
	return time_ms;
}

static void expect_time(int64_t time_ms, const char *expected, const char *what)
{
	char written[25];

	calendar_format_time(time_ms, written);
	cr_assert_str_eq(written, expected, "%s: %s, not %s", what, written, expected);
}

Test(working_time, the_bank_holidays_of_nine_years_are_those_published_and_no_others)
{
	size_t at = 0, count = sizeof bank_holidays / sizeof bank_holidays[0];

	for (int32_t day = calendar_days_of(20200101); day <= calendar_days_of(20281231); day++) {
		int32_t date = calendar_date_of(day);
		bool is_published = at < count && bank_holidays[at] == date;
		bool is_weekday = calendar_weekday(day) < 5;

		cr_assert_eq(is_bank_holiday(date), is_published, "%d", date);
		cr_assert_eq(is_working_day(date), is_weekday && !is_published, "%d", date);
		at += is_published;
	}
	cr_assert_eq(at, count, "the list is in order");
}

struct promise {
	const char *asked;
	enum urgency urgency;
	int64_t working_days;
	const char *due;
};

static const struct promise promises[] = {
	/* an ordinary week: Monday 23 November 2026 */
	{"2026-11-23T09:30:00Z", URGENCY_ROUTINE, 2, "2026-11-25T17:00:00.000Z"},
	{"2026-11-23T09:30:00Z", URGENCY_URGENT, 2, "2026-11-23T17:00:00.000Z"},
	{"2026-11-23T09:30:00Z", URGENCY_ROUTINE, 1, "2026-11-24T17:00:00.000Z"},
	{"2026-11-23T09:30:00Z", URGENCY_ROUTINE, 5, "2026-11-30T17:00:00.000Z"},
	{"2026-11-23T09:30:00Z", URGENCY_ROUTINE, 20, "2026-12-21T17:00:00.000Z"},
	/* before nine it is that day still; at five it is the next */
	{"2026-11-23T00:00:00Z", URGENCY_URGENT, 2, "2026-11-23T17:00:00.000Z"},
	{"2026-11-23T07:59:00Z", URGENCY_ROUTINE, 2, "2026-11-25T17:00:00.000Z"},
	{"2026-11-23T16:59:59.999Z", URGENCY_URGENT, 2, "2026-11-23T17:00:00.000Z"},
	{"2026-11-23T17:00:00Z", URGENCY_URGENT, 2, "2026-11-24T17:00:00.000Z"},
	{"2026-11-23T17:00:00Z", URGENCY_ROUTINE, 2, "2026-11-26T17:00:00.000Z"},
	{"2026-11-23T23:59:59Z", URGENCY_ROUTINE, 1, "2026-11-25T17:00:00.000Z"},
	/* weekends */
	{"2026-11-20T10:00:00Z", URGENCY_ROUTINE, 2, "2026-11-24T17:00:00.000Z"},
	{"2026-11-20T18:00:00Z", URGENCY_URGENT, 2, "2026-11-23T17:00:00.000Z"},
	{"2026-11-21T10:00:00Z", URGENCY_URGENT, 2, "2026-11-23T17:00:00.000Z"},
	{"2026-11-22T22:00:00Z", URGENCY_ROUTINE, 2, "2026-11-25T17:00:00.000Z"},
	/* Christmas 2026: Friday, and Boxing Day given back on Monday 28 */
	{"2026-12-24T10:00:00Z", URGENCY_URGENT, 2, "2026-12-24T17:00:00.000Z"},
	{"2026-12-24T10:00:00Z", URGENCY_ROUTINE, 2, "2026-12-30T17:00:00.000Z"},
	{"2026-12-24T18:00:00Z", URGENCY_URGENT, 2, "2026-12-29T17:00:00.000Z"},
	{"2026-12-24T10:00:00Z", URGENCY_ROUTINE, 5, "2027-01-05T17:00:00.000Z"},
	{"2026-12-25T10:00:00Z", URGENCY_ROUTINE, 1, "2026-12-30T17:00:00.000Z"},
	{"2026-12-31T17:30:00Z", URGENCY_URGENT, 1, "2027-01-04T17:00:00.000Z"},
	/* Easter 2027 and the clocks going forward in the same four days */
	{"2027-03-25T10:00:00Z", URGENCY_ROUTINE, 1, "2027-03-30T16:00:00.000Z"},
	{"2027-03-26T10:00:00Z", URGENCY_URGENT, 1, "2027-03-30T16:00:00.000Z"},
	/* late May holiday */
	{"2026-05-22T12:00:00Z", URGENCY_ROUTINE, 1, "2026-05-26T16:00:00.000Z"},
	/* summer: five o'clock in London is four in Greenwich */
	{"2026-07-01T15:59:00Z", URGENCY_URGENT, 2, "2026-07-01T16:00:00.000Z"},
	{"2026-07-01T16:00:00Z", URGENCY_URGENT, 2, "2026-07-02T16:00:00.000Z"},
	{"2026-06-30T23:30:00Z", URGENCY_URGENT, 2, "2026-07-01T16:00:00.000Z"}, /* half past midnight of 1 July */
	/* nights in which clocks change */
	{"2026-10-23T12:00:00Z", URGENCY_ROUTINE, 1, "2026-10-26T17:00:00.000Z"},
	{"2026-10-24T23:30:00Z", URGENCY_URGENT, 1, "2026-10-26T17:00:00.000Z"},
	{"2026-10-25T00:59:59Z", URGENCY_URGENT, 1, "2026-10-26T17:00:00.000Z"},
	{"2026-10-25T01:00:00Z", URGENCY_URGENT, 1, "2026-10-26T17:00:00.000Z"},
	{"2026-03-27T10:00:00Z", URGENCY_ROUTINE, 1, "2026-03-30T16:00:00.000Z"},
	{"2026-03-29T00:30:00Z", URGENCY_URGENT, 1, "2026-03-30T16:00:00.000Z"},
	{"2026-03-29T01:00:00Z", URGENCY_URGENT, 1, "2026-03-30T16:00:00.000Z"},
};

Test(working_time, promises_fall_due_at_five_of_a_working_day)
{
	for (size_t i = 0; i < sizeof promises / sizeof promises[0]; i++) {
		const struct promise *row = &promises[i];

		expect_time(reply_due(ms_of(row->asked), row->urgency, row->working_days), row->due, row->asked);
	}
}

struct span {
	const char *from;
	const char *to;
	int64_t minutes;
};

static const struct span spans[] = {
	{"2026-11-23T09:00:00Z", "2026-11-23T17:00:00Z", 480},
	{"2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", 480},
	{"2026-11-23T09:30:00Z", "2026-11-23T10:00:00Z", 30},
	{"2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", 0},
	{"2026-11-24T10:00:00Z", "2026-11-23T10:00:00Z", 0},
	{"2026-11-23T17:00:00Z", "2026-11-24T09:00:00Z", 0},
	{"2026-11-23T18:00:00Z", "2026-11-23T23:00:00Z", 0},
	{"2026-11-20T16:00:00Z", "2026-11-23T10:00:00Z", 120},
	{"2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z", 0},
	{"2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z", 2400},
	{"2026-12-24T16:00:00Z", "2026-12-29T09:30:00Z", 90},
	{"2026-10-23T15:00:00Z", "2026-10-26T10:00:00Z", 120}, /* four in London, then an hour is given back */
	{"2026-03-27T16:00:00Z", "2026-03-30T09:00:00Z", 120}, /* and taken away */
	{"2026-07-01T08:00:00Z", "2026-07-01T16:00:00Z", 480},
	{"2026-06-30T23:30:00Z", "2026-07-01T08:30:00Z", 30},
};

Test(working_time, between_two_instants_only_working_hours_count)
{
	for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
		int64_t counted_ms = working_time_between(ms_of(spans[i].from), ms_of(spans[i].to));

		cr_assert(counted_ms == spans[i].minutes * MS_PER_MINUTE, "%s to %s: %lld ms", spans[i].from,
			spans[i].to, (long long)counted_ms);
	}
}

Test(working_time, adding_nothing_moves_into_working_time_and_no_further)
{
	static const char *const rows[][2] = {
		{"2026-11-23T10:15:00Z", "2026-11-23T10:15:00.000Z"},
		{"2026-11-23T06:00:00Z", "2026-11-23T09:00:00.000Z"},
		{"2026-11-23T17:00:00Z", "2026-11-24T09:00:00.000Z"},
		{"2026-11-21T12:00:00Z", "2026-11-23T09:00:00.000Z"},
		{"2026-12-25T12:00:00Z", "2026-12-29T09:00:00.000Z"},
		{"2026-07-04T12:00:00Z", "2026-07-06T08:00:00.000Z"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		expect_time(working_time_add(ms_of(rows[i][0]), 0), rows[i][1], rows[i][0]);
}

Test(working_time, added_time_runs_to_the_end_of_the_day_before_it_runs_over)
{
	expect_time(
		working_time_add(ms_of("2026-11-23T16:00:00Z"), MS_PER_HOUR), "2026-11-23T17:00:00.000Z", "exactly");
	expect_time(
		working_time_add(ms_of("2026-11-23T16:00:00Z"), MS_PER_HOUR + 1), "2026-11-24T09:00:00.001Z", "over");
	expect_time(working_time_add(ms_of("2026-11-20T16:00:00Z"), 9 * MS_PER_HOUR), "2026-11-23T17:00:00.000Z",
		"weekend");
	expect_time(working_time_add(ms_of("2026-12-24T16:00:00Z"), 2 * MS_PER_HOUR), "2026-12-29T10:00:00.000Z",
		"Christmas");
}

Test(working_time, what_was_added_is_what_lies_between)
{
	struct chance chance = {20261122};
	int64_t first_ms = ms_of("2020-01-01T00:00:00Z"), span_ms = ms_of("2028-12-01T00:00:00Z") - first_ms;

	for (int i = 0; i < 3000; i++) {
		int64_t from_ms = first_ms + chance_below(&chance, span_ms);
		int64_t working_ms = chance_below(&chance, 60 * MS_PER_HOUR);
		int64_t to_ms = working_time_add(from_ms, working_ms);

		cr_assert(to_ms >= from_ms);
		cr_assert_eq(working_time_between(from_ms, to_ms), working_ms, "from %lld", (long long)from_ms);
		cr_assert(is_working_day(calendar_london_date(to_ms)), "from %lld", (long long)from_ms);
		if (working_ms > 0)
			cr_assert_eq(
				working_time_between(from_ms, to_ms - 1), working_ms - 1, "the first such instant");
	}
}

Test(working_time, two_spans_that_meet_count_as_much_as_the_whole)
{
	struct chance chance = {7};
	int64_t first_ms = ms_of("2024-01-01T00:00:00Z");

	for (int i = 0; i < 1000; i++) {
		int64_t from_ms = first_ms + chance_below(&chance, (int64_t)1000 * MS_PER_DAY);
		int64_t middle_ms = from_ms + chance_below(&chance, (int64_t)20 * MS_PER_DAY);
		int64_t to_ms = middle_ms + chance_below(&chance, (int64_t)20 * MS_PER_DAY);

		cr_assert_eq(working_time_between(from_ms, middle_ms) + working_time_between(middle_ms, to_ms),
			working_time_between(from_ms, to_ms));
	}
}

Test(working_time, before_an_end_as_much_lies_as_was_asked_for)
{
	struct chance chance = {20261123};
	int64_t first_ms = ms_of("2020-01-01T00:00:00Z"), span_ms = ms_of("2028-12-01T00:00:00Z") - first_ms;

	expect_time(working_time_before(ms_of("2026-11-23T17:00:00Z"), MS_PER_HOUR), "2026-11-23T16:00:00.000Z",
		"the same day");
	expect_time(working_time_before(ms_of("2026-11-23T10:00:00Z"), 2 * MS_PER_HOUR), "2026-11-20T16:00:00.000Z",
		"over a weekend");
	expect_time(working_time_before(ms_of("2026-12-29T09:00:00Z"), MS_PER_HOUR), "2026-12-24T16:00:00.000Z",
		"over Christmas");
	for (int i = 0; i < 1000; i++) {
		int64_t to_ms = first_ms + chance_below(&chance, span_ms);
		int64_t working_ms = 1 + chance_below(&chance, 60 * MS_PER_HOUR);
		int64_t from_ms = working_time_before(to_ms, working_ms);

		cr_assert_eq(working_time_between(from_ms, to_ms), working_ms, "to %lld", (long long)to_ms);
		cr_assert_eq(working_time_between(from_ms + 1, to_ms), working_ms - 1, "the last such instant");
	}
}
