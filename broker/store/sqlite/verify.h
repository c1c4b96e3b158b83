/*
 * Checks a stretch of the log.
 *
 * Layer: store, SQLite driver. Thread: that of the connection, inside a snapshot.
 */
#ifndef STORE_SQLITE_VERIFY_H
#define STORE_SQLITE_VERIFY_H

#include "store/sqlite/connection.h"

/* Checks the events from one position to another, both included: content, order, hashes chained to the event before, and
 * words against their digests. *first_bad is 0 when all is well; from - 1 when the event before is not there. */
MUST_USE enum error verify_range(
	struct connection *connection, int64_t from, int64_t until, int64_t *checked, int64_t *first_bad);

#endif
