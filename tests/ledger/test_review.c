/* The daemon's own daily review, on the engine's threads, with a clock that the test moves. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/text.h"
#include "core/ledger.h"
#include "tests/ledger/history.h"

static struct history history;
static const char *test_name;

static void check(bool is_so, const char *what)
{
	if (is_so)
		return;
	fprintf(stderr, "%s: %s\n", test_name, what);
	exit(1);
}

/* --- the day and what happened before ------------------------------------------------------------------------------------------ */

/* A clock that the test moves while the engine looks at it. */
struct moving_clock {
	struct clock clock; /* first */
	atomic_int_fast64_t wall_ms, monotonic_ms;
};

static int64_t moving_wall_ms(const struct clock *clock)
{
	return atomic_load(&((const struct moving_clock *)clock)->wall_ms);
}

static int64_t moving_monotonic_ms(const struct clock *clock)
{
	return atomic_load(&((const struct moving_clock *)clock)->monotonic_ms);
}

static struct moving_clock moving = {{moving_wall_ms, moving_monotonic_ms}, 0, 0};

static void set_clock(int64_t now_ms)
{
	atomic_fetch_add(&moving.monotonic_ms, now_ms - atomic_exchange(&moving.wall_ms, now_ms));
}

static int64_t london(int32_t date, int hours, int minutes)
{
	return calendar_london_time(date, hours * (int64_t)MS_PER_HOUR + minutes * (int64_t)MS_PER_MINUTE);
}

static void review_by_itself(struct engine_config *config)
{
	config->reviews_ledger = true;
	config->clock = &moving.clock;
}

/* So many patients whose cases were closed on a day, asked the day before. */
static void tell_cases(int first_patient, int count, int32_t closed_on)
{
	int64_t closed_ms = london(closed_on, 12, 0);

	for (int i = 0; i < count; i++) {
		set_clock(closed_ms - MS_PER_DAY);
		check(history_ask(&history, 0, 0, INTENT_WOULD_REFER, first_patient + i) == OK, "asked");
		check(history_answer(&history, 0, RECOMMENDATION_ADVICE_ONLY) == OK, "answered");
		set_clock(closed_ms);
		check(history_close_case(&history, 0, OUTCOME_MANAGED_IN_PRIMARY_CARE) == OK, "closed");
	}
}

static void begin(const char *name)
{
	test_name = name;
	atomic_store(&moving.wall_ms, london(20250101, 12, 0));
	history_open(&history, review_by_itself);
}

/* --- watching the engine --------------------------------------------------------------------------------------------------------- */

/* A page of the review is asked for at the end of one turn of the writer and done by the end of the next: three more things
 * to do, one after the other, are done after it. */
static void let_pages_pass(int pages)
{
	for (int i = 0; i < 3 * pages + 3; i++)
		world_settle(&history.world);
}

static void move_to(int64_t now_ms)
{
	set_clock(now_ms);
	let_pages_pass(1);
}

static int count_confirmed(void)
{
	size_t count = ear_count(&history.world.ear);
	int confirmed = 0;

	for (size_t i = 0; i < count; i++) {
		const struct heard *heard = &history.world.ear.heard[i];

		confirmed += heard->kind == HEARD_EVENT && heard->broadcast->event.kind == EVENT_referral_confirmed;
	}
	return confirmed;
}

static void check_confirmed(int wanted, const char *when)
{
	int confirmed = count_confirmed();

	if (confirmed != wanted)
		fprintf(stderr, "%d confirmed instead of %d\n", confirmed, wanted);
	check(confirmed == wanted, when);
}

/* --- tests --------------------------------------------------------------------------------------------------------------------------- */

static void reviews_at_the_start_what_was_missed(void)
{
	begin("a start after missed months");
	tell_cases(1, 2, 20260108);
	tell_cases(3, 1, 20260801);
	set_clock(london(20260901, 14, 0));
	world_start(&history.world);
	let_pages_pass(1);
	check_confirmed(2, "what is due is confirmed at once, and nothing else");
	history_close(&history);
}

static void reviews_once_a_day_after_two(void)
{
	begin("a day");
	tell_cases(1, 1, 20260108); /* due on 8 May */
	set_clock(london(20260507, 14, 0));
	world_start(&history.world);
	let_pages_pass(1);
	check_confirmed(0, "not due yet");
	move_to(london(20260508, 0, 30));
	check_confirmed(0, "due, but it is the middle of the night");
	move_to(london(20260508, 2, 4));
	check_confirmed(0, "nearly");
	move_to(london(20260508, 2, 6));
	check_confirmed(1, "shortly after two");
	move_to(london(20260508, 15, 0));
	move_to(london(20260509, 3, 0));
	check_confirmed(1, "once is enough");
	history_close(&history);
}

/* The clocks go forward at one, and back at two: there is one five past two in both nights, and one review. */
static void reviews_in_the_nights_in_which_clocks_change(void)
{
	begin("clocks change");
	tell_cases(1, 1, 20251129); /* due on 29 March */
	tell_cases(2, 1, 20260627); /* due on 25 October */
	set_clock(london(20260328, 14, 0));
	world_start(&history.world);
	let_pages_pass(1);
	move_to(london(20260329, 2, 0));
	check_confirmed(0, "before");
	move_to(london(20260329, 2, 6));
	check_confirmed(1, "the night they go forward");
	move_to(london(20261024, 14, 0));
	check_confirmed(1, "between");
	move_to(london(20261025, 2, 6));
	check_confirmed(2, "the night they go back");
	history_close(&history);
}

static void reviews_more_than_a_page(void)
{
	begin("more than a page");
	tell_cases(1, 2 * REVIEW_LIMIT + 1, 20260108);
	set_clock(london(20260601, 14, 0));
	world_start(&history.world);
	let_pages_pass(3);
	check_confirmed(2 * REVIEW_LIMIT + 1, "page by page until nothing is left");
	history_close(&history);
}

static void survives_a_store_that_fails(void)
{
	begin("the store fails");
	tell_cases(1, 1, 20260108);
	set_clock(london(20260601, 14, 0));
	faulty_set_plan(history.world.store, &(struct faulty_plan){.hook = FAULTY_append, .at = 1});
	world_start(&history.world);
	let_pages_pass(1);
	check_confirmed(0, "it failed");
	move_to(london(20260601, 14, 0) + MS_PER_MINUTE / 2);
	check_confirmed(0, "not tried again at once");
	move_to(london(20260601, 14, 2));
	check_confirmed(1, "tried again within the minute");
	history_close(&history);
}

/* A daemon that is started twice a day reviews twice. */
static void a_second_start_confirms_nothing_twice(void)
{
	begin("a second start");
	tell_cases(1, 1, 20260108);
	set_clock(london(20260601, 14, 0));
	check(history_review(&history) == OK, "reviewed");
	world_start(&history.world);
	let_pages_pass(1);
	check_confirmed(0, "it was confirmed before the start");
	history_close(&history);
}

int main(void)
{
	reviews_at_the_start_what_was_missed();
	reviews_once_a_day_after_two();
	reviews_in_the_nights_in_which_clocks_change();
	reviews_more_than_a_page();
	survives_a_store_that_fails();
	a_second_start_confirms_nothing_twice();
	return 0;
}
