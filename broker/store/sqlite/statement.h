/*
 * One use of a prepared statement, from sql_use to sql_done: bind in order, step, read in order.
 *
 * Layer: store, SQLite driver. Thread: that of the connection. Borrows what is bound until sql_done.
 * The first error sticks: later calls do nothing and give zeros, and sql_done returns it. So a caller binds and reads
 * freely and looks once at the end.
 */
#ifndef STORE_SQLITE_STATEMENT_H
#define STORE_SQLITE_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/sqlite/connection.h"

struct sql {
	sqlite3_stmt *statement;
	int next; /* parameter that is bound next, or column that is read next */
	enum error error;
};

/* Takes the statement of a connection for this SQL, which must be a string literal: it is prepared once, and kept under
 * the literal's address. The same one cannot be used again before sql_done. */
struct sql sql_use(struct connection *connection, const char *literal);

/* Values for the parameters, first to last. */
void sql_put_integer(struct sql *sql, int64_t value);
void sql_put_optional(struct sql *sql, int64_t value);    /* 0 is stored as NULL */
void sql_put_text(struct sql *sql, struct text text);     /* absent is stored as NULL */
void sql_put_string(struct sql *sql, const char *string); /* "" is stored as NULL */
void sql_put_bytes(struct sql *sql, const void *bytes, size_t length);

/* True when there is a row (again); its columns are read from the first on. */
bool sql_step(struct sql *sql);

int64_t sql_get_integer(struct sql *sql); /* NULL is 0 */
/* A copy in the arena; absent for NULL. ERROR_BUSY sticks when there is no memory. */
struct text sql_get_text(struct sql *sql, struct arena *arena);
/* Text or blob, borrowed until the next step; absent for NULL. */
struct text sql_get_borrowed(struct sql *sql);
/* Into the fixed buffer of an id; "" for NULL. ERROR_INTERNAL sticks when it does not fit. */
void sql_get_string(struct sql *sql, char *buffer, size_t size);
/* Exactly length bytes; ERROR_INTERNAL sticks when there are more or fewer. */
void sql_get_bytes(struct sql *sql, void *bytes, size_t length);
void sql_skip(struct sql *sql); /* a column that is not wanted */

/* Gives the statement back. The first error of this use, or OK. */
MUST_USE enum error sql_done(struct sql *sql);

/* For statements that answer nothing: steps once and gives the statement back. */
MUST_USE enum error sql_run(struct sql *sql);

/* For statements that answer one number: it, or 0 without a row or with NULL. */
MUST_USE enum error sql_number(struct sql *sql, int64_t *number);

#endif
