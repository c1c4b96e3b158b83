/*
 * Times as people in England read them.
 *
 * Layer: cli. Pure. Times are milliseconds since 1970 UTC; the time zone is Europe/London: UTC+1 between 01:00 UTC of the
 * last Sundays of March and October (Summer Time Order 2002).
 */
#ifndef CLI_LONDON_H
#define CLI_LONDON_H

#include <stdbool.h>
#include <stdint.h>

enum { LONDON_TEXT_BYTES = 64 };

/* Reads an RFC 3339 time. False when it is none. */
bool london_parse(const char *text, int64_t *time_ms);

/* "Mon 23-Nov 17:00", with the year ("Mon 23-Nov-2025 17:00") when it is not the year of now. */
void london_format(int64_t time_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES]);

/* The same with "today", "yesterday" and "tomorrow" for these days: "today 17:00". */
void london_format_near(int64_t time_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES]);

/* "due today 17:00", "due Wed 25-Nov 17:00", "overdue since yesterday 17:00". */
void london_format_due(int64_t due_ms, int64_t now_ms, char out[LONDON_TEXT_BYTES]);

/* "14-Mar-1961" for "1961-03-14"; false and the text as it is when it is no such date. */
bool london_format_date(const char *date, char out[LONDON_TEXT_BYTES]);

/* Today in London as "2026-11-22", and the first day of its month. */
void london_today(int64_t now_ms, char today[11], char month_start[11]);

#endif
