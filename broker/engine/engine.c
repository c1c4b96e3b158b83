#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "engine/engine.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/state.h"

/* What the patient key is used for besides matching; part of every key made from it. */
#define HIDING_KEY_PURPOSE "corridor counts beyond the board"

enum { REPORTS_WAITING = 32, SIGN_INS_WAITING = 64, BURST_SHARE = 6, PERSON_FACTOR = 3, ATTEMPTS_REMEMBERED = 10000 };

/* --- life ------------------------------------------------------------------------------------------------------------- */

struct engine *engine_new(const struct engine_config *config)
{
	struct engine *engine = memory_new(sizeof *engine);
	if (!engine) {
		return NULL;
	}
	int64_t per_minute = config->commands_per_minute;
	engine->config = *config;
	enum error keyed = digest_keyed(config->patient_key, text_of(HIDING_KEY_PURPOSE), &engine->hiding_key);
	pthread_mutex_init(&engine->reads_lock, NULL);
	pthread_mutex_init(&engine->problem_lock, NULL);
	engine->writes = queue_new(config->queue_capacity, NULL, NULL);
	engine->reads = queue_new(config->queue_capacity, NULL, NULL);
	engine->reports = queue_new(REPORTS_WAITING, NULL, NULL);
	engine->sign_ins = queue_new(SIGN_INS_WAITING, NULL, NULL);
	engine->devices = limits_new(config->clock, per_minute, per_minute / BURST_SHARE + 1);
	engine->people =
		limits_new(config->clock, per_minute * PERSON_FACTOR, per_minute * PERSON_FACTOR / BURST_SHARE + 1);
	engine->throttle = throttle_new(config->clock, ATTEMPTS_REMEMBERED);
	engine->visitors = visitors_new();
	engine->refusals_told = limits_new(config->clock, 2, 20);
	engine->refusals_untold = map_new();
	engine->decision = memory_new(sizeof *engine->decision);
	engine->listeners = map_new();
	engine->batch = memory_new(config->batch_limit * sizeof(struct work *));
	engine->chores = CHORES_WHEN_IDLE;
	atomic_store(&engine->store_is_ready, true);
	soundness_begin(engine);
	atomic_store(&engine->last_pos, store_last_pos(config->store));
	bool is_whole = keyed == OK && engine->writes && engine->reads && engine->reports && engine->sign_ins &&
			engine->devices && engine->people && engine->throttle && engine->visitors &&
			engine->refusals_told && engine->refusals_untold && engine->decision && engine->listeners &&
			engine->batch;
	if (!is_whole) {
		engine_free(engine);
		return NULL;
	}
	return engine;
}

enum error engine_add_sink(struct engine *engine, struct sink *sink)
{
	if (engine->sink_count == SINK_LIMIT) {
		return ERROR_BUSY;
	}
	engine->sinks[engine->sink_count++] = sink;
	return OK;
}

enum error engine_start(struct engine *engine)
{
	enum error error = workers_start(engine);
	if (error == OK && pthread_create(&engine->writer, NULL, writer_main, engine) != 0) {
		error = ERROR_BUSY;
	}
	if (error != OK) {
		workers_stop(engine);
		return error;
	}
	engine->writer_is_started = true;
	return OK;
}

/* Readers first: what they still answer may ask the writer for something (a session's use). */
void engine_stop(struct engine *engine)
{
	workers_stop(engine);
	queue_close(engine->writes);
	if (engine->writer_is_started) {
		pthread_join(engine->writer, NULL);
		engine->writer_is_started = false;
	}
}

void engine_free(struct engine *engine)
{
	if (!engine) {
		return;
	}
	if (engine->listeners) {
		fanout_forget_listeners(engine);
	}
	map_free(engine->listeners, NULL);
	memory_free(engine->decision);
	memory_free(engine->batch);
	limits_free(engine->devices);
	limits_free(engine->people);
	throttle_free(engine->throttle);
	visitors_free(engine->visitors);
	limits_free(engine->refusals_told);
	map_free(engine->refusals_untold, memory_free);
	queue_free(engine->writes);
	queue_free(engine->reads);
	queue_free(engine->reports);
	queue_free(engine->sign_ins);
	pthread_mutex_destroy(&engine->reads_lock);
	pthread_mutex_destroy(&engine->problem_lock);
	memory_free(engine);
}

/* --- commands ----------------------------------------------------------------------------------------------------------- */

bool submit_work(struct queue *queue, struct work work)
{
	struct work *item = memory_new(sizeof *item);
	if (!item) {
		return false;
	}
	*item = work;
	if (queue_push(queue, item) == OK) {
		return true;
	}
	memory_free(item);
	return false;
}

int64_t monotonic_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static enum error run_write(struct engine *engine, struct reader *reader, struct work *work)
{
	(void)reader; /* the writer's own view is taken from the store */
	struct request *request = work->item;
	request->error = process_write(engine, request);
	if (request->error != OK) {
		fanout_release(engine, request);
	}
	return request->error;
}

/* The receipt goes out before the events it caused; neither before the commit. */
static void finish_write(struct engine *engine, struct work *work, enum error committed)
{
	struct request *request = work->item;
	if (committed != OK) {
		fanout_release(engine, request);
	}
	if (committed != OK && !soundness_refuses(engine, request)) {
		request_refuse(request, ERROR_STORE_UNAVAILABLE, RETRY_STORE_MS);
	}
	struct broadcast *broadcasts = request->broadcasts;
	size_t count = request->broadcast_count;
	request_finish(engine, request); /* from here the request lives only through its broadcasts */
	fanout_deliver(engine, broadcasts, count);
}

