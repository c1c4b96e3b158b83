/*
 * Work off the critical moment: checkpoints, merging the search index, overwriting destroyed words.
 *
 * Layer: store, SQLite driver. Thread: the writer's, the only one that ever checkpoints.
 */
#ifndef STORE_SQLITE_MAINTAIN_H
#define STORE_SQLITE_MAINTAIN_H

#include "store/sqlite/sqlite_store.h"

/* Called after every commit: keeps the write-ahead log within bounds when the writer is never idle. */
void maintain_after_commit(struct sqlite_store *store);

/* Called before an orderly close: leaves nothing in the log that the next start would have to read. */
void maintain_before_close(struct sqlite_store *store);

#endif
