/*
 * A region of memory that is freed at once: one per command, from its bytes to its receipt.
 *
 * Layer: base. Thread: one at a time; it may be handed from thread to thread with what lives in it.
 * Owns: everything taken from it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "corridor/ids.h"

struct arena;

/* A new arena that will give at most limit_bytes, each block counted up to the next alignment; NULL when there is no
 * memory. Cheap: it begins with 4 KiB. Free it with arena_free. */
struct arena *arena_new(size_t limit_bytes);

/* Lets the arena give more than it was made for: for the few commands that are known to need it. Less than before is no
 * change. */
void arena_allow(struct arena *arena, size_t limit_bytes);

/* Frees the arena and all in it; NULL is fine. */
void arena_free(struct arena *arena);

/* Zeroed memory, aligned for any type, that lives as long as the arena; NULL past its limit or with no memory left. */
void *arena_take(struct arena *arena, size_t size);

/* A copy of a text (NUL-terminated behind its length, for convenience) in the arena; {NULL, 0} on failure or when absent. */
struct text arena_text(struct arena *arena, struct text text);

/* printf into the arena; {NULL, 0} on failure. */
__attribute__((format(printf, 2, 3))) struct text arena_format(struct arena *arena, const char *format, ...);

/* Bytes taken so far. */
size_t arena_used(const struct arena *arena);

#endif
