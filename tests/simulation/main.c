#define _GNU_SOURCE /* getopt_long, clock_gettime */
/* simulate [--from SEED] [--seeds N] [--seconds S] [--trace]: runs seeds one after the other, each twice when --twice. A seed
 * that breaks an invariant is named, and its verdicts printed; --trace tells each step. Exit status 0: none did. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "tests/simulation/sim.h"
#include "tests/simulation/sqlite_memory.h"

struct plan {
	uint64_t from, seeds;
	double seconds;
	int is_told, is_twice;
};

static struct plan read_plan(int count, char **arguments)
{
	struct plan plan = {.from = 1, .seeds = 200, .seconds = 1e9};
	const struct option options[] = {{"from", required_argument, NULL, 'f'},
		{"seeds", required_argument, NULL, 'n'}, {"seconds", required_argument, NULL, 's'},
		{"trace", no_argument, &plan.is_told, 1}, {"twice", no_argument, &plan.is_twice, 1}, {0}};

	for (int option; (option = getopt_long(count, arguments, "", options, NULL)) >= 0;) {
		if (option == 'f')
			plan.from = strtoull(optarg, NULL, 10);
		else if (option == 'n')
			plan.seeds = strtoull(optarg, NULL, 10);
		else if (option == 's')
			plan.seconds = strtod(optarg, NULL);
		else if (option)
			exit(2);
	}
	return plan;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct totals {
	uint64_t runs, broken, crashes, failures, starved, receipts, heard;
};

static uint64_t run_one(uint64_t seed, struct town town, const struct plan *plan, struct totals *tally)
{
	static struct sim sim;
	struct verdicts verdicts;
	bool is_good = sim_run(seed, town, plan->is_told, &verdicts, &sim);

	if (!is_good) {
		printf("seed %" PRIu64 " breaks the promises (simulate --from %" PRIu64 " --seeds 1 --trace):\n", seed,
			seed);
		verdicts_print(&verdicts, stdout);
		fflush(stdout);
	}
	tally->runs++;
	tally->broken += !is_good;
	tally->crashes += (uint64_t)sim.crashes;
	tally->failures += (uint64_t)sim.failed_calls;
	tally->starved = (uint64_t)sqlite_memory_failures();
	tally->receipts += sim.history.receipt_count;
	tally->heard += sim.history.heard_count;
	history_deinit(&sim.history);
	return sim.trace;
}

int main(int count, char **arguments)
{
	struct plan plan = read_plan(count, arguments);
	struct town town;
	struct totals tally = {0};
	double began_s = now_s();
	bool is_repeatable = true;

	/* failures are the rule here */
	log_set_level(LOG_ERROR + 1);
	town = sim_prepare();
	for (uint64_t n = 0; n < plan.seeds && now_s() - began_s < plan.seconds && tally.broken < 5; n++) {
		uint64_t trace = run_one(plan.from + n, town, &plan, &tally);

		if (plan.is_twice && run_one(plan.from + n, town, &plan, &tally) != trace) {
			printf("seed %" PRIu64 " went otherwise the second time\n", plan.from + n);
			is_repeatable = false;
		}
	}
	double took_s = now_s() - began_s;
	printf("%" PRIu64 " runs in %.1f s (%.0f a minute): %" PRIu64 " broken; %" PRIu64 " crashes, %" PRIu64
	       " failed disk calls, %" PRIu64 " allocations of SQLite refused, %" PRIu64 " receipts, %" PRIu64
	       " events heard\n",
		tally.runs, took_s, (double)tally.runs * 60 / took_s, tally.broken, tally.crashes, tally.failures,
		tally.starved, tally.receipts, tally.heard);
	disk_erase();
	disk_forget_kept();
	/* a simulation in which nothing failed and nothing was said shows nothing */
	return tally.broken == 0 && is_repeatable && tally.failures > 0 && tally.crashes > 0 && tally.receipts > 0 ? 0
														   : 1;
}
