/*
 * Filling the projections from the log.
 *
 * Layer: store, SQLite driver. Thread: the writer's.
 */
#ifndef STORE_SQLITE_REBUILD_H
#define STORE_SQLITE_REBUILD_H

#include "store/sqlite/sqlite_store.h"

/* Rebuilds when the tables are new or an earlier rebuild did not finish. */
MUST_USE enum error rebuild_if_owed(struct sqlite_store *store);

#endif
