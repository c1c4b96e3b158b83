/* How long a first answer took, in working hours, and whether the promise was kept: worked out by hand. */
#include <criterion/criterion.h>

#include "tests/reports/history.h"

#define ASKED(when, due) when " ask C1 cardiology a.khan e.okafor would_refer P81001 " due " - - 0"
#define ANSWERED(when) when " answer C1 e.okafor ADVICE_ONLY_NO_REFERRAL_RECOMMENDED"
#define WANTED(when) when " want C1 e.okafor"
#define GIVEN(when, due) when " say C1 a.khan " due

static const struct {
	const char *what;
	int64_t hours; /* hundredths */
	int64_t within;
	const char *lines[8];
} rows[] = {
	{"asked on a Saturday", 50, 1, {ASKED("2027-01-09 12:00", "2027-01-13"), ANSWERED("2027-01-11 09:30")}},
	{"asked on Good Friday, Easter and the clocks between", 100, 1,
		{ASKED("2027-03-26 12:00", "2027-04-01"), ANSWERED("2027-03-30 10:00")}},
	{"the night the clocks go forward", 150, 1,
		{ASKED("2027-03-25 16:00", "2027-03-31"), ANSWERED("2027-03-30 09:30")}},
	{"the night the clocks go back", 200, 1,
		{ASKED("2027-10-29 16:00", "2027-11-02"), ANSWERED("2027-11-01 10:00")}},
	{"answered on the last minute of the promise", 2400, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), ANSWERED("2027-01-13 17:00")}},
	{"answered in the evening after it", 2400, 0,
		{ASKED("2027-01-11 09:00", "2027-01-13"), ANSWERED("2027-01-13 17:01")}},
	{"answered while the clock stands still", 800, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), WANTED("2027-01-12 09:00"), ANSWERED("2027-01-20 12:00")}},
	{"information wanted too late", 2500, 0,
		{ASKED("2027-01-11 09:00", "2027-01-13"), WANTED("2027-01-14 10:00"), ANSWERED("2027-01-15 12:00")}},
	{"two pauses", 300, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), WANTED("2027-01-11 10:00"),
			GIVEN("2027-01-11 11:00", "2027-01-13"), WANTED("2027-01-11 12:00"),
			GIVEN("2027-01-11 13:00", "2027-01-13"), ANSWERED("2027-01-11 14:00")}},
	{"wanted again before anything was given: one pause", 200, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), WANTED("2027-01-11 10:00"), WANTED("2027-01-11 11:00"),
			GIVEN("2027-01-11 12:00", "2027-01-13"), ANSWERED("2027-01-11 13:00")}},
	{"the promise that was made anew counts", 1600, 1,
		{ASKED("2027-01-11 09:00", "2027-01-11"), WANTED("2027-01-11 17:00"),
			GIVEN("2027-01-13 09:00", "2027-01-13"), ANSWERED("2027-01-13 17:00")}},
	{"closed unanswered and opened again", 900, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), "2027-01-11 10:00 close C1 a.khan no_longer_needed",
			"2027-01-12 09:00 reopen C1 a.khan 2027-01-14", ANSWERED("2027-01-12 10:00")}},
	{"only the first answer counts", 100, 1,
		{ASKED("2027-01-11 09:00", "2027-01-13"), ANSWERED("2027-01-11 10:00"), ANSWERED("2027-01-20 10:00")}},
};

Test(clock, counts_the_working_time_to_the_first_answer_without_the_pauses)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report_reply_times_args args = {.from = 20270101, .until = 20271231};
		struct subject subject;
		struct world world;

		history_play(&subject, &world, rows[i].lines);
		const struct report_reply_times_result *result =
			world_query(&world, NULL, "n.shaw", COMMAND_report_reply_times, &args, NULL);
		const struct reply_time_row *row = result->rows.items;
		cr_assert_eq(result->rows.count, 1);
		cr_expect_eq(row->answered, 1, "%s", rows[i].what);
		cr_expect_eq(row->within_promise, rows[i].within, "%s", rows[i].what);
		cr_expect_eq(row->median_hours.hundredths, rows[i].hours, "%s: %lld", rows[i].what,
			(long long)row->median_hours.hundredths);
		history_close(&subject, &world);
	}
}
