#define _GNU_SOURCE /* mkdtemp */
/* The process under test: a store on the simulated disk, an engine on the store, and how both come to an end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/text.h"
#include "tests/simulation/sim.h"
#include "tests/simulation/sqlite_memory.h"

static char path[64];
char sim_problem[256];

const char *sim_path(void)
{
	return path;
}

struct store *sim_open_store(void)
{
	const struct store_config config = {.path = path};
	struct store *store = NULL;

	if (store_open(&config, sim_problem, &store) != OK)
		return NULL;
	store = faulty_new(store);
	if (!store)
		abort();
	return store;
}

static void make_engine(struct sim *sim, size_t batch_limit, bool reviews, bool does_duties)
{
	struct engine_config config = {
		.store = sim->store,
		.clock = &sim->clock.clock,
		.patient_key = text_of("a secret of the tests"),
		.version = "1.0.0-test",
		.queue_capacity = 16,
		.batch_limit = batch_limit,
		.reader_count = 1,
		.commands_per_minute = 1000000,
		.session_idle_ms = 15 * MS_PER_MINUTE,
		.session_limit_ms = 12 * MS_PER_HOUR,
		.totp_is_single_use = true,
		.reviews_ledger = reviews,
		.does_duties = does_duties,
	};

	sim->engine = engine_new(&config);
	if (!sim->engine)
		abort();
	sim_listen(sim);
	sim->worker = (struct worker){.engine = sim->engine, .queue = sim->engine->reads};
	sim->is_dead = false;
}

/* The store makes its lock file beside the database by itself: that one stands in a folder. */
static void make_path(void)
{
	static char folder[48];

	snprintf(folder, sizeof folder, "%s/corridor-simulation-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof path, "%s/corridor.db", folder);
}

static void remove_path(void)
{
	char name[96];

	unlink(path);
	snprintf(name, sizeof name, "%s.lock", path);
	unlink(name);
	*strrchr(path, '/') = '\0';
	rmdir(path);
}

/* Beside the disk there is the lock file, which remembers how far the log went. */
void sim_begin_afresh(void)
{
	char name[96];

	snprintf(name, sizeof name, "%s.lock", path);
	unlink(name);
	disk_restore();
}

struct town sim_prepare(void)
{
	static struct sim sim;
	struct town town;

	sqlite_memory_install();
	disk_install();
	make_path();
	atexit(remove_path);
	fake_clock_init(&sim.clock, 1795424400000);
	sim.store = sim_open_store();
	if (!sim.store)
		abort();
	make_engine(&sim, 16, false, false);
	town = town_build(sim.engine);
	sim_make_mdt(sim.engine);
	engine_free(sim.engine);
	store_close(sim.store);
	disk_keep();
	return town;
}

/* Also while it comes up something may fail: then it does not come up, and the next start finds a disk that works. */
bool sim_start(struct sim *sim)
{
	struct disk_fault fault = {.call = (enum disk_call)chance_below(&sim->chance, DISK_CALL_COUNT),
		.at = 1 + chance_below(&sim->chance, 40)};
	bool is_hard = chance_below(&sim->chance, 6) == 0;

	if (is_hard)
		disk_set_fault(&fault);
	sim->store = sim_open_store();
	disk_set_fault(&(struct disk_fault){0});
	if (!sim->store) {
		sim_tell(sim, "did not come up");
		return false;
	}
	make_engine(sim, 1 + (size_t)chance_below(&sim->chance, 8), chance_below(&sim->chance, 3) == 0,
		chance_below(&sim->chance, 4) != 0);
	sim_tell(sim, "is up, the log ends at %lld", (long long)store_last_pos(sim->store));
	return true;
}

/* What still waits is answered by nobody: its callers' connections are gone. What was read is noted by the writer. */
static void drain(struct sim *sim)
{
	bool has_read;

	do {
		has_read = false;
		while (queue_length(sim->engine->writes) > 0)
			writer_turn(sim->engine, 0);
		while (worker_turn(&sim->worker, &sim->reader, 0))
			has_read = true;
	} while (has_read || queue_length(sim->engine->writes) > 0);
	reader_close(sim->reader);
	sim->reader = NULL;
}

void sim_end(struct sim *sim, enum sim_end how)
{
	static const char *const names[] = {"stopped", "killed", "without power"};

	sim_tell(sim, "%s", names[how]);
	if (how != SIM_STOPPED)
		disk_kill();
	sim->is_dead = how != SIM_STOPPED;
	drain(sim);
	sim->is_dead = true;
	for (size_t i = 0; i < SIM_CLIENTS; i++) {
		sim_drop(sim, &sim->clients[i], 0);
		sim->clients[i].wants_sync = true;
		sim->clients[i].is_syncing = false;
	}
	engine_stop(sim->engine);
	engine_free(sim->engine);
	store_close(sim->store);
	if (how != SIM_STOPPED)
		disk_revive(how == SIM_POWER_CUT, &sim->chance);
	sim->crashes += how != SIM_STOPPED;
}

bool sim_judge(const struct history *history, struct verdicts *verdicts)
{
	return check_record(path, history, verdicts);
}
