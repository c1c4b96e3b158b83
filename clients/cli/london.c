#include "london.h"

#include <stdio.h>

enum { MS_PER_SECOND = 1000, MS_PER_MINUTE = 60000, MS_PER_HOUR = 3600000, MS_PER_DAY = 86400000 };

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct day {
	int64_t number; /* since 1970-01-01 */
	int year, month, day;
	int weekday; /* 0 Monday */
};

/* Days since 1970 of a date, by counting years from March, so that a leap day is the last of its year. */
static int64_t day_number(int year, int month, int day)
{
	int64_t shifted_year = month > 2 ? year : year - 1;
	int64_t era = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
	int64_t year_of_era = shifted_year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static struct day day_of(int64_t number)
{
	int64_t shifted = number + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted_month = (5 * day_of_year + 2) / 153;
	struct day day = {.number = number};

	day.day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
	day.month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
	day.year = (int)(year_of_era + era * 400 + (day.month <= 2 ? 1 : 0));
	/* 1970-01-01 was a Thursday. */
	day.weekday = (int)(((number + 3) % 7 + 7) % 7);
	return day;
}

static int64_t floor_divide(int64_t value, int64_t by)
{
	return value >= 0 ? value / by : -((-value + by - 1) / by);
}

/* 01:00 UTC of the last Sunday of a month of 31 days. */
static int64_t last_sunday_ms(int year, int month)
{
	struct day last = day_of(day_number(year, month, 31));

	return (last.number - (last.weekday + 1) % 7) * MS_PER_DAY + MS_PER_HOUR;
}

static int64_t local_ms(int64_t time_ms)
{
	int year = day_of(floor_divide(time_ms, MS_PER_DAY)).year;
	bool is_summer = time_ms >= last_sunday_ms(year, 3) && time_ms < last_sunday_ms(year, 10);

	return is_summer ? time_ms + MS_PER_HOUR : time_ms;
}

static bool is_in(int value, int least, int most)
{
	return value >= least && value <= most;
}

/* Reads exactly count digits and moves behind them. */
static bool read_digits(const char **at, int count, int *number)
{
	*number = 0;
	for (int i = 0; i < count; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (**at - '0');
	}
	return true;
}

static bool read_mark(const char **at, char mark)
{
	if (**at != mark)
		return false;
	(*at)++;
	return true;
}

/* "2026-11-22" */
static bool read_date(const char **at, int *year, int *month, int *day)
{
	return read_digits(at, 4, year) && read_mark(at, '-') && read_digits(at, 2, month) && read_mark(at, '-') &&
	       read_digits(at, 2, day) && is_in(*month, 1, 12) && is_in(*day, 1, 31);
}

/* "09:31:05.123" in milliseconds */
static bool read_time_of_day(const char **at, int64_t *of_day_ms)
{
	int hour, minute, second;
	int64_t unit = 100;

	if (!read_digits(at, 2, &hour) || !read_mark(at, ':') || !read_digits(at, 2, &minute) || !read_mark(at, ':') ||
		!read_digits(at, 2, &second))
		return false;
	if (!is_in(hour, 0, 23) || !is_in(minute, 0, 59) || !is_in(second, 0, 60))
		return false;
	*of_day_ms = (int64_t)hour * MS_PER_HOUR + (int64_t)minute * MS_PER_MINUTE + (int64_t)second * MS_PER_SECOND;
	if (!read_mark(at, '.'))
		return true;
	for (; **at >= '0' && **at <= '9'; (*at)++, unit /= 10)
		*of_day_ms += (**at - '0') * unit;
	return true;
}

/* "Z", "+01:00" or "-00:30" in milliseconds east of Greenwich */
static bool read_offset(const char **at, int64_t *offset_ms)
{
	int hours, minutes;
	int sign = **at == '-' ? -1 : 1;

	*offset_ms = 0;
	if (read_mark(at, 'Z'))
		return true;
	if (!read_mark(at, '+') && !read_mark(at, '-'))
		return false;
	if (!read_digits(at, 2, &hours) || !read_mark(at, ':') || !read_digits(at, 2, &minutes))
		return false;
	*offset_ms = sign * ((int64_t)hours * MS_PER_HOUR + (int64_t)minutes * MS_PER_MINUTE);
	return true;
}

bool london_parse(const char *text, int64_t *time_ms)
{
	int year, month, day;
	int64_t of_day_ms, offset_ms;

	if (!read_date(&text, &year, &month, &day) || !read_mark(&text, 'T') || !read_time_of_day(&text, &of_day_ms) ||
		!read_offset(&text, &offset_ms) || *text != '\0')
		return false;
	*time_ms = day_number(year, month, day) * MS_PER_DAY + of_day_ms - offset_ms;
	return true;
}

/* The day and the time of day. */
static struct day split(int64_t time_ms, int *hour, int *minute)
{
	int64_t local = local_ms(time_ms);
	int64_t number = floor_divide(local, MS_PER_DAY);
	int64_t of_day = local - number * MS_PER_DAY;

	*hour = (int)(of_day / MS_PER_HOUR);
	*minute = (int)(of_day / MS_PER_MINUTE % 60);
	return day_of(number);
}

static int64_t today_number(int64_t now_ms)
{
	return floor_divide(local_ms(now_ms), MS_PER_DAY);
}

void london_format(int64_t time_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES])
{
	int hour, minute;
	struct day day = split(time_ms, &hour, &minute);
	char year[16] = "";

	if (day.year != day_of(today_number(now_ms)).year)
		snprintf(year, sizeof(year), "-%04d", day.year);
	snprintf(out, LONDON_TEXT_BYTES, "%s %02d-%s%s %02d:%02d", weekdays[day.weekday], day.day,
		months[day.month - 1], year, hour, minute);
}

void london_format_near(int64_t time_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES])
{
	static const char *const near[] = {"yesterday", "today", "tomorrow"};
	int hour, minute;
	int64_t ahead = split(time_ms, &hour, &minute).number - today_number(now_ms);

	if (ahead < -1 || ahead > 1) {
		london_format(time_ms, now_ms, out);
		return;
	}
	snprintf(out, LONDON_TEXT_BYTES, "%s %02d:%02d", near[ahead + 1], hour, minute);
}

void london_format_due(int64_t due_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES])
{
	char when[LONDON_TEXT_BYTES];

	london_format_near(due_ms, now_ms, when);
	snprintf(out, LONDON_TEXT_BYTES, "%s%.*s", due_ms < now_ms ? "overdue since " : "due ", LONDON_TEXT_BYTES - 16,
		when);
}

bool london_format_date(const char *date, char out[LONDON_TEXT_BYTES])
{
	const char *at = date;
	int year, month, day;

	snprintf(out, LONDON_TEXT_BYTES, "%s", date);
	if (!read_date(&at, &year, &month, &day) || *at != '\0')
		return false;
	snprintf(out, LONDON_TEXT_BYTES, "%02d-%s-%04d", day, months[month - 1], year);
	return true;
}

void london_today(int64_t now_ms, char today[11], char month_start[11])
{
	struct day day = day_of(today_number(now_ms));
	unsigned year = (unsigned)day.year % 10000u, month = (unsigned)day.month % 100u,
		 date = (unsigned)day.day % 100u;

	snprintf(today, 11, "%04u-%02u-%02u", year, month, date);
	snprintf(month_start, 11, "%04u-%02u-01", year, month);
}
