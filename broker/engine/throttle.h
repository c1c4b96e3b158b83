/*
 * How long somebody must wait after wrong attempts: longer each time, never for good.
 *
 * Layer: engine. Thread: one. Bounded: past its capacity the name that has been quiet longest is forgotten.
 */
#ifndef ENGINE_THROTTLE_H
#define ENGINE_THROTTLE_H

#include "base/clock.h"
#include "corridor/errors.h"
#include "corridor/ids.h"

struct throttle;

/* Three wrong attempts are free; after each further one the wait doubles, from two seconds to fifteen minutes. A day
 * without one, and all is forgotten. NULL with no memory. */
struct throttle *throttle_new(const struct clock *clock, size_t capacity);
void throttle_free(struct throttle *throttle);

/* How many milliseconds a name must still wait; 0: it may try. */
int64_t throttle_wait_ms(struct throttle *throttle, struct text name);

/* A wrong attempt, and a right one. */
void throttle_failed(struct throttle *throttle, struct text name);
void throttle_succeeded(struct throttle *throttle, struct text name);

#endif
