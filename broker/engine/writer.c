/* The writer: the only thread that changes the record. It takes all that waits, commits once, and only then lets anybody
 * know (design 3, reliability.md 0.1 and 0.4). */
#include <stdio.h>

#include "base/log.h"
#include "base/memory.h"
#include "engine/state.h"

/* Between two chores: a moment, and while people ask so many times longer than one took. */
enum { BETWEEN_CHORES_MS = 5, CHORE_RESTS = 19 };

enum { IDLE_WAIT_MS = 100, REOPEN_EVERY_MS = 500, MAINTAIN_EVERY_BATCHES = 1024 };

static void note_problem(struct engine *engine, const char *problem)
{
	bool was_ready = atomic_exchange(&engine->store_is_ready, problem == NULL);
	pthread_mutex_lock(&engine->problem_lock);
	snprintf(engine->store_problem, sizeof engine->store_problem, "%s", problem ? problem : "");
	pthread_mutex_unlock(&engine->problem_lock);
	if (problem && was_ready) {
		log_event(LOG_ERROR, "store.failed", "problem=\"%s\"", problem);
	}
	if (!problem && !was_ready) {
		log_event(LOG_INFO, "store.ready", "pos=%lld", (long long)store_last_pos(engine->config.store));
	}
}

/* What is kept of a command that was undone; when not even that can be, nobody is answered before it can. */
static enum error keep_of(struct engine *engine, struct work *work)
{
	struct store *store = engine->config.store;
	enum error error = store_savepoint(store);
	if (error == OK && (error = work->undone(engine, work)) == OK) {
		return store_release(store);
	}
	store_undo(store);
	return ERROR_STORE_UNAVAILABLE;
}

static void set_at_disk(struct engine *engine, bool is_at_disk)
{
	atomic_store(&engine->at_disk_since_ms, is_at_disk ? monotonic_us() / 1000 : 0);
}

/* Each command stands or falls alone, but for failures of the store itself: those fail the batch. */
static enum error run_alone(struct engine *engine, struct work *work)
{
	struct store *store = engine->config.store;
	enum error error = store_savepoint(store);
	if (error != OK) {
		return error;
	}
	work->error = work->run(engine, store_reader(store), work);
	if (work->error == OK) {
		return store_release(store);
	}
	store_undo(store);
	fanout_forget_listeners(engine);
	if (work->error == ERROR_STORE_UNAVAILABLE) {
		return work->error;
	}
	return work->undone ? keep_of(engine, work) : OK;
}

static enum error run_batch(struct engine *engine, struct work **batch, size_t count)
{
	struct store *store = engine->config.store;
	enum error error = store_begin(store);
	if (error != OK) {
		return error;
	}
	for (size_t i = 0; error == OK && i < count; i++) {
		error = run_alone(engine, batch[i]);
	}
	if (error != OK) {
		store_rollback(store);
		fanout_forget_listeners(engine);
		return error;
	}
	int64_t began_us = monotonic_us(), took_us = 0;
	error = store_commit(store);
	took_us = monotonic_us() - began_us;
	tally_add(&engine->commit_us, tally_times_us, took_us);
	tally_add(&engine->batch_commands, tally_sizes, (int64_t)count);
	atomic_fetch_add(&engine->commits, 1);
	atomic_fetch_add(&engine->commit_us_total, took_us);
	if (took_us > atomic_load(&engine->commit_us_max)) {
		atomic_store(&engine->commit_us_max, took_us);
	}
	return error;
}

static void finish_batch(struct engine *engine, struct work **batch, size_t count, enum error committed)
{
	if (committed == OK) {
		atomic_store(&engine->last_pos, store_last_pos(engine->config.store));
	} else {
		fanout_forget_listeners(engine);
	}
	/* why it could not be opened again, when that is so, was noted there */
	if (committed != OK && atomic_load(&engine->store_is_ready)) {
		note_problem(
			engine, "The record could not be written; what was waiting is asked again with the same txn.");
	}
	if ((int64_t)count > atomic_load(&engine->batch_max)) {
		atomic_store(&engine->batch_max, (int64_t)count);
	}
	for (size_t i = 0; i < count; i++) {
		batch[i]->finish(engine, batch[i], committed);
		memory_free(batch[i]);
	}
}

