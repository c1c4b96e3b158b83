#include "gateway/assembly.h"

#include <string.h>

#include "base/memory.h"

static void forget_bytes(struct assembly *assembly)
{
	memory_free(assembly->bytes);
	assembly->bytes = NULL;
	assembly->length = 0;
	assembly->capacity = 0;
}

static bool keep_chunk(struct assembly *assembly, struct text chunk)
{
	size_t wanted = assembly->length + chunk.length;
	size_t capacity = assembly->capacity ? assembly->capacity : 4096;
	char *bytes;

	while (capacity < wanted)
		capacity *= 2;
	if (capacity > assembly->capacity) {
		bytes = memory_resize(assembly->bytes, capacity);
		if (!bytes)
			return false;
		assembly->bytes = bytes;
		assembly->capacity = capacity;
	}
	if (chunk.length > 0)
		memcpy(assembly->bytes + assembly->length, chunk.data, chunk.length);
	assembly->length = wanted;
	return true;
}

/* A message has ended; what is kept of it stays until the next begins. */
static enum assembly_state end_message(struct assembly *assembly, struct text chunk, struct text *whole)
{
	size_t seen = assembly->seen;

	assembly->seen = 0;
	if (seen > LIMIT_FRAME_BYTES)
		return ASSEMBLY_TOO_LARGE;
	*whole = assembly->length > 0 ? (struct text){assembly->bytes, assembly->length} : chunk;
	return ASSEMBLY_WHOLE;
}

enum assembly_state assembly_add(
	struct assembly *assembly, struct text chunk, size_t announced, bool is_last, struct text *whole)
{
	bool is_alone = assembly->seen == 0 && is_last;

	if (assembly->seen == 0)
		forget_bytes(assembly);
	assembly->seen += chunk.length;
	if (announced > ASSEMBLY_PATIENCE_BYTES || assembly->seen + announced > ASSEMBLY_PATIENCE_BYTES) {
		forget_bytes(assembly);
		return ASSEMBLY_BEYOND;
	}
	if (assembly->seen > LIMIT_FRAME_BYTES)
		forget_bytes(assembly);
	else if (!is_alone && !keep_chunk(assembly, chunk))
		return ASSEMBLY_NO_MEMORY;
	return is_last ? end_message(assembly, chunk, whole) : ASSEMBLY_MORE;
}

void assembly_deinit(struct assembly *assembly)
{
	forget_bytes(assembly);
	assembly->seen = 0;
}
