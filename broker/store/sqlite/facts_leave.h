/*
 * What is known of the person whose leave a command is about.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_LEAVE_H
#define STORE_SQLITE_FACTS_LEAVE_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* Fills facts->leave; facts->actor must be there already. */
MUST_USE enum error facts_leave(struct connection *connection, const struct references *references, int64_t now_ms,
	struct arena *arena, struct facts *facts);

#endif
