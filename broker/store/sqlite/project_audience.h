/*
 * Notes for sync who is told of an event besides members and administrators.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_PROJECT_AUDIENCE_H
#define STORE_SQLITE_PROJECT_AUDIENCE_H

#include "store/sqlite/sqlite_store.h"

/* After the event's own projection. */
MUST_USE enum error project_audience(struct sqlite_store *store, const struct event *event);

#endif
