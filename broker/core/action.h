/*
 * When an action is reminded of, and when it is overdue.
 *
 * Layer: core. Pure. Working days are those of core/working_time.h.
 */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include <stdint.h>

/* 09:00 in London on the last working day before the day (yyyymmdd) by which it is due. */
int64_t action_remind_at(int32_t due);

/* The instant at which that day is over in London. */
int64_t action_overdue_at(int32_t due);

#endif
