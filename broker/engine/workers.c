/* The readers, the one that makes reports, and the one worker that checks passwords: threads that answer from committed
 * state. */
#include "base/log.h"
#include "base/memory.h"
#include "base/priority.h"
#include "engine/state.h"

/* One item at a time: what a reader holds, no other can take. The others share their queue with nobody. */
static struct work *take_one(struct worker *worker, int64_t wait_ms)
{
	struct engine *engine = worker->engine;
	bool is_shared = worker->queue == engine->reads;
	void *item = NULL;
	if (is_shared) {
		pthread_mutex_lock(&engine->reads_lock);
	}
	size_t count = queue_take_all(worker->queue, &item, 1, wait_ms);
	if (is_shared) {
		pthread_mutex_unlock(&engine->reads_lock);
	}
	return count ? item : NULL;
}

static void open_reader(struct engine *engine, struct reader **reader)
{
	if (!*reader && reader_open(engine->config.store, reader) != OK) {
		*reader = NULL;
	}
}

/* After a piece of what can wait, so many times longer than it took: the disk belongs to those who wait for it. What is read
 * ahead soon serves them; what is looked over only takes from them, so while they ask, of a hundred answers not one is to be
 * late for it. */
enum { RESTS = 9, RESTS_WHILE_ASKED = 199 };

/* Does the next piece of what can wait, and tells how long to rest after it; -1 when nothing is left. */
static int64_t use_spare_time(struct worker *worker, struct reader **reader)
{
	struct engine *engine = worker->engine;
	int64_t began_us = monotonic_us();
	open_reader(engine, reader);
	if (!*reader) {
		return -1;
	}
	bool warms = engine->config.warms_record && reader_warm(*reader);
	if (!warms && !soundness_look_behind(engine, *reader)) {
		return -1;
	}
	int rests = !warms && requests_came(engine, &worker->commands_before) ? RESTS_WHILE_ASKED : RESTS;
	return (monotonic_us() - began_us) * rests / 1000 + 1;
}

/* A reader that cannot be opened answers everything as unavailable, and tries again with the next piece of work. */
bool worker_turn(struct worker *worker, struct reader **reader, int64_t wait_ms)
{
	struct work *work = take_one(worker, wait_ms);
	if (!work) {
		return false;
	}
	struct engine *engine = worker->engine;
	bool is_shared = worker->queue == engine->reads;
	open_reader(engine, reader);
	atomic_fetch_add(&engine->readers_busy, is_shared);
	work->error = work->run(engine, *reader, work);
	atomic_fetch_sub(&engine->readers_busy, is_shared);
	if (work->error == ERROR_STORE_UNAVAILABLE) {
		reader_close(*reader);
		*reader = NULL;
	}
	memory_free(work);
	return true;
}

static void *worker_main(void *context)
{
	struct worker *worker = context;
	struct reader *reader = NULL;
	if (worker->gives_way) {
		thread_give_way();
	}
	bool is_open = true;
	while (is_open) {
		int64_t rest_ms = worker->gives_way ? use_spare_time(worker, &reader) : -1;
		is_open = worker_turn(worker, &reader, rest_ms) || !queue_is_closed(worker->queue) ||
			  queue_length(worker->queue) > 0;
	}
	reader_close(reader);
	return NULL;
}

enum error workers_start(struct engine *engine)
{
	engine->worker_count = (size_t)engine->config.reader_count + 2;
	engine->workers = memory_new(engine->worker_count * sizeof *engine->workers);
	if (!engine->workers) {
		return ERROR_BUSY;
	}
	for (size_t i = 0; i < engine->worker_count; i++) {
		struct worker *worker = &engine->workers[i];
		worker->engine = engine;
		worker->queue = i + 1 == engine->worker_count   ? engine->sign_ins
				: i + 2 == engine->worker_count ? engine->reports
								: engine->reads;
		worker->gives_way = worker->queue == engine->reports;
		if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
			return ERROR_BUSY;
		}
		worker->is_started = true;
	}
	return OK;
}

void workers_stop(struct engine *engine)
{
	queue_close(engine->reads);
	queue_close(engine->reports);
	queue_close(engine->sign_ins);
	for (size_t i = 0; engine->workers && i < engine->worker_count; i++) {
		if (engine->workers[i].is_started) {
			pthread_join(engine->workers[i].thread, NULL);
		}
	}
	memory_free(engine->workers);
	engine->workers = NULL;
}
