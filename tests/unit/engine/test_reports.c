/* Reports have a thread and a queue of their own: nobody else waits behind them. */
#define _GNU_SOURCE /* SCHED_IDLE */
#include <criterion/criterion.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

#include "tests/fixtures/world.h"

enum { WAITING = 32, MORE = 3 };

static struct world world;
static sem_t may_leave;
static atomic_int policy_of_reports, policy_of_reads;

static const struct report_activity_args month = {.from = 20261101, .until = 20261130};
/* What is refused as senseless, and what brings nothing, is answered where it was found out: nothing is noted of it. */
static const struct report_activity_args backwards = {.from = 20261130, .until = 20261101};
static const struct sync_args nothing = {.since = 1000000, .limit = 5};
static const struct sync_args everything = {.since = 0, .limit = 5};

/* On the engine's thread: holds up whoever answers a report until the test lets it go on. */
static void hold_up(struct ear *ear, const struct request *request)
{
	bool is_report = request->command.row->class == COMMAND_CLASS_REPORT;

	(void)ear;
	atomic_store(is_report ? &policy_of_reports : &policy_of_reads, 1 + sched_getscheduler(0));
	if (is_report)
		sem_wait(&may_leave);
}

static void one_reader(struct engine_config *config)
{
	config->reader_count = 1;
}

static void set_up(void)
{
	sem_init(&may_leave, 0, 0);
	world_open(&world, one_reader);
}

static void tear_down(void)
{
	world_close(&world);
	sem_destroy(&may_leave);
}

TestSuite(reports, .init = set_up, .fini = tear_down);

static uint64_t submit(enum command_kind kind, int number, const void *args)
{
	char txn[16];

	snprintf(txn, sizeof(txn), "r-%d", number);
	return world_submit(&world, world_request(&world, "a.khan", "a-khan-1", kind, txn, args));
}

static void expect(uint64_t peer, enum error error)
{
	struct request *request = ear_receipt(&world.ear, peer);

	cr_expect_eq(request->error, error, "%d", (int)request->error);
	request_free(request);
}

Test(reports, do_not_hold_up_the_only_reader_and_give_way_to_it)
{
	world.ear.at_receipt = hold_up;
	world_start(&world);
	uint64_t report = submit(COMMAND_report_activity, 0, &backwards);
	for (int i = 1; i <= MORE; i++)
		expect(submit(COMMAND_sync, i, &nothing), OK);
	sem_post(&may_leave);
	expect(report, ERROR_BAD_REQUEST);
	cr_expect_eq(atomic_load(&policy_of_reports), 1 + SCHED_IDLE);
	cr_expect_eq(atomic_load(&policy_of_reads), 1 + SCHED_OTHER);
}

Test(reports, are_refused_when_too_many_wait_and_may_be_asked_for_again_later)
{
	uint64_t peers[WAITING + MORE];

	for (int i = 0; i < WAITING + MORE; i++) /* nothing runs yet: all of them wait */
		peers[i] = submit(COMMAND_report_activity, i, &month);
	uint64_t read = submit(COMMAND_sync, WAITING + MORE, &everything);
	for (int i = WAITING; i < WAITING + MORE; i++) {
		struct request *request = ear_receipt(&world.ear, peers[i]);

		cr_expect_eq(request->error, ERROR_BUSY);
		cr_expect(
			request->refusal.retry_after_ms >= 1000, "%lld ms", (long long)request->refusal.retry_after_ms);
		request_free(request);
	}
	world_start(&world);
	for (int i = 0; i < WAITING; i++)
		expect(peers[i], OK);
	expect(read, OK);
}
