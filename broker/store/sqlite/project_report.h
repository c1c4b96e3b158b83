/*
 * What reports need to know that no other table says: the clock of first answers, and what happened on each day.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_PROJECT_REPORT_H
#define STORE_SQLITE_PROJECT_REPORT_H

#include "store/sqlite/sqlite_store.h"

/* Runs for every event, after its own projection. */
MUST_USE enum error project_report(struct sqlite_store *store, const struct event *event);

#endif
