/* One run: what happens when, decided by the seed. */
#include "tests/simulation/sim.h"
#include "tests/simulation/sqlite_memory.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/memory.h"

enum { STEPS_LEAST = 60, STEPS_MOST = 400, PATIENCE = 20000 };

static int64_t below(struct sim *sim, int64_t most)
{
	return chance_below(&sim->chance, most);
}

static struct sim_client *anybody(struct sim *sim)
{
	return &sim->clients[below(sim, SIM_CLIENTS)];
}

/* --- faults ------------------------------------------------------------------------------------------------------- */

static void break_disk(struct sim *sim)
{
	struct disk_fault fault = {.call = (enum disk_call)below(sim, DISK_CALL_COUNT),
		.at = 1 + below(sim, 12),
		.is_sticky = below(sim, 3) == 0,
		.is_full = below(sim, 3) == 0,
		.but_happens = below(sim, 2) == 0};

	/* most of what goes wrong with disks goes wrong when writing */
	if (fault.call == DISK_READ && below(sim, 3))
		fault.call = DISK_SYNC;
	disk_set_fault(&fault);
	sim_tell(sim, "the disk: call %d fails at its number %lld", fault.call, (long long)fault.at);
}

static void break_store(struct sim *sim)
{
	struct faulty_plan plan = {.hook = (enum faulty_hook)below(sim, FAULTY_HOOK_COUNT),
		.at = 1 + below(sim, 4),
		.is_sticky = below(sim, 4) == 0,
		.but_happens = below(sim, 2) == 0,
		.error = below(sim, 3) ? OK : ERROR_BUSY};

	/* a commit that was not tried is no answer of busy */
	if (plan.hook == FAULTY_commit || plan.hook == FAULTY_reopen)
		plan.error = OK;
	faulty_set_plan(sim->store, &plan);
	sim_tell(sim, "the store: hook %d fails at its call %lld", plan.hook, (long long)plan.at);
}

static void mend_all(struct sim *sim)
{
	disk_set_fault(&(struct disk_fault){0});
	faulty_set_plan(sim->store, &(struct faulty_plan){0});
}

static void jump_clock(struct sim *sim)
{
	static const int64_t jumps_ms[] = {-MS_PER_HOUR, MS_PER_HOUR, -366 * (int64_t)MS_PER_DAY,
		366 * (int64_t)MS_PER_DAY, MS_PER_DAY, 121 * (int64_t)MS_PER_DAY, -1, 1000};
	int64_t by_ms = jumps_ms[below(sim, sizeof jumps_ms / sizeof jumps_ms[0])];

	sim->clock.wall_now_ms += by_ms;
	sim->clock.monotonic_now_ms += below(sim, 2 * MS_PER_DAY); /* never back */
	sim_tell(sim, "the clock jumps by %lld ms", (long long)by_ms);
}

/* A fault while it comes up is one of a single start. */
static void come_up(struct sim *sim)
{
	for (int tries = 0; !sim_start(sim); tries++) {
		disk_kill();
		disk_revive(below(sim, 2) == 0, &sim->chance);
		if (tries == 100) {
			printf("seed %llu does not come up again: %s\n", (unsigned long long)sim->seed, sim_problem);
			exit(1);
		}
	}
}

