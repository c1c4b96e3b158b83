/*
 * Working time and reply promises: Monday to Friday 09:00-17:00 in Europe/London, without the bank holidays of England
 * and Wales.
 *
 * Layer: core. Pure. Bank holidays follow the Banking and Financial Dealings Act 1971 and the royal proclamations since
 * 2020; a working day is one on which a promise can fall due.
 */
#ifndef CORE_WORKING_TIME_H
#define CORE_WORKING_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "corridor/fields.h"

/* date is yyyymmdd, as in base/calendar.h. */
bool is_bank_holiday(int32_t date);
bool is_working_day(int32_t date);

/* When an answer to a question asked now is promised. A question counts as asked on its own day when that is a working
 * day and it is before 17:00, else on the next working day. Urgent: 17:00 of that day. Routine: 17:00 of the
 * working_days-th working day after it. */
int64_t reply_due(int64_t asked_ms, enum urgency urgency, int64_t working_days);

/* Milliseconds of working time between two instants; 0 when to is not after from. */
int64_t working_time_between(int64_t from_ms, int64_t to_ms);

/* The last instant from which that much working time passes until to. */
int64_t working_time_before(int64_t to_ms, int64_t working_ms);

/* The instant by which that much working time has passed since from; from itself, moved into working time, for 0. */
int64_t working_time_add(int64_t from_ms, int64_t working_ms);

#endif
