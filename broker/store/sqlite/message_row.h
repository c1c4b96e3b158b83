/*
 * A message as history shows it.
 *
 * Layer: store, SQLite driver. Thread: the reader's.
 */
#ifndef STORE_SQLITE_MESSAGE_ROW_H
#define STORE_SQLITE_MESSAGE_ROW_H

#include "store/sqlite/queries.h"

/* The row of a message whose event is loaded; texts in the arena. ERROR_BUSY with no memory. */
MUST_USE enum error message_row_of(struct query *query, const struct event *event, struct message_row *row);

#endif
