/*
 * A hash map from short byte strings to pointers.
 *
 * Layer: base. Thread: one at a time. Owns copies of the keys, borrows the values. Its hash is seeded at random.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

struct map;

/* NULL with no memory. */
struct map *map_new(void);

/* Frees the map, and each value with free_value unless that is NULL; a NULL map is fine. */
void map_free(struct map *map, void (*free_value)(void *value));

/* The value under key, or NULL. */
void *map_find(const struct map *map, struct text key);

/* Sets the value, which must not be NULL; the value that stood there before is given back through old (may be NULL).
 * ERROR_BUSY with no memory, and then nothing changed. */
MUST_USE enum error map_set(struct map *map, struct text key, void *value, void **old);

/* Takes the value out, or NULL. */
void *map_remove(struct map *map, struct text key);

size_t map_count(const struct map *map);

/* Walks all entries in no order: start with cursor 0, until it returns false. Removing the entry just given is allowed;
 * setting a new one meanwhile is not. The key is borrowed until its entry is removed. */
bool map_next(const struct map *map, size_t *cursor, struct text *key, void **value);

#endif
