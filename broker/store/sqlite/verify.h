/*
 * Whether the log still says what was written.
 *
 * Layer: store, SQLite driver. Thread: that of the connection, inside a snapshot that the caller holds.
 */
#ifndef STORE_SQLITE_VERIFY_H
#define STORE_SQLITE_VERIFY_H

#include "store/sqlite/connection.h"
#include "store/store.h"

/* As reader_verify. */
MUST_USE enum error verify_log(struct connection *connection, struct log_walk *walk);

#endif
