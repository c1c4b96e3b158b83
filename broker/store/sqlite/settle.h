/*
 * Making sure that what the write-ahead log holds is on stable storage, when a sync may have failed before.
 *
 * Layer: store, SQLite driver. Thread: the writer's.
 *
 * A sync that fails leaves the pages it should have written marked as clean: a later sync succeeds and writes nothing, what
 * stands in the log can be read until the power goes, and everything committed behind the hole goes with it. Only writing the
 * same bytes once more makes them owed again.
 */
#ifndef STORE_SQLITE_SETTLE_H
#define STORE_SQLITE_SETTLE_H

#include "store/sqlite/connection.h"

/* Writes the whole write-ahead log over itself and syncs it. The connection must be the only one that writes; readers may go
 * on, for no byte changes. ERROR_STORE_UNAVAILABLE when the disk does not take it, and then it is not on stable storage;
 * ERROR_BUSY with no memory. */
MUST_USE enum error settle_log(struct connection *connection);

#endif
