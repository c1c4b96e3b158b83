#include "moment.h"

#include <stdio.h>
#include <sys/random.h>

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t client_moment_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t client_wall_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

struct timespec client_moment_timespec(int64_t moment_ms)
{
	return (struct timespec){moment_ms / 1000, (long)(moment_ms % 1000) * 1000000L};
}

bool client_random_txn(char txn[65])
{
	unsigned char bytes[16];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(txn + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

int64_t client_jitter_ms(int64_t most_ms)
{
	uint32_t chance = 0;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) != (ssize_t)sizeof(chance))
		return most_ms;
	return most_ms / 2 + (int64_t)chance % (most_ms / 2 + 1);
}
