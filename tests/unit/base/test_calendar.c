#include <criterion/criterion.h>

#include <stdint.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"

static int64_t time_of(const char *string)
{
	int64_t time_ms = INT64_MIN;

	cr_assert_eq(calendar_parse_time(text_of(string), &time_ms), OK, "%s", string);
	return time_ms;
}

static void expect_time(int64_t time_ms, const char *string)
{
	char shown[25];

	calendar_format_time(time_ms, shown);
	cr_assert_str_eq(shown, string);
}

Test(calendar, knows_which_dates_exist)
{
	static const int32_t good[] = {10101, 18000101, 19000228, 19700101, 20000229, 20240229, 20261122, 99991231};
	static const int32_t bad[] = {0, -20261122, 101, 20260000, 20261300, 20261100, 20261131, 20260229, 19000229,
		21000229, 20240230, 20261232, 100000101, INT32_MAX, INT32_MIN};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		cr_assert(calendar_is_date(good[i]), "%d", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert(!calendar_is_date(bad[i]), "%d", bad[i]);
}

Test(calendar, numbers_days_from_1970)
{
	static const struct {
		int32_t date;
		int32_t days;
		int weekday;
	} rows[] = {
		{19700101, 0, 3},
		{19691231, -1, 2},
		{19700105, 4, 0},
		{20000229, 11016, 1},
		{20000301, 11017, 2},
		{20240229, 19782, 3},
		{20261122, 20779, 6},
		{18000101, -62091, 2},
		{19000301, -25508, 3},
		{10101, -719162, 0},
		{99991231, 2932896, 4},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cr_assert_eq(calendar_days_of(rows[i].date), rows[i].days, "%d", rows[i].date);
		cr_assert_eq(calendar_date_of(rows[i].days), rows[i].date, "%d", rows[i].date);
		cr_assert_eq(calendar_weekday(rows[i].days), rows[i].weekday, "%d", rows[i].date);
	}
}

Test(calendar, counts_every_day_of_ten_thousand_years)
{
	int32_t before = 0;

	for (int32_t days = -719162; days <= 2932896; days++) {
		int32_t date = calendar_date_of(days);

		if (!calendar_is_date(date) || date <= before || calendar_days_of(date) != days)
			cr_assert_fail("day %d is %d", days, date);
		before = date;
	}
}

Test(calendar, takes_days_beyond_its_years_as_the_nearest)
{
	cr_assert_eq(calendar_date_of(INT32_MAX), 99991231);
	cr_assert_eq(calendar_date_of(INT32_MIN), 10101);
	expect_time(INT64_MAX, "9999-12-31T23:59:59.999Z");
	expect_time(INT64_MIN, "0001-01-01T00:00:00.000Z");
	cr_assert_eq(calendar_london_offset_ms(INT64_MAX), 0);
	cr_assert_eq(calendar_london_offset_ms(INT64_MIN), 0);
	cr_assert_eq(calendar_london_date(INT64_MAX), 99991231);
}

Test(calendar, reads_and_writes_dates)
{
	static const char *const good[] = {"1800-01-01", "1999-12-31", "2024-02-29", "2026-11-22", "2999-12-31"};
	static const char *const bad[] = {"", "2026", "2026-11", "2026-11-2", "2026-11-222", "2026-1-22", "20261122",
		"2026/11/22", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-02-29", "2100-02-29",
		"1799-12-31", "3000-01-01", "-026-11-22", "+026-11-22", " 2026-11-22", "2026-11-22 ", "2026-11-22T",
		"22-11-2026", "2026-1a-22", "\xd9\xa2-026-11-22"};
	char shown[11];
	int32_t date;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		cr_assert_eq(calendar_parse_date(text_of(good[i]), &date), OK, "%s", good[i]);
		calendar_format_date(date, shown);
		cr_assert_str_eq(shown, good[i]);
	}
	date = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(calendar_parse_date(text_of(bad[i]), &date), ERROR_BAD_REQUEST, "%s", bad[i]);
	cr_assert_eq(calendar_parse_date(text_of(NULL), &date), ERROR_BAD_REQUEST);
	cr_assert_eq(date, 7, "written only on success");
}

