/*
 * The tables, and how a file of an older version becomes one of this.
 *
 * Layer: store, SQLite driver. Thread: the writer's.
 */
#ifndef STORE_SQLITE_SCHEMA_H
#define STORE_SQLITE_SCHEMA_H

#include <stddef.h>

#include "store/sqlite/connection.h"

/* What PRAGMA user_version says of a file that this program writes. */
enum { SCHEMA_VERSION = 6 };

/* Brings the schema up to SCHEMA_VERSION, each step in a transaction of its own. New projections are empty, and the
 * chore 'rebuild' stands until they have been filled. ERROR_STORE_UNAVAILABLE with *why, also when the file is
 * newer. */
MUST_USE enum error schema_migrate(struct connection *connection, char why[256]);

/* ERROR_STORE_UNAVAILABLE with *why unless the file has exactly this version: for stores that are only read. */
MUST_USE enum error schema_check(struct connection *connection, char why[256]);

/* The tables that are made from the log and can be made again, and in which order a dump lists each. */
struct projection {
	const char *table;
	const char *order; /* columns */
};
const struct projection *schema_projections(size_t *count);

#endif
