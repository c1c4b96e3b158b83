/*
 * What an import is judged by: its lines, and whatever they can be about.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_IMPORT_H
#define STORE_SQLITE_FACTS_IMPORT_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* Loads as much of an import of the calling device as references->import_need says. Lines older than a day are not
 * there. */
MUST_USE enum error facts_import(struct connection *connection, const struct references *references, int64_t now_ms,
	struct arena *arena, struct import_facts *import);

#endif
