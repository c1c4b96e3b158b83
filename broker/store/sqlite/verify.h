/*
 * Whether the log still says what was written.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_VERIFY_H
#define STORE_SQLITE_VERIFY_H

#include "store/sqlite/connection.h"

/* Walks the chain and every word that is still kept: as reader_verify, in the snapshot that the caller holds. */
MUST_USE enum error verify_log(struct connection *connection, int64_t *checked, int64_t *first_bad);

#endif
