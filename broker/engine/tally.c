#include "engine/tally.h"

const int64_t tally_times_us[TALLY_BUCKETS] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000};
const int64_t tally_sizes[TALLY_BUCKETS] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};

void tally_add(struct tally *tally, const int64_t *bounds, int64_t number)
{
	size_t bucket = 0;

	while (bucket < TALLY_BUCKETS && number > bounds[bucket])
		bucket++;
	atomic_fetch_add(&tally->counts[bucket], 1);
	atomic_fetch_add(&tally->sum, number);
}

void tally_read(const struct tally *tally, const int64_t *bounds, struct engine_histogram *histogram)
{
	histogram->bounds = bounds;
	for (size_t i = 0; i <= TALLY_BUCKETS; i++)
		histogram->counts[i] = (int64_t)atomic_load(&tally->counts[i]);
	histogram->sum = (int64_t)atomic_load(&tally->sum);
}