/* Among them every example of RFC 3339 section 5.8. */
Test(calendar, reads_times_of_any_offset)
{
	static const struct {
		const char *text;
		const char *utc;
	} rows[] = {
		{"1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"},
		{"1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.000Z"},
		{"1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"},
		{"1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"},
		{"1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.870Z"},
		{"2015-06-30T23:59:60.5Z", "2015-07-01T00:00:00.500Z"},
		{"2026-11-22T09:31:05.123Z", "2026-11-22T09:31:05.123Z"},
		{"2026-11-22t09:31:05.123z", "2026-11-22T09:31:05.123Z"},
		{"2026-11-22T09:31:05-00:00", "2026-11-22T09:31:05.000Z"},
		{"2026-11-22T09:31:05.1Z", "2026-11-22T09:31:05.100Z"},
		{"2026-11-22T09:31:05.001Z", "2026-11-22T09:31:05.001Z"},
		{"2026-11-22T09:31:05.123456789Z", "2026-11-22T09:31:05.123Z"},
		{"2026-11-22T09:31:05.999999999+23:59", "2026-11-21T09:32:05.999Z"},
		{"2026-11-22T09:31:05.5-23:59", "2026-11-23T09:30:05.500Z"},
		{"2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00.000Z"},
		{"2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00.000Z"},
		{"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
		{"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
		{"1800-01-01T00:00:00Z", "1800-01-01T00:00:00.000Z"},
		{"2999-12-31T23:59:59.999Z", "2999-12-31T23:59:59.999Z"},
		{"3000-01-01T00:30:00+01:00", "2999-12-31T23:30:00.000Z"},
		{"1799-12-31T23:30:00-01:00", "1800-01-01T00:30:00.000Z"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect_time(time_of(rows[i].text), rows[i].utc);
	cr_assert_eq(time_of("1970-01-01T00:00:00.001Z"), 1);
	cr_assert_eq(time_of("1969-12-31T23:59:59.999Z"), -1);
	cr_assert_eq(time_of("2026-11-22T09:31:05.123Z"), 1795339865123);
}

Test(calendar, refuses_what_is_not_a_time)
{
	static const char *const bad[] = {"", "2026-11-22", "2026-11-22T", "2026-11-22T09:31Z", "2026-11-22T09:31:05",
		"2026-11-22 09:31:05Z", "2026-11-22T9:31:05Z", "2026-11-22T24:00:00Z", "2026-11-22T09:60:00Z",
		"2026-11-22T09:31:61Z", "2026-11-22T09:31:60Z", "2026-11-22T23:59:60Z", "2026-06-30T22:59:60Z",
		"2026-06-30T23:59:60+01:00", "2026-11-22T09:31:05.Z", "2026-11-22T09:31:05,5Z",
		"2026-11-22T09:31:05.1234567890Z", "2026-11-22T09:31:05+01", "2026-11-22T09:31:05+0100",
		"2026-11-22T09:31:05+24:00", "2026-11-22T09:31:05+01:60", "2026-11-22T09:31:05 01:00",
		"2026-11-22T09:31:05ZZ", "2026-11-22T09:31:05Z ", " 2026-11-22T09:31:05Z", "2026-02-30T09:31:05Z",
		"2026-11-22T-9:31:05Z", "2026-11-22T09:31:05.-1Z", "1799-12-31T23:59:59Z", "3000-01-01T00:00:00Z",
		"2999-12-31T23:59:60Z", "2999-12-31T23:30:00-01:00", "1800-01-01T00:30:00+01:00",
		"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-22T09:31:05\xe2\x88\x92-01:00"};
	int64_t time_ms = 7;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(calendar_parse_time(text_of(bad[i]), &time_ms), ERROR_BAD_REQUEST, "%s", bad[i]);
	cr_assert_eq(calendar_parse_time(text_of(NULL), &time_ms), ERROR_BAD_REQUEST);
	cr_assert_eq(time_ms, 7, "written only on success");
}

Test(calendar, refuses_every_beginning_of_a_time)
{
	static const char whole[] = "2026-11-22T09:31:05.123456789+01:00";
	int64_t time_ms;

	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		struct text part = {whole, length};

		cr_assert_eq(calendar_parse_time(part, &time_ms), ERROR_BAD_REQUEST, "%zu bytes", length);
	}
}

Test(calendar, reads_back_every_time_it_writes)
{
	char shown[25];

	for (int64_t time_ms = -5364662400000; time_ms < 32503680000000; time_ms += 86399999 * 7 + 1001) {
		calendar_format_time(time_ms, shown);
		cr_assert_eq(time_of(shown), time_ms, "%s", shown);
	}
}

Test(calendar, knows_when_british_summer_time_is)
{
	/* First and last days of summer time, as published by the government. */
	static const struct {
		const char *begins;
		const char *ends;
	} rows[] = {
		{"2002-03-31T01:00:00Z", "2002-10-27T01:00:00Z"},
		{"2021-03-28T01:00:00Z", "2021-10-31T01:00:00Z"},
		{"2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z"},
		{"2025-03-30T01:00:00Z", "2025-10-26T01:00:00Z"},
		{"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"},
		{"2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z"},
		{"2028-03-26T01:00:00Z", "2028-10-29T01:00:00Z"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t begins_ms = time_of(rows[i].begins);
		int64_t ends_ms = time_of(rows[i].ends);

		cr_assert_eq(calendar_london_offset_ms(begins_ms - 1), 0, "%s", rows[i].begins);
		cr_assert_eq(calendar_london_offset_ms(begins_ms), MS_PER_HOUR, "%s", rows[i].begins);
		cr_assert_eq(calendar_london_offset_ms(ends_ms - 1), MS_PER_HOUR, "%s", rows[i].ends);
		cr_assert_eq(calendar_london_offset_ms(ends_ms), 0, "%s", rows[i].ends);
	}
	cr_assert_eq(calendar_london_offset_ms(time_of("2026-01-01T00:00:00Z")), 0);
	cr_assert_eq(calendar_london_offset_ms(time_of("2026-07-01T00:00:00Z")), MS_PER_HOUR);
	cr_assert_eq(calendar_london_offset_ms(time_of("2026-12-31T23:59:59Z")), 0);
}

Test(calendar, knows_the_night_the_clocks_go_forward)
{
	expect_time(calendar_london_time(20260328, 9LL * MS_PER_HOUR), "2026-03-28T09:00:00.000Z");
	expect_time(calendar_london_time(20260329, 0), "2026-03-29T00:00:00.000Z");
	expect_time(calendar_london_time(20260329, MS_PER_HOUR - 1), "2026-03-29T00:59:59.999Z");
	/* 01:00 to 01:59 never is: the moment the clocks pass over it. */
	expect_time(calendar_london_time(20260329, MS_PER_HOUR), "2026-03-29T01:00:00.000Z");
	expect_time(calendar_london_time(20260329, 90LL * MS_PER_MINUTE), "2026-03-29T01:00:00.000Z");
	expect_time(calendar_london_time(20260329, 2LL * MS_PER_HOUR - 1), "2026-03-29T01:00:00.000Z");
	expect_time(calendar_london_time(20260329, 2LL * MS_PER_HOUR), "2026-03-29T01:00:00.000Z");
	expect_time(calendar_london_time(20260329, 9LL * MS_PER_HOUR), "2026-03-29T08:00:00.000Z");
	expect_time(calendar_london_time(20260330, 0), "2026-03-29T23:00:00.000Z");
}

Test(calendar, knows_the_night_the_clocks_go_back)
{
	expect_time(calendar_london_time(20261025, 0), "2026-10-24T23:00:00.000Z");
	/* 01:00 to 01:59 is twice: the first time. */
	expect_time(calendar_london_time(20261025, MS_PER_HOUR), "2026-10-25T00:00:00.000Z");
	expect_time(calendar_london_time(20261025, 90LL * MS_PER_MINUTE), "2026-10-25T00:30:00.000Z");
	expect_time(calendar_london_time(20261025, 2LL * MS_PER_HOUR - 1), "2026-10-25T00:59:59.999Z");
	expect_time(calendar_london_time(20261025, 2LL * MS_PER_HOUR), "2026-10-25T02:00:00.000Z");
	expect_time(calendar_london_time(20261025, 9LL * MS_PER_HOUR), "2026-10-25T09:00:00.000Z");
	expect_time(calendar_london_time(20261026, 0), "2026-10-26T00:00:00.000Z");
}

Test(calendar, knows_the_date_in_london)
{
	cr_assert_eq(calendar_london_date(time_of("2026-01-31T23:59:59.999Z")), 20260131);
	cr_assert_eq(calendar_london_date(time_of("2026-02-01T00:00:00Z")), 20260201);
	cr_assert_eq(calendar_london_date(time_of("2026-06-30T22:59:59.999Z")), 20260630);
	cr_assert_eq(calendar_london_date(time_of("2026-06-30T23:00:00Z")), 20260701);
	cr_assert_eq(calendar_london_date(time_of("2024-02-29T23:59:59Z")), 20240229);
	cr_assert_eq(calendar_london_date(-1), 19691231);
}

Test(calendar, finds_every_half_hour_of_years_in_london_again)
{
	for (int32_t days = calendar_days_of(20240101); days < calendar_days_of(20290101); days++) {
		for (int64_t of_day_ms = 0; of_day_ms < MS_PER_DAY; of_day_ms += 30LL * MS_PER_MINUTE) {
			int32_t date = calendar_date_of(days);
			int64_t time_ms = calendar_london_time(date, of_day_ms);
			int64_t shown_ms = time_ms + calendar_london_offset_ms(time_ms);

			if (shown_ms == (int64_t)days * MS_PER_DAY + of_day_ms)
				continue;
			/* Only the hour that spring skips is shown otherwise, as the hour after it. */
			cr_assert(date / 100 % 100 == 3 && date % 100 >= 25, "%d", date);
			cr_assert(of_day_ms >= MS_PER_HOUR && of_day_ms < 2LL * MS_PER_HOUR, "%d", date);
			cr_assert_eq(shown_ms, (int64_t)days * MS_PER_DAY + 2LL * MS_PER_HOUR, "%d", date);
		}
	}
}
