/*
 * A record that was put back from a backup goes on behind a leap: what was said after the backup is lost here, but stands in
 * people's heads, on paper and in other systems under its positions and ids. None of them is ever given again, and whoever
 * heard of one is told to begin anew, since it is no position of this log.
 *
 * Layer: store, SQLite driver. Thread: that of the connection; the writer's.
 */
#ifndef STORE_SQLITE_RESTORED_H
#define STORE_SQLITE_RESTORED_H

#include "store/sqlite/sqlite_store.h"

/* The log goes on where nothing can have stood: so many positions for every millisecond since 1970, which no record fills, so
 * that the same backup, put back twice, goes on in two places. By a clock that is behind the log: so far behind the last event. */
#define RESTORED_PER_MS 10
#define RESTORED_BY_WRONG_CLOCK 1000000

/* Notes in a copy that it will take the place of a record. */
MUST_USE enum error restored_owe(struct connection *copy);

/* What was noted, done: record.restored is the next event of the log, a leap behind the last. */
MUST_USE enum error restored_if_owed(struct sqlite_store *store);

#endif
