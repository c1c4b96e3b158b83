/*
 * Leave and cover, read from their table, and what became of the cases of somebody away.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_COVER_READ_H
#define STORE_SQLITE_COVER_READ_H

#include "core/facts.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/statement.h"

/* The columns of covers (as c) that cover_row_read reads, in this order. */
#define COVER_COLUMNS "c.id, c.state, c.person, c.deputy, c.from_at, c.until_at"
void cover_row_read(struct sql *sql, struct cover_facts *cover);

/* Reads all rows of sql, each a struct cover_facts, to its end. */
MUST_USE enum error cover_rows_read(struct sql *sql, struct arena *arena, struct list *covers);

/* A leave by its id; found = false when there is none. */
MUST_USE enum error cover_load(struct connection *connection, struct cover_id id, struct cover_facts *cover);

/* The cases of the person that changed since the leave began, until it ended or now, and those that wait for an answer now:
 * struct handover_row in the arena, those with a promise first, oldest promise first. Counts them in the cover. Nothing of
 * one that has not begun. */
MUST_USE enum error cover_cases(
	struct connection *connection, struct arena *arena, struct cover_facts *cover, struct list *cases);

#endif
