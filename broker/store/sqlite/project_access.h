/*
 * Where an event stands in the log: what every event adds to the tables of schema_access.h.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_PROJECT_ACCESS_H
#define STORE_SQLITE_PROJECT_ACCESS_H

#include "store/sqlite/sqlite_store.h"

/* Notes something done about a person's access, so that it is found among what concerns them, whoever did it. */
MUST_USE enum error project_access_changed(
	struct sqlite_store *store, const struct event *event, struct person_id person);

/* Notes the day it happened on, and whether administrators are told of it. */
MUST_USE enum error project_place(struct sqlite_store *store, const struct event *event);

#endif
