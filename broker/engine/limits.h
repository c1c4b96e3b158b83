/*
 * How often somebody may do something: token buckets by name.
 *
 * Layer: engine. Thread: any (one lock inside). Bounded: names that have been quiet are forgotten.
 */
#ifndef ENGINE_LIMITS_H
#define ENGINE_LIMITS_H

#include "base/clock.h"
#include "corridor/errors.h"
#include "corridor/ids.h"

struct limits;

/* A name may do per_minute things a minute, and burst at once. NULL with no memory. */
struct limits *limits_new(const struct clock *clock, int64_t per_minute, int64_t burst);
void limits_free(struct limits *limits);

/* Takes one token of a name. 0, or after how many milliseconds there will be one. */
int64_t limits_take(struct limits *limits, struct text name);

/* The same without taking: for asking before an attempt that only counts when it fails. */
int64_t limits_ask(struct limits *limits, struct text name);

#endif
