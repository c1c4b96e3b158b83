#include "tests/simulation/sqlite_memory.h"

#include <sqlite3.h>
#include <stdlib.h>

static sqlite3_mem_methods usual;
static int64_t countdown, failures;

static int is_made_to_fail(void)
{
	if (countdown == 0 || --countdown > 0)
		return 0;
	failures++;
	return 1;
}

static void *take(int size)
{
	return is_made_to_fail() ? NULL : usual.xMalloc(size);
}

static void *resize(void *block, int size)
{
	return is_made_to_fail() ? NULL : usual.xRealloc(block, size);
}

void sqlite_memory_install(void)
{
	sqlite3_mem_methods failing;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK)
		abort();
	failing = usual;
	failing.xMalloc = take;
	failing.xRealloc = resize;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK)
		abort();
}

void sqlite_memory_fail_at(int64_t count)
{
	countdown = count;
}

int64_t sqlite_memory_failures(void)
{
	return failures;
}
