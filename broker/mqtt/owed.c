#define _POSIX_C_SOURCE 200809L

#include "mqtt/owed.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"

struct owed {
	pthread_mutex_t lock; /* guards the map */
	struct map *devices;  /* id -> struct device_id on the heap */
	atomic_bool has_any;  /* so that the link's every turn costs no lock */
};

struct owed *owed_new(void)
{
	struct owed *owed = memory_new(sizeof(*owed));

	if (!owed)
		return NULL;
	owed->devices = map_new();
	if (!owed->devices) {
		memory_free(owed);
		return NULL;
	}
	if (pthread_mutex_init(&owed->lock, NULL) != 0) {
		map_free(owed->devices, memory_free);
		memory_free(owed);
		return NULL;
	}
	return owed;
}

void owed_free(struct owed *owed)
{
	if (!owed)
		return;
	pthread_mutex_destroy(&owed->lock);
	map_free(owed->devices, memory_free);
	memory_free(owed);
}

/* With the lock held. */
static void remember(struct owed *owed, const struct device_id *device)
{
	struct text key = text_of(device->text);
	struct device_id *copy;

	if (map_count(owed->devices) >= OWED_MOST || map_find(owed->devices, key))
		return;
	copy = memory_new(sizeof(*copy));
	if (!copy)
		return;
	*copy = *device;
	if (map_set(owed->devices, key, copy, NULL) != OK)
		memory_free(copy);
}

void owed_add(struct owed *owed, const struct device_id *device)
{
	pthread_mutex_lock(&owed->lock);
	remember(owed, device);
	atomic_store(&owed->has_any, map_count(owed->devices) > 0);
	pthread_mutex_unlock(&owed->lock);
}

bool owed_take(struct owed *owed, struct device_id *device)
{
	size_t cursor = 0;
	struct text key;
	void *found = NULL;

	if (!atomic_load(&owed->has_any))
		return false;
	pthread_mutex_lock(&owed->lock);
	if (map_next(owed->devices, &cursor, &key, &found)) {
		*device = *(struct device_id *)found;
		map_remove(owed->devices, key);
	}
	atomic_store(&owed->has_any, map_count(owed->devices) > 0);
	pthread_mutex_unlock(&owed->lock);
	memory_free(found);
	return found != NULL;
}
