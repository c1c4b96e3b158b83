/*
 * Time, always asked of a clock that a test can move.
 *
 * Layer: base. Thread: any. Owns nothing.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall_ms)(const struct clock *clock);      /* since 1970 UTC: what is written down, certificates */
	int64_t (*monotonic_ms)(const struct clock *clock); /* never jumps: timeouts, rates */
};

/* The machine's clock. */
const struct clock *clock_system(void);

/* A clock that stands where it was set; move it by changing its members. */
struct fake_clock {
	struct clock clock; /* first: a struct fake_clock * is a struct clock * */
	int64_t wall_now_ms;
	int64_t monotonic_now_ms;
};
void fake_clock_init(struct fake_clock *clock, int64_t wall_now_ms);
void fake_clock_advance(struct fake_clock *clock, int64_t by_ms);

#endif
