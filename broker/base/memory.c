#include "base/memory.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* How many allocations until one fails; 0 when none is to fail, which is always so outside of tests. */
static atomic_size_t fail_countdown;
static atomic_bool fail_sticky;

static bool is_made_to_fail(void)
{
	size_t left = atomic_load_explicit(&fail_countdown, memory_order_relaxed);

	while (left != 0) {
		size_t next = left > 1 ? left - 1 : (size_t)atomic_load(&fail_sticky);

		if (atomic_compare_exchange_weak(&fail_countdown, &left, next))
			return left == 1;
	}
	return false;
}

void *memory_new(size_t size)
{
	if (is_made_to_fail())
		return NULL;
	return calloc(1, size > 0 ? size : 1);
}

void *memory_resize(void *block, size_t size)
{
	if (is_made_to_fail())
		return NULL;
	/* realloc(block, 0) frees the block in some C libraries and not in others. */
	return realloc(block, size > 0 ? size : 1);
}

void memory_free(void *block)
{
	free(block);
}

void memory_fail_at(size_t count, int sticky)
{
	atomic_store(&fail_sticky, sticky != 0);
	atomic_store(&fail_countdown, count);
}
