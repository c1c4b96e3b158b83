/*
 * Dates and times of the proleptic Gregorian calendar, as numbers and as RFC 3339.
 *
 * Layer: base. Thread: any. Pure.
 * A date is int32_t yyyymmdd (20261122), so that 0 is "absent"; a day number counts days since 1970-01-01; a time is
 * int64_t milliseconds since 1970-01-01T00:00:00Z.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

enum { MS_PER_SECOND = 1000, MS_PER_MINUTE = 60000, MS_PER_HOUR = 3600000, MS_PER_DAY = 86400000 };

/* Dates are those of the years 1 to 9999; what lies beyond is taken as the nearest of them. */
bool calendar_is_date(int32_t date);
int32_t calendar_days_of(int32_t date); /* date must be valid */
int32_t calendar_date_of(int32_t days);
int calendar_weekday(int32_t days); /* 0 Monday ... 6 Sunday */

/* "2026-11-22" and back. ERROR_BAD_REQUEST when it is not a date between 1800 and 2999. */
MUST_USE enum error calendar_parse_date(struct text text, int32_t *date);
void calendar_format_date(int32_t date, char out[11]); /* date must be valid */

/* "2026-11-22T09:31:05.123Z" and back; parsing takes any offset and up to nine decimals (RFC 3339), of which three are
 * kept; a leap second is the first second of the next day. ERROR_BAD_REQUEST when it is not such a time between 1800
 * and 2999. */
MUST_USE enum error calendar_parse_time(struct text text, int64_t *time_ms);
void calendar_format_time(int64_t time_ms, char out[25]);

/* Europe/London: UTC+1 between 01:00 UTC of the last Sundays of March and October (Summer Time Order 2002). */
int64_t calendar_london_offset_ms(int64_t time_ms);
int32_t calendar_london_date(int64_t time_ms);
/* The instant at which London clocks first show this time of day (ms since midnight) on that date, or pass over it in
 * the night they go forward. The date must be valid. */
int64_t calendar_london_time(int32_t date, int64_t of_day_ms);

#endif
