/* How long things take. */
#ifndef BENCH_REPORTS_MEASURE_H
#define BENCH_REPORTS_MEASURE_H

#include <stdbool.h>

#include "tests/bench/reports/county.h"

double now_seconds(void);

struct span {
	double p50_ms;
	double p95_ms;
	double p99_ms;
};

/* Sorts the times, in milliseconds. */
struct span span_of(double *times_ms, int count);

/* By the clock, and of the processor: the second tells more on a machine that does other things too. */
struct took {
	double wall_ms;
	double cpu_ms;
};

/* Runs a report once for somebody with that role, at the first place; gives how many rows it had. */
size_t run_report(struct reader *reader, const char *wire, int32_t from, int32_t until, uint32_t by, struct took *took);

/* Sends that many messages, each in a batch of its own, while reports run on another thread, of which *reports tells the
 * number. NULL: without any. */
void time_sends(struct county *county, double *times_ms, int count, int64_t *reports);

#endif
