#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* Under AddressSanitizer the memory not yet taken is poisoned, or a write past a block would go unseen in here. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#endif

/* Most commands fit into the first chunk, which comes with the arena in one allocation. */
enum { FIRST_CHUNK_BYTES = 4 * 1024, LARGEST_CHUNK_BYTES = 64 * 1024, ALIGNMENT = alignof(max_align_t) };

struct chunk {
	struct chunk *next;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	unsigned char *free;     /* the next byte to give */
	size_t free_bytes;       /* behind it, in the same chunk */
	size_t used_bytes;       /* taken, a multiple of ALIGNMENT */
	size_t limit_bytes;      /* most to be taken, a multiple of ALIGNMENT */
	size_t next_chunk_bytes; /* content of the next chunk */
	struct chunk *chunks;    /* after the first, newest first */
	alignas(max_align_t) unsigned char first[];
};

static size_t round_up(size_t size)
{
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static size_t limit_of(size_t limit_bytes)
{
	return round_up(limit_bytes < SIZE_MAX / 2 ? limit_bytes : SIZE_MAX / 2);
}

struct arena *arena_new(size_t limit_bytes)
{
	struct arena *arena = memory_new(FIRST_CHUNK_BYTES);

	if (!arena)
		return NULL;
	arena->free = arena->first;
	arena->free_bytes = FIRST_CHUNK_BYTES - sizeof(*arena);
	arena->limit_bytes = limit_of(limit_bytes);
	arena->next_chunk_bytes = (size_t)2 * FIRST_CHUNK_BYTES;
	ASAN_POISON_MEMORY_REGION(arena->free, arena->free_bytes);
	return arena;
}

void arena_allow(struct arena *arena, size_t limit_bytes)
{
	size_t limit = limit_of(limit_bytes);

	arena->limit_bytes = limit > arena->limit_bytes ? limit : arena->limit_bytes;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->chunks) {
		struct chunk *chunk = arena->chunks;

		arena->chunks = chunk->next;
		memory_free(chunk);
	}
	memory_free(arena);
}

static struct chunk *add_chunk(struct arena *arena, size_t content_bytes)
{
	struct chunk *chunk = memory_new(sizeof(*chunk) + content_bytes);

	if (!chunk)
		return NULL;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, content_bytes);
	return chunk;
}

/* Memory from a new chunk. A large block gets one of its own, so that the rest of the present chunk is not lost. */
static unsigned char *take_from_new_chunk(struct arena *arena, size_t size)
{
	bool is_large = size > arena->next_chunk_bytes / 2;
	struct chunk *chunk = add_chunk(arena, is_large ? size : arena->next_chunk_bytes);

	if (!chunk)
		return NULL;
	if (is_large)
		return chunk->bytes;
	arena->free = chunk->bytes + size;
	arena->free_bytes = arena->next_chunk_bytes - size;
	if (arena->next_chunk_bytes < LARGEST_CHUNK_BYTES)
		arena->next_chunk_bytes *= 2;
	return chunk->bytes;
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t asked = size > 0 ? size : 1;
	unsigned char *block = arena->free;

	if (asked > arena->limit_bytes - arena->used_bytes)
		return NULL;
	size = round_up(asked);
	if (size <= arena->free_bytes) {
		arena->free += size;
		arena->free_bytes -= size;
	} else {
		block = take_from_new_chunk(arena, size);
		if (!block)
			return NULL;
	}
	arena->used_bytes += size;
	ASAN_UNPOISON_MEMORY_REGION(block, asked);
	return block; /* zeroed, because memory_new gives zeroed memory and nothing is taken twice */
}

struct text arena_text(struct arena *arena, struct text text)
{
	char *copy;

	if (!text.data || text.length == SIZE_MAX)
		return (struct text){0};
	copy = arena_take(arena, text.length + 1);
	if (!copy)
		return (struct text){0};
	memcpy(copy, text.data, text.length);
	return (struct text){copy, text.length};
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *copy;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return (struct text){0};
	copy = arena_take(arena, (size_t)length + 1);
	if (!copy)
		return (struct text){0};
	va_start(arguments, format);
	vsnprintf(copy, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return (struct text){copy, (size_t)length};
}

size_t arena_used(const struct arena *arena)
{
	return arena->used_bytes;
}
