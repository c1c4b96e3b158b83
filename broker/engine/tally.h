/*
 * Counting how often a number falls where, for metrics.
 *
 * Layer: engine. Threads: added to by any, read by any; what is read may be a moment apart.
 */
#ifndef ENGINE_TALLY_H
#define ENGINE_TALLY_H

#include <stdatomic.h>

#include "engine/engine.h"

struct tally {
	atomic_int_fast64_t counts[TALLY_BUCKETS + 1]; /* the last: above all bounds */
	atomic_int_fast64_t sum;
};

/* Adds a number; bounds are TALLY_BUCKETS ascending ones, each the most its bucket takes. */
void tally_add(struct tally *tally, const int64_t *bounds, int64_t number);

/* What was counted so far. */
void tally_read(const struct tally *tally, const int64_t *bounds, struct engine_histogram *histogram);

/* Milliseconds of commits and queries as microseconds, and commands in a batch. */
extern const int64_t tally_times_us[TALLY_BUCKETS];
extern const int64_t tally_sizes[TALLY_BUCKETS];

#endif
