#include "core/working_time.h"

#include <stddef.h>

#include "base/calendar.h"

enum {
	SATURDAY = 5,
	OPENS_MS = 9 * MS_PER_HOUR,
	CLOSES_MS = 17 * MS_PER_HOUR,
};

static int32_t make_days(int32_t year, int32_t month, int32_t day)
{
	return calendar_days_of(year * 10000 + month * 100 + day);
}

/* Easter Sunday in the Gregorian calendar (the anonymous algorithm: Nature, 20 April 1876). */
static int32_t easter_days(int32_t year)
{
	int32_t a = year % 19, b = year / 100, c = year % 100;
	int32_t d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int32_t h = (19 * a + b - d - g + 15) % 30;
	int32_t i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int32_t m = (a + 11 * h + 22 * l) / 451;
	int32_t month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
	return make_days(year, month, day);
}

static int32_t first_monday(int32_t year, int32_t month)
{
	int32_t first = make_days(year, month, 1);
	return first + (7 - calendar_weekday(first)) % 7;
}

/* The last Monday of a month of 31 days. */
static int32_t last_monday(int32_t year, int32_t month)
{
	int32_t last = make_days(year, month, 31);
	return last - calendar_weekday(last);
}

/* Days that proclamations added, or moved a regular one to. */
static const int32_t proclaimed[] = {
	20200508, /* early May holiday, moved to VE Day */
	20220602, /* spring holiday, moved */
	20220603, /* Platinum Jubilee */
	20220919, /* funeral of Queen Elizabeth II */
	20230508, /* coronation of King Charles III */
};
/* Regular days that were moved away. */
static const int32_t moved_away[] = {20200504, 20220530};

static bool is_listed(int32_t date, const int32_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i] == date) {
			return true;
		}
	}
	return false;
}

/* New Year's Day, Christmas Day and Boxing Day: on a weekend, the next working weekday is the holiday instead. */
static bool is_winter_holiday(int32_t days, int32_t year)
{
	int32_t new_year = make_days(year, 1, 1);
	int32_t weekday = calendar_weekday(new_year);
	if (days == new_year + (weekday >= SATURDAY ? 7 - weekday : 0)) {
		return true;
	}
	int32_t christmas = make_days(year, 12, 25);
	static const int8_t substitutes[7][2] = {/* offsets from 25 December, by its weekday, Monday first */
		{0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 3}, {2, 3}, {1, 2}};
	const int8_t *offsets = substitutes[calendar_weekday(christmas)];
	return days == christmas + offsets[0] || days == christmas + offsets[1];
}

bool is_bank_holiday(int32_t date)
{
	if (is_listed(date, moved_away, sizeof moved_away / sizeof moved_away[0])) {
		return false;
	}
	int32_t days = calendar_days_of(date), year = date / 10000;
	int32_t easter = easter_days(year);
	return is_listed(date, proclaimed, sizeof proclaimed / sizeof proclaimed[0]) || is_winter_holiday(days, year) ||
	       days == easter - 2 || days == easter + 1 || days == first_monday(year, 5) ||
	       days == last_monday(year, 5) || days == last_monday(year, 8);
}

bool is_working_day(int32_t date)
{
	return calendar_weekday(calendar_days_of(date)) < SATURDAY && !is_bank_holiday(date);
}

static int32_t next_date(int32_t date)
{
	return calendar_date_of(calendar_days_of(date) + 1);
}

/* The date, or the first working day after it. */
static int32_t working_day_from(int32_t date)
{
	while (!is_working_day(date)) {
		date = next_date(date);
	}
	return date;
}

int64_t reply_due(int64_t asked_ms, enum urgency urgency, int64_t working_days)
{
	int32_t date = calendar_london_date(asked_ms);
	if (asked_ms >= calendar_london_time(date, CLOSES_MS)) {
		date = next_date(date);
	}
	date = working_day_from(date);
	for (int64_t i = 0; urgency != URGENCY_URGENT && i < working_days; i++) {
		date = working_day_from(next_date(date));
	}
	return calendar_london_time(date, CLOSES_MS);
}

int64_t working_time_between(int64_t from_ms, int64_t to_ms)
{
	int64_t sum_ms = 0;
	for (int32_t date = calendar_london_date(from_ms); calendar_london_time(date, OPENS_MS) < to_ms;
		date = next_date(date)) {
		if (!is_working_day(date)) {
			continue;
		}
		int64_t opens_ms = calendar_london_time(date, OPENS_MS),
			closes_ms = calendar_london_time(date, CLOSES_MS);
		int64_t begin_ms = from_ms > opens_ms ? from_ms : opens_ms;
		int64_t end_ms = to_ms < closes_ms ? to_ms : closes_ms;
		sum_ms += end_ms > begin_ms ? end_ms - begin_ms : 0;
	}
	return sum_ms;
}

int64_t working_time_before(int64_t to_ms, int64_t working_ms)
{
	for (int32_t days = calendar_days_of(calendar_london_date(to_ms));; days--) {
		int32_t date = calendar_date_of(days);
		if (!is_working_day(date)) {
			continue;
		}
		int64_t opens_ms = calendar_london_time(date, OPENS_MS),
			closes_ms = calendar_london_time(date, CLOSES_MS);
		int64_t end_ms = to_ms < closes_ms ? to_ms : closes_ms;
		if (end_ms <= opens_ms) {
			continue;
		}
		if (working_ms <= end_ms - opens_ms) {
			return end_ms - working_ms;
		}
		working_ms -= end_ms - opens_ms;
	}
}

int64_t working_time_add(int64_t from_ms, int64_t working_ms)
{
	for (int32_t date = working_day_from(calendar_london_date(from_ms));;
		date = working_day_from(next_date(date))) {
		int64_t opens_ms = calendar_london_time(date, OPENS_MS),
			closes_ms = calendar_london_time(date, CLOSES_MS);
		int64_t begin_ms = from_ms > opens_ms ? from_ms : opens_ms;
		if (begin_ms >= closes_ms) {
			continue;
		}
		if (working_ms <= closes_ms - begin_ms) {
			return begin_ms + working_ms;
		}
		working_ms -= closes_ms - begin_ms;
	}
}
