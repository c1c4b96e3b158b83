#include "engine/limits.h"

#include <pthread.h>

#include "base/map.h"
#include "base/memory.h"

/* A bucket per name; past this many, those that are full again are dropped. */
enum { BUCKETS_BEFORE_SWEEP = 20000 };

struct bucket {
	int64_t microtokens;
	int64_t filled_at_ms;
};

struct limits {
	pthread_mutex_t lock;
	const struct clock *clock;
	struct map *buckets;
	int64_t per_minute;
	int64_t burst;
	size_t sweep_at;
};

enum { MICRO = 1000000 };

struct limits *limits_new(const struct clock *clock, int64_t per_minute, int64_t burst)
{
	struct limits *limits = memory_new(sizeof *limits);
	if (!limits) {
		return NULL;
	}
	pthread_mutex_init(&limits->lock, NULL);
	limits->clock = clock;
	limits->buckets = map_new();
	limits->per_minute = per_minute;
	limits->burst = burst;
	limits->sweep_at = BUCKETS_BEFORE_SWEEP;
	if (!limits->buckets) {
		limits_free(limits);
		return NULL;
	}
	return limits;
}

void limits_free(struct limits *limits)
{
	if (!limits) {
		return;
	}
	map_free(limits->buckets, memory_free);
	pthread_mutex_destroy(&limits->lock);
	memory_free(limits);
}

static void fill(const struct limits *limits, struct bucket *bucket, int64_t now_ms)
{
	int64_t passed_ms = now_ms - bucket->filled_at_ms;
	int64_t full_after_ms = limits->burst * 60000 / limits->per_minute + 1;
	bucket->filled_at_ms = now_ms;
	if (passed_ms >= full_after_ms) {
		bucket->microtokens = limits->burst * MICRO;
		return;
	}
	bucket->microtokens += passed_ms * limits->per_minute * MICRO / 60000;
	if (bucket->microtokens > limits->burst * MICRO) {
		bucket->microtokens = limits->burst * MICRO;
	}
}

static void sweep(struct limits *limits, int64_t now_ms)
{
	size_t cursor = 0;
	struct text name;
	void *value;
	while (map_next(limits->buckets, &cursor, &name, &value)) {
		struct bucket *bucket = value;
		fill(limits, bucket, now_ms);
		if (bucket->microtokens == limits->burst * MICRO) {
			memory_free(map_remove(limits->buckets, name));
		}
	}
	limits->sweep_at = map_count(limits->buckets) + BUCKETS_BEFORE_SWEEP;
}

/* The bucket of a name, filled up to now; NULL with no memory. */
static struct bucket *find_bucket(struct limits *limits, struct text name)
{
	int64_t now_ms = limits->clock->monotonic_ms(limits->clock);
	struct bucket *bucket = map_find(limits->buckets, name);
	if (bucket) {
		fill(limits, bucket, now_ms);
		return bucket;
	}
	if (map_count(limits->buckets) >= limits->sweep_at) {
		sweep(limits, now_ms);
	}
	bucket = memory_new(sizeof *bucket);
	if (bucket) {
		*bucket = (struct bucket){limits->burst * MICRO, now_ms};
	}
	if (bucket && map_set(limits->buckets, name, bucket, NULL) != OK) {
		memory_free(bucket);
		bucket = NULL;
	}
	return bucket;
}

static int64_t take(struct limits *limits, struct text name, int64_t cost)
{
	pthread_mutex_lock(&limits->lock);
	struct bucket *bucket = find_bucket(limits, name);
	int64_t wait_ms = 0;
	if (!bucket) {
		wait_ms = 1000; /* no memory: let them try again */
	} else if (bucket->microtokens < MICRO) {
		wait_ms = (MICRO - bucket->microtokens) * 60000 / (limits->per_minute * MICRO) + 1;
	} else {
		bucket->microtokens -= cost;
	}
	pthread_mutex_unlock(&limits->lock);
	return wait_ms;
}

int64_t limits_take(struct limits *limits, struct text name)
{
	return take(limits, name, MICRO);
}

int64_t limits_ask(struct limits *limits, struct text name)
{
	return take(limits, name, 0);
}
