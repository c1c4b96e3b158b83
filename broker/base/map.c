#include "base/map.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"

/*
 * Open addressing with linear probing. A removed entry leaves a grave, so that those probed past it are still
 * found and a walk is not disturbed; graves go when the table is laid out again.
 */
struct slot {
	uint64_t hash;
	char *key; /* NULL: empty, or a grave */
	size_t key_length;
	void *value; /* of a grave: GRAVE */
};

struct map {
	struct slot *slots;  /* slot_count of them; NULL until the first is set */
	size_t slot_count;   /* a power of two */
	size_t filled_count; /* entries and graves */
	size_t count;        /* entries */
	uint64_t seed[2];
};

enum { SMALLEST_SLOT_COUNT = 16 };

static char grave_mark;
#define GRAVE ((void *)&grave_mark)

static uint64_t rotate(uint64_t word, unsigned by)
{
	return word << by | word >> (64 - by);
}

static void mix(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3: keys come from clients, who must not be able to choose them so that they collide. */
static uint64_t hash_of(const struct map *map, struct text key)
{
	uint64_t v[4] = {map->seed[0] ^ 0x736f6d6570736575u, map->seed[1] ^ 0x646f72616e646f6du,
		map->seed[0] ^ 0x6c7967656e657261u, map->seed[1] ^ 0x7465646279746573u};
	uint64_t word;
	size_t i;

	for (i = 0; i + 8 <= key.length; i += 8) {
		memcpy(&word, key.data + i, 8);
		v[3] ^= word;
		mix(v);
		v[0] ^= word;
	}
	word = (uint64_t)key.length << 56;
	for (unsigned shift = 0; i < key.length; i++, shift += 8)
		word |= (uint64_t)(unsigned char)key.data[i] << shift;
	v[3] ^= word;
	mix(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int round = 0; round < 3; round++)
		mix(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct map *map_new(void)
{
	struct map *map = memory_new(sizeof(*map));

	if (!map)
		return NULL;
	if (random_bytes(map->seed, sizeof(map->seed)) != OK) {
		memory_free(map);
		return NULL;
	}
	return map;
}

void map_free(struct map *map, void (*free_value)(void *value))
{
	if (!map)
		return;
	for (size_t i = 0; i < map->slot_count; i++) {
		if (map->slots[i].key && free_value)
			free_value(map->slots[i].value);
		memory_free(map->slots[i].key);
	}
	memory_free(map->slots);
	memory_free(map);
}

static struct slot *find_slot(const struct map *map, uint64_t hash, struct text key)
{
	if (map->slot_count == 0)
		return NULL;
	for (size_t i = hash & (map->slot_count - 1);; i = (i + 1) & (map->slot_count - 1)) {
		struct slot *slot = &map->slots[i];

		if (!slot->value)
			return NULL;
		if (slot->key && slot->hash == hash && slot->key_length == key.length &&
			(key.length == 0 || memcmp(slot->key, key.data, key.length) == 0))
			return slot;
	}
}

static struct slot *find_empty_slot(struct slot *slots, size_t slot_count, uint64_t hash)
{
	size_t i = hash & (slot_count - 1);

	while (slots[i].value)
		i = (i + 1) & (slot_count - 1);
	return &slots[i];
}

/* Makes sure that one more entry leaves a quarter of the slots empty, so that every probe ends soon. */
static enum error reserve(struct map *map)
{
	size_t slot_count = map->slot_count > 0 ? map->slot_count : SMALLEST_SLOT_COUNT;
	struct slot *slots;

	if (map->slot_count > 0 && map->filled_count + 1 <= map->slot_count / 4 * 3)
		return OK;
	/* Where graves fill the table, the same size will do. */
	if (map->count + 1 > slot_count / 2)
		slot_count *= 2;
	if (slot_count > SIZE_MAX / sizeof(*slots))
		return ERROR_BUSY;
	slots = memory_new(slot_count * sizeof(*slots));
	if (!slots)
		return ERROR_BUSY;
	for (size_t i = 0; i < map->slot_count; i++) {
		if (map->slots[i].key)
			*find_empty_slot(slots, slot_count, map->slots[i].hash) = map->slots[i];
	}
	memory_free(map->slots);
	map->slots = slots;
	map->slot_count = slot_count;
	map->filled_count = map->count;
	return OK;
}

void *map_find(const struct map *map, struct text key)
{
	const struct slot *slot = find_slot(map, hash_of(map, key), key);

	return slot ? slot->value : NULL;
}

enum error map_set(struct map *map, struct text key, void *value, void **old)
{
	uint64_t hash = hash_of(map, key);
	struct slot *slot = find_slot(map, hash, key);
	void *before = slot ? slot->value : NULL;
	char *copy;

	assert(value);
	if (!slot) {
		copy = memory_new(key.length + 1);
		if (!copy || reserve(map) != OK) {
			memory_free(copy);
			return ERROR_BUSY;
		}
		if (key.length > 0)
			memcpy(copy, key.data, key.length);
		slot = find_empty_slot(map->slots, map->slot_count, hash);
		*slot = (struct slot){.hash = hash, .key = copy, .key_length = key.length};
		map->filled_count++;
		map->count++;
	}
	slot->value = value;
	if (old)
		*old = before;
	return OK;
}

void *map_remove(struct map *map, struct text key)
{
	struct slot *slot = find_slot(map, hash_of(map, key), key);
	void *value;

	if (!slot)
		return NULL;
	value = slot->value;
	memory_free(slot->key);
	*slot = (struct slot){.value = GRAVE};
	map->count--;
	return value;
}

size_t map_count(const struct map *map)
{
	return map->count;
}

bool map_next(const struct map *map, size_t *cursor, struct text *key, void **value)
{
	while (*cursor < map->slot_count) {
		const struct slot *slot = &map->slots[(*cursor)++];

		if (!slot->key)
			continue;
		*key = (struct text){slot->key, slot->key_length};
		*value = slot->value;
		return true;
	}
	return false;
}
