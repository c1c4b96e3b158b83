/*
 * Work off the critical moment: checkpoints, merging the search index, overwriting destroyed words.
 *
 * Layer: store, SQLite driver. Thread: the writer's, the only one that ever checkpoints.
 */
#ifndef STORE_SQLITE_MAINTAIN_H
#define STORE_SQLITE_MAINTAIN_H

#include "store/sqlite/sqlite_store.h"

/* Called when the connection was opened: counts the pages of the write-ahead log from now on. */
void maintain_watch(struct sqlite_store *store);

/* Called after every commit: keeps the write-ahead log and the tail of the search index within bounds when nobody calls
 * store_keep_up or store_maintain. */
void maintain_after_commit(struct sqlite_store *store);

/* Called before an orderly close: leaves nothing in the log that the next start would have to read. */
void maintain_before_close(struct sqlite_store *store);

#endif
