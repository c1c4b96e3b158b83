/* What time brings about, by itself: at the start for whatever passed before, then all the time. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/fixtures/world.h"

/* A clock that the test moves while the engine looks at it. */
struct moving_clock {
	struct clock clock; /* first */
	atomic_int_fast64_t now_ms;
};

static int64_t moving_ms(const struct clock *clock)
{
	return atomic_load(&((const struct moving_clock *)clock)->now_ms);
}

static struct moving_clock moving = {{moving_ms, moving_ms}, 0};
static struct world world;

static void do_duties(struct engine_config *config)
{
	config->does_duties = true;
	config->clock = &moving.clock;
}

static void set_clock(const char *time)
{
	int64_t now_ms = 0;

	cr_assert(calendar_parse_time(text_of(time), &now_ms) == OK);
	atomic_store(&moving.now_ms, now_ms);
}

static void set_up(void)
{
	set_clock("2026-11-23T09:00:00Z");
	world_open(&world, do_duties);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(duties, .init = set_up, .fini = tear_down);

/* Before the start; as a person would. */
static void execute(const char *person, enum command_kind kind, const char *txn, const void *args)
{
	struct request *request = world_request(&world, person, town_device(person).text, kind, txn, args);

	cr_assert(engine_execute(world.engine, request) == OK, "%.*s", TEXT_ARGS(request->refusal.sentence));
	request_free(request);
}

static void ask(const char *txn)
{
	static const struct patient patient = {.nhs_number = {"9990000018"}};
	const struct case_ask_args args = {.conversation = world.town.cardiology,
		.patient = &patient,
		.title = text_of("Palpitations"),
		.question = text_of("Is this benign?"),
		.urgency = URGENCY_URGENT,
		.intent = INTENT_UNSURE};

	execute("a.khan", COMMAND_case_ask, txn, &args);
}

static void cover(const char *from, const char *until)
{
	const struct cover_set_args args = {.from = text_of(from), .until = text_of(until), .deputy = {"k.byrne"}};

	execute("e.okafor", COMMAND_cover_set, "cover-1", &args);
}

/* A page is asked for at the end of one turn of the writer and done by the end of the next. */
static void let_pages_pass(int pages)
{
	for (int i = 0; i < 3 * pages + 3; i++)
		world_settle(&world);
}

static int count(enum event_kind kind)
{
	size_t heard = ear_count(&world.ear);
	int found = 0;

	for (size_t i = 0; i < heard; i++) {
		const struct heard *one = &world.ear.heard[i];

		found += one->kind == HEARD_EVENT && one->broadcast->event.kind == kind;
	}
	return found;
}

Test(duties, what_passed_before_the_start_is_done_once)
{
	ask("ask-1");
	cover("2026-11-24", "2026-11-24");
	set_clock("2026-11-30T12:00:00Z");
	world_start(&world);
	let_pages_pass(5);
	cr_assert_eq(count(EVENT_cover_began), 1);
	cr_assert_eq(count(EVENT_cover_ended), 1);
	cr_assert_eq(count(EVENT_promise_reminded), 0, "too late for that");
	cr_assert_eq(count(EVENT_promise_lapsed), 1);
	cr_assert_eq(count(EVENT_promise_escalated), 1);
	world_restart(&world);
	let_pages_pass(3);
	cr_assert_eq(count(EVENT_promise_escalated), 1, "a second start does nothing twice");
}

Test(duties, what_comes_due_is_done_as_time_goes)
{
	ask("ask-1");
	world_start(&world);
	let_pages_pass(1);
	cr_assert_eq(count(EVENT_promise_reminded), 0);
	set_clock("2026-11-23T14:59:50Z");
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_reminded), 0);
	set_clock("2026-11-23T15:00:00Z");
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_reminded), 1, "a quarter of eight hours is left");
	set_clock("2026-11-23T17:00:00Z");
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_lapsed), 1);
	cr_assert_eq(count(EVENT_promise_escalated), 0);
	set_clock("2026-11-24T10:00:00Z");
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_escalated), 1);
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_lapsed) + count(EVENT_promise_escalated), 2);
}

Test(duties, more_than_a_page_is_done_page_by_page)
{
	char txn[16];

	for (int i = 0; i < 50; i++) {
		snprintf(txn, sizeof txn, "ask-%d", i);
		ask(txn);
	}
	set_clock("2026-11-23T17:00:00Z");
	world_start(&world);
	let_pages_pass(6);
	cr_assert_eq(count(EVENT_promise_lapsed), 50);
}

Test(duties, a_store_that_fails_is_asked_again)
{
	ask("ask-1");
	set_clock("2026-11-23T17:00:00Z");
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_append, .at = 1});
	world_start(&world);
	let_pages_pass(1);
	cr_assert_eq(count(EVENT_promise_lapsed), 0);
	set_clock("2026-11-23T17:00:30Z");
	let_pages_pass(2);
	cr_assert_eq(count(EVENT_promise_lapsed), 1);
}
