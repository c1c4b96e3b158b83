/*
 * A SQLite connection, set up so that what it says is committed is on disk.
 *
 * Layer: store, SQLite driver. Thread: one at a time. Owns the handle and its prepared statements.
 */
#ifndef STORE_SQLITE_CONNECTION_H
#define STORE_SQLITE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "corridor/errors.h"

enum { STATEMENT_SLOTS = 512 };

struct statement_slot {
	const char *literal;
	sqlite3_stmt *statement;
};

struct connection {
	sqlite3 *db;
	size_t slot_count;
	struct statement_slot slots[STATEMENT_SLOTS];
};

/* What a connection is for. The twin is a database in memory: the writer's connection serves its readers too. A copy is a file
 * without a name (nameless.h). */
enum connection_use { CONNECTION_WRITER, CONNECTION_READER, CONNECTION_TWIN, CONNECTION_COPY };

/* Opens; the file must exist (open.c makes it with the right mode). Sets every setting and reads back those on which
 * durability and safety rest. ERROR_STORE_UNAVAILABLE with *why in one line. */
MUST_USE enum error connection_open(
	struct connection *connection, const char *path, enum connection_use use, char why[256]);

/* Finalizes the statements and closes; a zeroed connection is fine. Readers and writers never checkpoint on close. */
void connection_close(struct connection *connection);

/* Runs SQL without parameters and without answers. */
MUST_USE enum error connection_run(struct connection *connection, const char *sql);

/* The first column of the first row of such SQL, as a number; 0 without a row. */
MUST_USE enum error connection_number(struct connection *connection, const char *sql, int64_t *number);

/* The same as text, cut to size. */
MUST_USE enum error connection_text(struct connection *connection, const char *sql, char *text, size_t size);

/* True while a transaction is open. SQLite ends one by itself on some errors (full disk, I/O, no memory). */
bool connection_is_in_transaction(const struct connection *connection);

/* What a result code of SQLite means here: ERROR_BUSY for no memory, ERROR_STORE_UNAVAILABLE for what the disk, locks
 * or damage can cause, ERROR_INTERNAL for our own mistakes. */
enum error connection_error(int code);

#endif
