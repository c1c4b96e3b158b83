#include "referral_date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Reads as many digits as there may be; the number of them is in *count. */
static int read_digits(const char **at, int most, int *count)
{
	int number = 0;

	for (*count = 0; *count < most && **at >= '0' && **at <= '9'; ++*count)
		number = number * 10 + (*(*at)++ - '0');
	return number;
}

/* A month in digits, or by the first three letters of its name, of which all may stand. 0: none. */
static int read_month(const char **at)
{
	int count;
	int number = read_digits(at, 2, &count);

	if (count > 0)
		return number;
	for (int i = 0; i < 12; i++) {
		if (strncasecmp(*at, months[i], 3) != 0)
			continue;
		*at += 3;
		return i + 1;
	}
	return 0;
}

static bool is_separator(char byte)
{
	return byte == '-' || byte == '/' || byte == ' ';
}

static bool is_day(int year, int month, int day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1948 || year > 2999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month - 1] + (month == 2 && is_leap);
}

/* Nothing, or a time of day: " 09:31", "T09:31:05.123Z". */
static bool is_end(const char *rest)
{
	if (*rest == '\0')
		return true;
	return (*rest == ' ' || *rest == 'T') && strlen(rest) >= 5 && strchr(rest, ':') &&
	       rest[1 + strspn(rest + 1, "0123456789:.+-Z")] == '\0';
}

bool referral_date_read(const char *typed, char date[REFERRAL_DATE_BYTES])
{
	const char *at = typed;
	int count = 0, year_count = 0;
	int first, month, last, year, day;
	char separator;
	char text[3 * 12 + 3];
	bool is_year_first;

	first = read_digits(&at, 4, &count);
	is_year_first = count == 4;
	separator = *at;
	if ((count != 4 && (count < 1 || count > 2)) || !is_separator(separator))
		return false;
	at++;
	month = read_month(&at);
	if (*at != separator)
		return false;
	at++;
	last = read_digits(&at, is_year_first ? 2 : 4, &year_count);
	if (!is_end(at) || (is_year_first ? year_count < 1 : year_count != 4))
		return false;
	year = is_year_first ? first : last;
	day = is_year_first ? last : first;
	if (!is_day(year, month, day))
		return false;
	snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
	memcpy(date, text, REFERRAL_DATE_BYTES - 1);
	date[REFERRAL_DATE_BYTES - 1] = '\0';
	return true;
}
