#include "base/calendar.h"

#include <assert.h>

enum {
	PARSED_YEAR_FIRST = 1800,
	PARSED_YEAR_LAST = 2999,
	DAYS_FIRST = -719162, /* 0001-01-01 */
	DAYS_LAST = 2932896,  /* 9999-12-31 */
	DAYS_PER_400_YEARS = 146097,
	DAYS_TO_EPOCH = 719468, /* from 0000-03-01, so that a leap day is the last of its year */
	MARCH = 3,
	OCTOBER = 10
};

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
	if (value < least)
		return least;
	return value < most ? value : most;
}

/* The day number of a time; days before 1970 are negative and still begin at midnight. */
static int32_t days_of_time(int64_t time_ms)
{
	int64_t days = time_ms / MS_PER_DAY - (time_ms % MS_PER_DAY < 0);

	return (int32_t)clamp(days, DAYS_FIRST, DAYS_LAST);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

static bool is_day(int year, int month, int day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

bool calendar_is_date(int32_t date)
{
	int year = date / 10000;

	return year >= 1 && year <= 9999 && is_day(year, date / 100 % 100, date % 100);
}

int32_t calendar_days_of(int32_t date)
{
	int month = date / 100 % 100;
	int year = date / 10000 - (month <= 2); /* years from March to February */
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + date % 100 - 1;
	int era = year / 400;
	int year_of_era = year % 400;

	assert(calendar_is_date(date));
	return era * DAYS_PER_400_YEARS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
	       DAYS_TO_EPOCH;
}

int32_t calendar_date_of(int32_t days)
{
	int from_start = (int)clamp(days, DAYS_FIRST, DAYS_LAST) + DAYS_TO_EPOCH;
	int era = from_start / DAYS_PER_400_YEARS;
	int day = from_start % DAYS_PER_400_YEARS;
	int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int day_of_year = day - (365 * year + year / 4 - year / 100);
	int month = (5 * day_of_year + 2) / 153; /* 0 is March */
	int day_of_month = day_of_year - (153 * month + 2) / 5 + 1;

	if (month >= 10)
		year++;
	month += month < 10 ? 3 : -9;
	return (era * 400 + year) * 10000 + month * 100 + day_of_month;
}

int calendar_weekday(int32_t days)
{
	return (days % 7 + 7 + 3) % 7; /* 1970-01-01 was a Thursday */
}

static bool read_digits(struct text *rest, size_t count, int *value)
{
	int number = 0;

	if (rest->length < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (rest->data[i] < '0' || rest->data[i] > '9')
			return false;
		number = number * 10 + (rest->data[i] - '0');
	}
	rest->data += count;
	rest->length -= count;
	*value = number;
	return true;
}

static bool read_one_of(struct text *rest, char a, char b)
{
	if (rest->length == 0 || (rest->data[0] != a && rest->data[0] != b))
		return false;
	rest->data++;
	rest->length--;
	return true;
}

static bool read_date(struct text *rest, int32_t *date)
{
	int year;
	int month;
	int day;

	if (!read_digits(rest, 4, &year) || !read_one_of(rest, '-', '-') || !read_digits(rest, 2, &month) ||
		!read_one_of(rest, '-', '-') || !read_digits(rest, 2, &day))
		return false;
	*date = year * 10000 + month * 100 + day;
	return calendar_is_date(*date);
}

/* "09:31:05.123" as milliseconds since midnight. The 60th second is told apart, for it exists on few days only. */
static bool read_time_of_day(struct text *rest, int64_t *of_day_ms, bool *is_leap_second)
{
	int hour;
	int minute;
	int second;
	int64_t fraction_ms = 0;
	int decimals = 0;
	int digit;

	if (!read_digits(rest, 2, &hour) || !read_one_of(rest, ':', ':') || !read_digits(rest, 2, &minute) ||
		!read_one_of(rest, ':', ':') || !read_digits(rest, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	if (read_one_of(rest, '.', '.')) {
		for (int64_t worth = 100; read_digits(rest, 1, &digit); worth /= 10, decimals++)
			fraction_ms += digit * worth;
		if (decimals < 1 || decimals > 9)
			return false;
	}
	*of_day_ms = (int64_t)hour * MS_PER_HOUR + (int64_t)minute * MS_PER_MINUTE + (int64_t)second * MS_PER_SECOND +
		     fraction_ms;
	*is_leap_second = second == 60;
	return true;
}

/* "Z" or "+01:00", as milliseconds ahead of UTC. */
static bool read_offset(struct text *rest, int64_t *offset_ms)
{
	bool is_behind;
	int hour;
	int minute;

	*offset_ms = 0;
	if (read_one_of(rest, 'Z', 'z'))
		return true;
	is_behind = rest->length > 0 && rest->data[0] == '-';
	if (!read_one_of(rest, '+', '-') || !read_digits(rest, 2, &hour) || !read_one_of(rest, ':', ':') ||
		!read_digits(rest, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*offset_ms = (int64_t)hour * MS_PER_HOUR + (int64_t)minute * MS_PER_MINUTE;
	if (is_behind)
		*offset_ms = -*offset_ms;
	return true;
}

/* RFC 3339 section 5.7: a leap second ends a June or December of UTC; counted on, it is the first of the next month. */
static bool follows_june_or_december(int64_t time_ms)
{
	int32_t month_and_day = calendar_date_of(days_of_time(time_ms)) % 10000;
	int64_t of_day_ms = ((time_ms % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;

	return of_day_ms < MS_PER_SECOND && (month_and_day == 701 || month_and_day == 101);
}

static bool is_parsed_year(int32_t date)
{
	return date / 10000 >= PARSED_YEAR_FIRST && date / 10000 <= PARSED_YEAR_LAST;
}

enum error calendar_parse_date(struct text text, int32_t *date)
{
	int32_t parsed;

	if (!read_date(&text, &parsed) || text.length > 0 || !is_parsed_year(parsed))
		return ERROR_BAD_REQUEST;
	*date = parsed;
	return OK;
}

enum error calendar_parse_time(struct text text, int64_t *time_ms)
{
	int32_t date;
	int64_t of_day_ms;
	int64_t offset_ms;
	int64_t parsed;
	bool is_leap_second;

	if (!read_date(&text, &date) || !read_one_of(&text, 'T', 't') ||
		!read_time_of_day(&text, &of_day_ms, &is_leap_second) || !read_offset(&text, &offset_ms))
		return ERROR_BAD_REQUEST;
	parsed = (int64_t)calendar_days_of(date) * MS_PER_DAY + of_day_ms - offset_ms;
	if (text.length > 0 || !is_parsed_year(calendar_date_of(days_of_time(parsed))))
		return ERROR_BAD_REQUEST;
	if (is_leap_second && !follows_june_or_december(parsed))
		return ERROR_BAD_REQUEST;
	*time_ms = parsed;
	return OK;
}

static char *write_digits(char *out, int count, int64_t value)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + count;
}

void calendar_format_date(int32_t date, char out[11])
{
	assert(calendar_is_date(date));
	out = write_digits(out, 4, date / 10000);
	*out++ = '-';
	out = write_digits(out, 2, date / 100 % 100);
	*out++ = '-';
	out = write_digits(out, 2, date % 100);
	*out = '\0';
}

void calendar_format_time(int64_t time_ms, char out[25])
{
	int64_t clamped = clamp(time_ms, (int64_t)DAYS_FIRST * MS_PER_DAY, ((int64_t)DAYS_LAST + 1) * MS_PER_DAY - 1);
	int32_t days = days_of_time(clamped);
	int64_t of_day_ms = clamped - (int64_t)days * MS_PER_DAY;

	calendar_format_date(calendar_date_of(days), out);
	out += 10;
	*out++ = 'T';
	out = write_digits(out, 2, of_day_ms / MS_PER_HOUR);
	*out++ = ':';
	out = write_digits(out, 2, of_day_ms / MS_PER_MINUTE % 60);
	*out++ = ':';
	out = write_digits(out, 2, of_day_ms / MS_PER_SECOND % 60);
	*out++ = '.';
	out = write_digits(out, 3, of_day_ms % MS_PER_SECOND);
	*out++ = 'Z';
	*out = '\0';
}

/* 01:00 UTC of the last Sunday of a month that has 31 days. */
static int64_t clocks_change_at(int year, int month)
{
	int32_t last = calendar_days_of(year * 10000 + month * 100 + 31);
	int32_t sunday = last - (calendar_weekday(last) + 1) % 7;

	return (int64_t)sunday * MS_PER_DAY + MS_PER_HOUR;
}

int64_t calendar_london_offset_ms(int64_t time_ms)
{
	int year = calendar_date_of(days_of_time(time_ms)) / 10000;

	return time_ms >= clocks_change_at(year, MARCH) && time_ms < clocks_change_at(year, OCTOBER) ? MS_PER_HOUR : 0;
}

int32_t calendar_london_date(int64_t time_ms)
{
	int64_t offset_ms = calendar_london_offset_ms(time_ms);

	return calendar_date_of(days_of_time(time_ms + offset_ms));
}

int64_t calendar_london_time(int32_t date, int64_t of_day_ms)
{
	int64_t in_winter = (int64_t)calendar_days_of(date) * MS_PER_DAY + of_day_ms;
	int64_t in_summer = in_winter - MS_PER_HOUR;

	/* Summer time first: in the night the clocks go back, they show an hour twice. */
	if (calendar_london_offset_ms(in_summer) == MS_PER_HOUR)
		return in_summer;
	if (calendar_london_offset_ms(in_winter) == 0)
		return in_winter;
	/* In the night the clocks go forward, they skip an hour: the moment they pass over it. */
	return clocks_change_at(date / 10000, MARCH);
}