static void restart(struct sim *sim)
{
	static const enum sim_end ends[] = {SIM_STOPPED, SIM_KILLED, SIM_KILLED, SIM_POWER_CUT, SIM_POWER_CUT};

	sim_end(sim, ends[below(sim, sizeof ends / sizeof ends[0])]);
	come_up(sim);
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

/* Memory may run out anywhere in a turn. */
static void run_writer(struct sim *sim, bool may_starve)
{
	if (may_starve && below(sim, 8) == 0)
		memory_fail_at(1 + (size_t)below(sim, 120), below(sim, 3) == 0);
	if (may_starve && below(sim, 12) == 0)
		sqlite_memory_fail_at(1 + below(sim, 150));
	writer_turn(sim->engine, 0);
	sqlite_memory_fail_at(0);
	memory_fail_at(0, 0);
}

static void run_reader(struct sim *sim, bool may_starve)
{
	if (may_starve && below(sim, 8) == 0)
		memory_fail_at(1 + (size_t)below(sim, 60), 0);
	if (may_starve && below(sim, 12) == 0)
		sqlite_memory_fail_at(1 + below(sim, 60));
	worker_turn(&sim->worker, &sim->reader, 0);
	sqlite_memory_fail_at(0);
	memory_fail_at(0, 0);
}

static void take_step(struct sim *sim)
{
	struct sim_client *client = anybody(sim);
	int64_t dice = below(sim, 100);

	fake_clock_advance(&sim->clock, below(sim, 2000));
	if (dice < 22) {
		sim_new_command(sim, client);
		sim_send(sim, client);
	} else if (dice < 34) {
		sim_send(sim, client);
	} else if (dice < 58) {
		run_writer(sim, true);
	} else if (dice < 66) {
		run_reader(sim, true);
	} else if (dice < 80) {
		sim_deliver(sim, client, 1 + (size_t)below(sim, 6));
	} else if (dice < 83) {
		sim_drop(sim, client, (size_t)below(sim, (int64_t)client->network_count + 1));
	} else if (dice < 88) {
		if (client->wants_sync && !client->is_syncing)
			sim_sync(sim, client);
		else
			sim_read(sim, client);
	} else if (dice < 90) {
		break_disk(sim);
	} else if (dice < 92) {
		break_store(sim);
	} else if (dice < 96) {
		mend_all(sim);
	} else if (dice < 97) {
		jump_clock(sim);
	} else {
		restart(sim);
	}
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static void run_all(struct sim *sim)
{
	do {
		run_writer(sim, false);
	} while (queue_length(sim->engine->writes) > 0);
	for (int i = 0; i < SIM_CLIENTS; i++)
		run_reader(sim, false);
	for (size_t i = 0; i < SIM_CLIENTS; i++)
		sim_deliver(sim, &sim->clients[i], SIM_NETWORK);
	fake_clock_advance(&sim->clock, 1000);
}

/* With nothing in the way everybody is answered in the end. */
static bool settle(struct sim *sim)
{
	for (int i = 0; sim_has_unanswered(sim); i++) {
		for (size_t n = 0; n < SIM_CLIENTS; n++)
			sim_send(sim, &sim->clients[n]);
		run_all(sim);
		if (i == PATIENCE)
			return false;
	}
	return true;
}

/* A last look at what was missed, and one from the beginning. */
static bool look_over(struct sim *sim, bool is_fresh)
{
	for (size_t n = 0; n < SIM_CLIENTS; n++) {
		sim->clients[n].is_fresh = is_fresh;
		sim->clients[n].wants_sync = true;
		sim->clients[n].is_shut_out = false;
	}
	for (int i = 0; i < PATIENCE; i++) {
		bool is_over = true;

		for (size_t n = 0; n < SIM_CLIENTS; n++) {
			struct sim_client *client = &sim->clients[n];

			bool is_done = !client->wants_sync || client->is_shut_out;

			is_over = is_over && is_done;
			if (!is_done && !client->is_syncing)
				sim_sync(sim, client);
		}
		if (is_over)
			return true;
		run_all(sim);
	}
	return false;
}

static void begin(struct sim *sim, uint64_t seed, struct town town, bool is_told)
{
	static const char *const people[SIM_CLIENTS] = {
		"a.khan", "b.osei", "d.moore", "e.okafor", "f.rossi", "i.novak", "k.byrne", "m.grant", "o.frost"};

	*sim = (struct sim){
		.seed = seed, .chance = {seed}, .town = town, .is_told = is_told, .trace = 14695981039346656037u};
	fake_clock_init(&sim->clock, 1795424400000);
	sim->arena = arena_new(16 * 1024 * 1024);
	if (!sim->arena)
		abort();
	sim_begin_afresh();
	for (size_t i = 0; i < SIM_CLIENTS; i++) {
		sim->clients[i].person = people[i];
		sim->clients[i].device = town_device(people[i]);
	}
	come_up(sim);
	sim->history.since = store_last_pos(sim->store);
}

bool sim_run(uint64_t seed, struct town town, bool is_told, struct verdicts *verdicts, struct sim *sim)
{
	int64_t failures = disk_failures();
	bool is_good, is_settled;

	begin(sim, seed, town, is_told);
	for (int64_t steps = STEPS_LEAST + below(sim, STEPS_MOST - STEPS_LEAST); steps > 0; steps--)
		take_step(sim);
	mend_all(sim);
	is_settled = settle(sim) && look_over(sim, false);
	sim->history.settled = store_last_pos(sim->store);
	is_settled = is_settled && look_over(sim, true);
	sim_end(sim, SIM_STOPPED);
	is_good = sim_judge(&sim->history, verdicts) && is_settled;
	if (!is_settled)
		verdict_break(&verdicts->of[1], "somebody was never answered, though nothing failed any more");
	sim->failed_calls = (int)(disk_failures() - failures);
	arena_free(sim->arena);
	return is_good;
}
