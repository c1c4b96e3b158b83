/*
 * The search index, which follows the log at a short distance: a commit does not wait for it.
 *
 * Every message up to the mark is in the index as it reads now, and none behind it; what came since is the tail, which a
 * search reads from the log itself (query_search.c). The mark moves in the transaction that writes the entries, so it is
 * true after any crash. Amending or redacting a message of the tail leaves the index alone; of one before the mark, it
 * changes its entry in the same batch (search_queue.h).
 *
 * Layer: store, SQLite driver. Thread: the writer's; search_index_mark that of the connection.
 */
#ifndef STORE_SQLITE_SEARCH_INDEX_H
#define STORE_SQLITE_SEARCH_INDEX_H

#include "store/sqlite/sqlite_store.h"

/* Reads the mark: the position of the newest event that the index has taken in. */
MUST_USE enum error search_index_mark(struct connection *connection, int64_t *upto);

/* Events behind the mark, those of the open batch included. */
int64_t search_index_tail(const struct sqlite_store *store);

/* Takes in what comes after the mark, at most so many events; inside a transaction, which the caller gives up on an
 * error. */
MUST_USE enum error search_index_advance(struct sqlite_store *store, int64_t most_events);

/* The same in a transaction of its own. When it fails nothing has changed; when its commit fails the store is broken. */
MUST_USE enum error search_index_slice(struct sqlite_store *store, int64_t most_events);

/* Takes in the whole tail, outside of a batch: for those who look at the index itself. */
MUST_USE enum error search_index_catch_up(struct sqlite_store *store);

#endif
