/*
 * Tells a story again and again while something fails: test_torture FILE.
 *
 * However it fails, every command is in the end answered as the story tells, after being sent again with the same txn;
 * nobody is told ok before; the chain verifies; and what is rebuilt is what was there. Leaks are looked for at exit.
 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tests/scenario/story.h"

/* --- allocations: for each command the first one fails, then the second, and so on until it gets through ---------- */

static void fail_one_allocation(struct trouble *trouble, struct world *world, int try)
{
	(void)trouble;
	(void)world;
	memory_fail_at((size_t)try + 1, 0);
}

static void fail_all_from_one(struct trouble *trouble, struct world *world, int try)
{
	(void)trouble;
	(void)world;
	memory_fail_at((size_t)try + 1, 1);
}

static void give_memory(struct trouble *trouble, struct world *world)
{
	(void)trouble;
	(void)world;
	memory_fail_at(0, 0);
}

/* --- the store: for each command every call that it makes fails once ---------------------------------------------- */

static const struct faulty_plan write_plans[] = {
	{.hook = FAULTY_begin, .at = 1},
	{.hook = FAULTY_savepoint, .at = 1},
	{.hook = FAULTY_facts, .at = 1},
	{.hook = FAULTY_find_receipt, .at = 1},
	{.hook = FAULTY_append, .at = 1},
	{.hook = FAULTY_recipients, .at = 1},
	{.hook = FAULTY_put_receipt, .at = 1},
	{.hook = FAULTY_put_receipt, .at = 1, .error = ERROR_BUSY},
	{.hook = FAULTY_release, .at = 1},
	{.hook = FAULTY_commit, .at = 1},
	{.hook = FAULTY_commit, .at = 1, .but_happens = true},
};
static const struct faulty_plan read_plans[] = {
	{.hook = FAULTY_query, .at = 1},
	{.hook = FAULTY_reader_open, .at = 1},
	{.hook = FAULTY_reader_begin, .at = 1},
	{.hook = FAULTY_last_pos, .at = 1},
	{.hook = FAULTY_facts, .at = 1},
	{.hook = FAULTY_query, .at = 1, .error = ERROR_BUSY},
};
static const struct faulty_plan no_plan;

#define COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))

static void fail_one_call(struct trouble *trouble, struct world *world, int try)
{
	bool is_write = trouble->row && trouble->row->class == COMMAND_CLASS_WRITE;
	const struct faulty_plan *plans = is_write ? write_plans : read_plans;
	int count = is_write ? COUNT(write_plans) : COUNT(read_plans);

	faulty_set_plan(world->store, try < count ? &plans[try] : &no_plan);
}

static void mend_store(struct trouble *trouble, struct world *world)
{
	(void)trouble;
	faulty_set_plan(world->store, &no_plan);
}

/* --- the store stays down for a while, at one moment of the story ------------------------------------------------- */

struct outage {
	struct trouble trouble; /* first */
	struct faulty_plan plan;
	int from_command; /* the n-th command meets it */
	int tries;        /* and is refused so often */
	int command;
};

static void begin_outage(struct trouble *trouble, struct world *world, int try)
{
	struct outage *outage = (struct outage *)trouble;

	outage->command += try == 0;
	bool is_down = outage->command == outage->from_command && try < outage->tries;

	faulty_set_plan(world->store, is_down ? &outage->plan : &no_plan);
}

/* --- telling ------------------------------------------------------------------------------------------------------ */

static bool torture(const char *path, const struct seed *seed, const char *what, struct trouble *trouble)
{
	bool is_good = story_run(path, trouble, seed);

	memory_fail_at(0, 0);
	printf("%s, %s: %d tries refused\n", is_good ? "told" : "FAILED", what, trouble->strikes);
	return is_good;
}

static bool torture_with_outages(const char *path, const struct seed *seed)
{
	static const enum faulty_hook hooks[] = {FAULTY_begin, FAULTY_commit, FAULTY_reopen, FAULTY_append};
	bool is_good = true;

	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		for (int command = 1; command <= 9; command += 2) {
			struct outage outage = {.trouble = {.arm = begin_outage, .disarm = mend_store},
				.plan = {.hook = hooks[i], .at = 1, .is_sticky = true},
				.from_command = command,
				.tries = 4};

			is_good = story_run(path, &outage.trouble, seed) && is_good;
		}
	}
	printf("%s, with outages\n", is_good ? "told" : "FAILED");
	return is_good;
}

int main(int count, char **arguments)
{
	struct trouble one = {.arm = fail_one_allocation, .disarm = give_memory};
	struct trouble all = {.arm = fail_all_from_one, .disarm = give_memory};
	struct trouble call = {.arm = fail_one_call, .disarm = mend_store};
	struct seed seed;

	if (count != 2) {
		fprintf(stderr, "usage: test_torture FILE\n");
		return 2;
	}
	seed_make(&seed);
	bool is_good = torture(arguments[1], &seed, "each allocation failing once", &one);

	is_good = torture(arguments[1], &seed, "all allocations failing from one on", &all) && is_good;
	is_good = torture(arguments[1], &seed, "each call of the store failing once", &call) && is_good;
	is_good = torture_with_outages(arguments[1], &seed) && is_good;
	seed_remove(&seed);
	/* a story in which nothing failed shows nothing */
	return is_good && one.strikes > 0 && all.strikes > 0 && call.strikes > 0 ? 0 : 1;
}
