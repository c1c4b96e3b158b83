#define _POSIX_C_SOURCE 200809L

#include "base/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_ms(const struct clock *clock)
{
	(void)clock;
	return read_ms(CLOCK_REALTIME);
}

static int64_t system_monotonic_ms(const struct clock *clock)
{
	(void)clock;
	return read_ms(CLOCK_MONOTONIC);
}

const struct clock *clock_system(void)
{
	static const struct clock system_clock = {system_wall_ms, system_monotonic_ms};

	return &system_clock;
}

static int64_t fake_wall_ms(const struct clock *clock)
{
	return ((const struct fake_clock *)clock)->wall_now_ms;
}

static int64_t fake_monotonic_ms(const struct clock *clock)
{
	return ((const struct fake_clock *)clock)->monotonic_now_ms;
}

void fake_clock_init(struct fake_clock *clock, int64_t wall_now_ms)
{
	*clock = (struct fake_clock){.clock = {fake_wall_ms, fake_monotonic_ms}, .wall_now_ms = wall_now_ms};
}

void fake_clock_advance(struct fake_clock *clock, int64_t by_ms)
{
	clock->wall_now_ms += by_ms;
	clock->monotonic_now_ms += by_ms;
}
