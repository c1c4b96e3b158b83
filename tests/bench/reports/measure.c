#define _POSIX_C_SOURCE 200809L

#include "tests/bench/reports/measure.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/priority.h"
#include "base/text.h"

enum { ARENA_BYTES = 32 * 1024 * 1024 };

static const int64_t end_ms = 1798790400000; /* 2027-01-01 */

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double now_seconds(void)
{
	return seconds_of(CLOCK_MONOTONIC);
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

struct span span_of(double *times_ms, int count)
{
	qsort(times_ms, (size_t)count, sizeof *times_ms, compare);
	return (struct span){times_ms[count / 2], times_ms[count * 95 / 100], times_ms[count * 99 / 100]};
}

/* The arguments of all reports begin with the two days, and by follows where there is one. */
static void *make_args(struct arena *arena, const struct record_type *type, int32_t from, int32_t until, uint32_t by)
{
	char *args = arena_take(arena, type->size);

	for (size_t i = 0; args && i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (strcmp(field->name, "from") == 0)
			memcpy(args + field->offset, &from, sizeof from);
		if (strcmp(field->name, "until") == 0)
			memcpy(args + field->offset, &until, sizeof until);
		if (strcmp(field->name, "by") == 0)
			memcpy(args + field->offset, &by, sizeof by);
	}
	return args;
}

size_t run_report(struct reader *reader, const char *wire, int32_t from, int32_t until, uint32_t by, struct took *took)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct command command = {.row = command_find(text_of(wire))};
	struct facts facts = {.now_ms = end_ms, .actor = {.found = true, .roles = SET_OF(ROLE_MANAGER)}};
	struct refusal refusal = {0};
	double began = now_seconds(), cpu_began = seconds_of(CLOCK_THREAD_CPUTIME_ID);
	void *result = arena_take(arena, command.row->result->size);
	struct list rows = {0};

	if (strcmp(wire, "report.relationships") == 0) {
		facts.actor.roles = SET_OF(ROLE_COORDINATOR);
		must(text_copy(text_of("place-00"), facts.actor.neighbourhood.text,
			     sizeof facts.actor.neighbourhood.text),
			"naming");
	}
	command.args = make_args(arena, command.row->args, from, until, by);
	must(reader_query(reader, &command, &facts, arena, &refusal, result), wire);
	took->wall_ms = (now_seconds() - began) * 1000;
	took->cpu_ms = (seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu_began) * 1000;
	for (size_t i = 0; i < command.row->result->field_count; i++) {
		const struct field *field = &command.row->result->fields[i];

		if (field->kind == FIELD_KIND_RECORDS)
			memcpy(&rows, field_of(field, result), sizeof rows);
	}
	arena_free(arena);
	return rows.count;
}

/* --- sends ----------------------------------------------------------------------------------------------------------- */

struct reporting {
	struct store *store;
	atomic_bool is_begun, is_over;
	int64_t count;
};

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void *report_all_the_time(void *context)
{
	struct reporting *reporting = context;
	struct reader *reader;
	struct took took;

	thread_give_way(); /* as the engine's thread for reports does */
	must(reader_open(reporting->store, &reader), "opening a reader");
	atomic_store(&reporting->is_begun, true);
	while (!atomic_load(&reporting->is_over)) {
		run_report(reader, "report.avoided", 20150101, 20261231, 0, &took);
		run_report(reader, "report.reply_times", 20150101, 20261231, SET_OF(BY_MONTH), &took);
		reporting->count += 2;
	}
	reader_close(reader);
	return NULL;
}

void time_sends(struct county *county, double *times_ms, int count, int64_t *reports)
{
	struct reporting reporting = {.store = county->store};
	pthread_t thread;

	if (reports && pthread_create(&thread, NULL, report_all_the_time, &reporting) != 0)
		must(ERROR_BUSY, "starting a thread");
	while (reports && !atomic_load(&reporting.is_begun))
		nap();
	for (int i = 0; i < count; i++) {
		double began = now_seconds();

		county_send(county, end_ms + i);
		times_ms[i] = (now_seconds() - began) * 1000;
		store_maintain(county->store);
	}
	atomic_store(&reporting.is_over, true);
	if (reports) {
		pthread_join(thread, NULL);
		*reports += reporting.count;
	}
}
