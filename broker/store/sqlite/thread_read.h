/*
 * A thread as a list shows it to somebody.
 *
 * Layer: store, SQLite driver. Thread: the reader's.
 */
#ifndef STORE_SQLITE_THREAD_READ_H
#define STORE_SQLITE_THREAD_READ_H

#include "store/sqlite/queries.h"

/* The row of a thread for the actor of the query; *found = false when there is none. ERROR_BUSY with no memory. */
MUST_USE enum error thread_read(struct query *query, struct thread_id thread, struct thread_row *row, bool *found);

#endif
