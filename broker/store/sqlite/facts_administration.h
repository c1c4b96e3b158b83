/*
 * What the commands that change organisations, neighbourhoods and people may know of them, and of what depends on them.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_ADMINISTRATION_H
#define STORE_SQLITE_FACTS_ADMINISTRATION_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* Loads facts->administration; the people named and the neighbourhood must have been loaded. */
MUST_USE enum error facts_administration(
	struct connection *connection, const struct references *references, struct arena *arena, struct facts *facts);

/* How many administrators are not suspended. */
MUST_USE enum error count_administrators(struct connection *connection, int64_t *count);

#endif
