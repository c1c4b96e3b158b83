/*
 * The one place that allocates heap memory, so that allocation faults can be injected.
 *
 * Layer: base. Thread: any. Third-party libraries keep their own allocators.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Zeroed heap memory of size bytes; NULL when there is none left. Free it with memory_free. */
void *memory_new(size_t size);

/* Grows or shrinks what memory_new gave; NULL when there is none left, and then the old block is untouched. Bytes it
 * gains are not zeroed. */
void *memory_resize(void *block, size_t size);

/* Frees what memory_new or memory_resize gave; NULL is fine. */
void memory_free(void *block);

/* For tests: the count-th allocation from now fails, and every one after it when sticky; 0 switches it off. */
void memory_fail_at(size_t count, int sticky);

#endif
