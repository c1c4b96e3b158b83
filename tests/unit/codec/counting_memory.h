/* Stands in for base/memory.c in one test program: it counts what is in use. */
#ifndef TESTS_COUNTING_MEMORY_H
#define TESTS_COUNTING_MEMORY_H

#include <stddef.h>

extern size_t memory_in_use; /* bytes */
extern size_t memory_peak;   /* most bytes since it was last set */

#endif
