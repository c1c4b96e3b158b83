/*
 * Links, read from their table.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_LINK_READ_H
#define STORE_SQLITE_LINK_READ_H

#include "core/link.h"
#include "store/sqlite/statement.h"

/* The columns of links (as l) that link_terms_read reads, in this order. */
#define LINK_TERMS "l.team_awaited, l.specialists_awaited, l.starts_on, l.ends_on, l.ended_at"
void link_terms_read(struct sql *sql, struct link_terms *terms);

/* The conversation of a link; 0 when there is no such link. */
MUST_USE enum error link_conversation(
	struct connection *connection, struct link_id link, struct conversation_id *conversation);

/* Active coordinators of a neighbourhood. */
MUST_USE enum error link_count_coordinators(
	struct connection *connection, const struct neighbourhood_id *neighbourhood, int64_t *count);

#endif
