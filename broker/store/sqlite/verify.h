/*
 * Whether the log still says what was written.
 *
 * Layer: store, SQLite driver. Thread: that of the connection, inside a snapshot that the caller holds.
 */
#ifndef STORE_SQLITE_VERIFY_H
#define STORE_SQLITE_VERIFY_H

#include "store/sqlite/connection.h"

/* Checks the events from one position to another, both included: content, order, hashes chained to the event before, and
 * every word that is still kept. With INT64_MAX it goes to the end, where also no words may stand behind the last event.
 * *first_bad is 0 when all is well; from - 1 when the event before is not there. */
MUST_USE enum error verify_range(
	struct connection *connection, int64_t from, int64_t until, int64_t *checked, int64_t *first_bad);

/* All of it: as reader_verify. */
MUST_USE enum error verify_log(struct connection *connection, int64_t *checked, int64_t *first_bad);

#endif