/* A store whose commit failed is in an unknown state: it is opened afresh and checked before it is used again. */
static bool is_usable(struct engine *engine)
{
	char why[256] = "";
	if (atomic_load(&engine->store_is_ready)) {
		return true;
	}
	if (atomic_load(&engine->is_damaged)) {
		return false;
	}
	bool is_well = !engine->config.probe_every_ms || store_probe(engine->config.store, why) == OK;
	if (!is_well || store_reopen(engine->config.store, why) != OK) {
		note_problem(engine, why);
		return false;
	}
	atomic_store(&engine->last_pos, store_last_pos(engine->config.store));
	note_problem(engine, NULL);
	return true;
}

/* An idle writer would learn of a full or lost disk only when somebody needs it. */
static void probe_if_due(struct engine *engine)
{
	char why[256] = "";
	if (!engine->config.probe_every_ms || monotonic_us() < engine->next_probe_us) {
		return;
	}
	set_at_disk(engine, true);
	if (store_probe(engine->config.store, why) != OK) {
		note_problem(engine, why);
	}
	set_at_disk(engine, false);
	engine->next_probe_us = monotonic_us() + engine->config.probe_every_ms * 1000;
}

static void do_chore(struct engine *engine, bool has_written)
{
	bool were_asked = requests_came(engine, &engine->commands_at_chore);
	int64_t began_us = monotonic_us();
	bool has_more = store_maintain(engine->config.store);
	int64_t took_ms = (monotonic_us() - began_us) / 1000;
	engine->chore_rest_ms = BETWEEN_CHORES_MS + (were_asked ? took_ms * CHORE_RESTS : 0);
	engine->chores = has_more ? CHORES_BEGUN : has_written ? CHORES_WHEN_IDLE : CHORES_NONE;
	atomic_store(&engine->wal_bytes, store_wal_bytes(engine->config.store));
}

bool writer_turn(struct engine *engine, int64_t most_wait_ms)
{
	struct work **batch = engine->batch;
	size_t count = queue_take_all(engine->writes, (void **)batch, engine->config.batch_limit, most_wait_ms);
	if (count == 0 && queue_is_closed(engine->writes)) {
		return false;
	}
	if (!is_usable(engine)) {
		finish_batch(engine, batch, count, ERROR_STORE_UNAVAILABLE);
		return true;
	}
	if (count > 0) {
		set_at_disk(engine, true);
		enum error committed = run_batch(engine, batch, count);
		set_at_disk(engine, false);
		finish_batch(engine, batch, count, committed);
		set_at_disk(engine, true);
		store_keep_up(engine->config.store);
		set_at_disk(engine, false);
		engine->chores = CHORES_WHEN_IDLE;
		engine->next_probe_us = monotonic_us() + engine->config.probe_every_ms * 1000;
	}
	if (atomic_load(&engine->store_is_ready)) {
		probe_if_due(engine);
	}
	if (atomic_load(&engine->store_is_ready)) {
		review_if_due(engine);
		duties_if_due(engine);
	}
	bool is_time = count == 0 || ++engine->batches_run % MAINTAIN_EVERY_BATCHES == 0;
	if (is_time && engine->chores != CHORES_NONE && atomic_load(&engine->store_is_ready)) {
		do_chore(engine, count > 0);
	}
	return true;
}

/* How long nothing need be done unless somebody asks. */
static int64_t patience_ms(const struct engine *engine)
{
	const int64_t waits_ms[] = {
		[CHORES_NONE] = DUTIES_LOOK_MS,
		[CHORES_WHEN_IDLE] = IDLE_WAIT_MS,
		[CHORES_BEGUN] = engine->chore_rest_ms,
	};
	int64_t probe_ms = engine->config.probe_every_ms;
	if (atomic_load(&engine->is_damaged)) {
		return REVIEW_LOOK_MS; /* there is nothing that it could do by itself */
	}
	if (!atomic_load(&engine->store_is_ready)) {
		return REOPEN_EVERY_MS;
	}
	int64_t wait_ms = waits_ms[engine->chores];
	return probe_ms && probe_ms < wait_ms ? probe_ms : wait_ms;
}

void *writer_main(void *context)
{
	struct engine *engine = context;
	soundness_look(engine);
	while (writer_turn(engine, patience_ms(engine))) {}
	return NULL;
}
