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

/* More events than can have come after a backup: at 10,000 a second, those of a day. */
#define RESTORED_LEAP INT64_C(1000000000)

/* Notes in a copy that it will take the place of a record. */
MUST_USE enum error restored_owe(struct connection *copy);

/* What was noted, done: record.restored is the next event of the log, a leap behind the last. */
MUST_USE enum error restored_if_owed(struct sqlite_store *store);

#endif
