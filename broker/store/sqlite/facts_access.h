/*
 * What a decision, or sign-in, may know of sessions, one-time codes and failed attempts.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_ACCESS_H
#define STORE_SQLITE_FACTS_ACCESS_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* Loads facts->sessions (newest first, at most LIMIT_SESSIONS), facts->invitation, and what facts say of a browser and of
 * wrong attempts, as far as the references want them. */
MUST_USE enum error facts_access(
	struct connection *connection, const struct references *references, struct arena *arena, struct facts *facts);

#endif
