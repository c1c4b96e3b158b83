/*
 * SQLite's own allocations, made to fail on demand.
 *
 * Layer: tests. Thread: one. Installed before anything else of SQLite is used.
 */
#ifndef SIMULATION_SQLITE_MEMORY_H
#define SIMULATION_SQLITE_MEMORY_H

#include <stdint.h>

void sqlite_memory_install(void);

/* The count-th allocation from now fails, and nothing after it; 0: none does. */
void sqlite_memory_fail_at(int64_t count);

/* How many have failed so far. */
int64_t sqlite_memory_failures(void);

#endif
