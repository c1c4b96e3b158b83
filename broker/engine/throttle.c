#include "engine/throttle.h"

#include <stdbool.h>

#include "base/map.h"
#include "base/memory.h"

enum { FREE_FAILURES = 3, FIRST_WAIT_MS = 2000, LONGEST_WAIT_MS = 15 * 60 * 1000, DOUBLINGS_MAX = 10 };

static const int64_t FORGOTTEN_AFTER_MS = (int64_t)24 * 60 * 60 * 1000;

struct entry {
	int64_t failures;
	int64_t failed_at_ms; /* the last time */
};

struct throttle {
	const struct clock *clock;
	struct map *entries;
	size_t capacity;
};

struct throttle *throttle_new(const struct clock *clock, size_t capacity)
{
	struct throttle *throttle = memory_new(sizeof *throttle);
	if (!throttle) {
		return NULL;
	}
	*throttle = (struct throttle){clock, map_new(), capacity};
	if (!throttle->entries) {
		memory_free(throttle);
		return NULL;
	}
	return throttle;
}

void throttle_free(struct throttle *throttle)
{
	if (throttle) {
		map_free(throttle->entries, memory_free);
		memory_free(throttle);
	}
}

static int64_t wait_after(int64_t failures)
{
	int64_t doublings = failures - FREE_FAILURES - 1;
	if (doublings < 0) {
		return 0;
	}
	int64_t wait_ms = (int64_t)FIRST_WAIT_MS << (doublings < DOUBLINGS_MAX ? doublings : DOUBLINGS_MAX);
	return wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS;
}

/* Drops what is forgotten by now, and one more when that made no room. */
static void make_room(struct throttle *throttle, int64_t now_ms)
{
	struct text name, oldest = {0};
	int64_t oldest_ms = INT64_MAX;
	size_t cursor = 0;
	void *value;
	while (map_next(throttle->entries, &cursor, &name, &value)) {
		const struct entry *entry = value;
		if (now_ms - entry->failed_at_ms >= FORGOTTEN_AFTER_MS) {
			memory_free(map_remove(throttle->entries, name));
		} else if (entry->failed_at_ms < oldest_ms) {
			oldest_ms = entry->failed_at_ms;
			oldest = name;
		}
	}
	if (map_count(throttle->entries) >= throttle->capacity && oldest.data) {
		memory_free(map_remove(throttle->entries, oldest));
	}
}

int64_t throttle_wait_ms(struct throttle *throttle, struct text name)
{
	int64_t now_ms = throttle->clock->monotonic_ms(throttle->clock);
	const struct entry *entry = map_find(throttle->entries, name);
	if (!entry) {
		return 0;
	}
	int64_t left_ms = entry->failed_at_ms + wait_after(entry->failures) - now_ms;
	return left_ms > 0 ? left_ms : 0;
}

/* With no memory the attempt is not counted: the password takes its time to check all the same. */
void throttle_failed(struct throttle *throttle, struct text name)
{
	int64_t now_ms = throttle->clock->monotonic_ms(throttle->clock);
	struct entry *entry = map_find(throttle->entries, name);
	if (!entry) {
		if (map_count(throttle->entries) >= throttle->capacity) {
			make_room(throttle, now_ms);
		}
		entry = memory_new(sizeof *entry);
		if (entry && map_set(throttle->entries, name, entry, NULL) != OK) {
			memory_free(entry);
			entry = NULL;
		}
	}
	if (!entry) {
		return;
	}
	bool is_forgotten = now_ms - entry->failed_at_ms >= FORGOTTEN_AFTER_MS;
	entry->failures = is_forgotten ? 1 : entry->failures + 1;
	entry->failed_at_ms = now_ms;
}

void throttle_succeeded(struct throttle *throttle, struct text name)
{
	memory_free(map_remove(throttle->entries, name));
}
