#include "tests/unit/codec/counting_memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

size_t memory_in_use, memory_peak;

/* Each block begins with its size. */
static max_align_t *counted(max_align_t *block, size_t size)
{
	if (!block)
		return NULL;
	memcpy(block, &size, sizeof size);
	memory_in_use += size;
	memory_peak = memory_in_use > memory_peak ? memory_in_use : memory_peak;
	return block + 1;
}

static max_align_t *uncounted(max_align_t *block)
{
	size_t size;

	if (!block)
		return NULL;
	memcpy(&size, --block, sizeof size);
	memory_in_use -= size;
	return block;
}

void *memory_new(size_t size)
{
	return counted(calloc(1, sizeof(max_align_t) + size), size);
}

void *memory_resize(void *block, size_t size)
{
	return counted(realloc(uncounted(block), sizeof(max_align_t) + size), size);
}

void memory_free(void *block)
{
	free(uncounted(block));
}

/* Nothing is made to fail here. */
void memory_fail_at(size_t count, int sticky)
{
	(void)count;
	(void)sticky;
}
