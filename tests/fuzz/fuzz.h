/* What every fuzz target defines, and what it uses to say that something must never happen. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* One input. Deterministic, and leaves nothing behind. Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assertion that stays in every build type. */
#define MUST(condition)                                                                                              \
	do {                                                                                                         \
		if (!(condition)) {                                                                                  \
			fprintf(stderr, "%s:%d: must hold: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno); \
			abort();                                                                                     \
		}                                                                                                    \
	} while (0)

#endif
