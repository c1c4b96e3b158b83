#include "core/action.h"

#include "base/calendar.h"
#include "core/working_time.h"

enum { REMIND_AT_MS = 9 * MS_PER_HOUR };

int64_t action_remind_at(int32_t due)
{
	int32_t day = due;
	do {
		day = calendar_date_of(calendar_days_of(day) - 1);
	} while (!is_working_day(day));
	return calendar_london_time(day, REMIND_AT_MS);
}

int64_t action_overdue_at(int32_t due)
{
	return calendar_london_time(calendar_date_of(calendar_days_of(due) + 1), 0);
}