/* A denial is kept although nothing else of the command is. */
static enum error note_denial(struct engine *engine, struct work *work)
{
	return audit_is_wanted(work->item) ? audit_append(engine, work->item) : OK;
}

static enum error run_read(struct engine *engine, struct reader *reader, struct work *work)
{
	struct request *request = work->item;
	bool is_report = request->command.row->class == COMMAND_CLASS_REPORT;
	int64_t began_us = monotonic_us();
	enum error error = reader ? process_read(engine, reader, request) : ERROR_STORE_UNAVAILABLE;
	request->error = error;
	tally_add(is_report ? &engine->report_us : &engine->query_us, tally_times_us, monotonic_us() - began_us);
	if (audit_is_wanted(request)) {
		audit_then_finish(engine, request);
	} else {
		request_finish(engine, request);
	}
	return error;
}

/* Both the device and, where it is known already, the person: many devices do not make one person faster. */
static int64_t wait_for_turn(struct engine *engine, const struct command *command)
{
	int64_t wait_ms = limits_take(engine->devices, text_of(command->device.text));
	if (wait_ms == 0 && command->person.text[0]) {
		wait_ms = limits_take(engine->people, text_of(command->person.text));
	}
	return wait_ms;
}

bool submit_write(struct engine *engine, struct request *request)
{
	return submit_work(engine->writes,
		(struct work){.run = run_write, .undone = note_denial, .finish = finish_write, .item = request});
}

static struct queue *queue_for(struct engine *engine, enum command_class class)
{
	switch (class) {
	case COMMAND_CLASS_WRITE:
		return engine->writes;
	case COMMAND_CLASS_REPORT:
		return engine->reports;
	default:
		return engine->reads;
	}
}

void engine_submit(struct engine *engine, struct request *request)
{
	enum command_class class = request->command.row->class;
	int64_t wait_ms = wait_for_turn(engine, &request->command);
	if (wait_ms > 0) {
		request_refuse(request, ERROR_RATE_LIMITED, wait_ms);
		request_finish(engine, request);
		return;
	}
	bool is_taken = class == COMMAND_CLASS_WRITE ? submit_write(engine, request)
						     : submit_work(queue_for(engine, class),
							       (struct work){.run = run_read, .item = request});
	if (!is_taken) {
		request_refuse(request, ERROR_BUSY, class == COMMAND_CLASS_REPORT ? RETRY_REPORT_MS : RETRY_BUSY_MS);
		request_finish(engine, request);
	}
}

enum error engine_execute(struct engine *engine, struct request *request)
{
	struct store *store = engine->config.store;
	if (!request->command.person.text[0]) {
		memcpy(request->command.person.text, "system", sizeof "system");
	}
	enum error error = store_begin(store);
	if (error != OK) {
		return request->error = error;
	}
	error = process_write(engine, request);
	if (error == OK) {
		error = store_commit(store);
	} else {
		store_rollback(store);
	}
	fanout_release(engine, request);
	if (error != OK) {
		fanout_forget_listeners(engine); /* found in a batch that did not happen */
	}
	atomic_store(&engine->last_pos, store_last_pos(store));
	return request->error = error;
}

/* --- health -------------------------------------------------------------------------------------------------------------- */

/* A disk that answers nothing fails no call either: only the time that passes tells. */
static void note_stall(struct engine *engine, struct engine_health *health)
{
	int64_t since_ms = atomic_load(&engine->at_disk_since_ms);
	health->store_stalled_ms = since_ms ? monotonic_us() / 1000 - since_ms : 0;
	if (!health->store_is_ready || health->store_stalled_ms < STALL_MS) {
		return;
	}
	health->store_is_ready = false;
	snprintf(health->store_problem, sizeof health->store_problem,
		"The disk of the record has not answered for %lld s.", (long long)health->store_stalled_ms / 1000);
}

void engine_health(struct engine *engine, struct engine_health *health)
{
	*health = (struct engine_health){
		.store_is_ready = atomic_load(&engine->store_is_ready),
		.last_pos = atomic_load(&engine->last_pos),
		.writer_queue_length = queue_length(engine->writes),
		.reader_queue_length = queue_length(engine->reads) + queue_length(engine->reports),
		.commits = atomic_load(&engine->commits),
		.commands = atomic_load(&engine->commands),
		.refusals = atomic_load(&engine->refusals),
		.events = atomic_load(&engine->events),
		.commit_us_total = atomic_load(&engine->commit_us_total),
		.commit_us_max = atomic_load(&engine->commit_us_max),
		.batch_commands_max = atomic_load(&engine->batch_max),
		.wal_bytes = atomic_load(&engine->wal_bytes),
		.store_is_damaged = atomic_load(&engine->is_damaged),
		.report_queue_length = queue_length(engine->reports),
		.sign_in_queue_length = queue_length(engine->sign_ins),
		.readers = engine->config.reader_count,
		.readers_busy = atomic_load(&engine->readers_busy),
	};
	for (size_t i = 0; i < ERROR_END; i++) {
		health->refused[i] = atomic_load(&engine->refused[i]);
	}
	tally_read(&engine->commit_us, tally_times_us, &health->commit_us);
	tally_read(&engine->batch_commands, tally_sizes, &health->batch_commands);
	tally_read(&engine->query_us, tally_times_us, &health->query_us);
	tally_read(&engine->report_us, tally_times_us, &health->report_us);
	pthread_mutex_lock(&engine->problem_lock);
	memcpy(health->store_problem, engine->store_problem, sizeof health->store_problem);
	pthread_mutex_unlock(&engine->problem_lock);
	note_stall(engine, health);
}
