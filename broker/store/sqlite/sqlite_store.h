/*
 * What the SQLite driver keeps in memory: the writer, its batch, and readers.
 *
 * Layer: store, SQLite driver. Threads: a struct sqlite_store belongs to the writer thread, a struct sqlite_reader to
 * the thread that opened it. The twin (":memory:") has one connection for all, which twin_lock passes around: the
 * writer holds it for a batch, a reader for a snapshot, so that nobody sees the other's half-done work.
 */
#ifndef STORE_SQLITE_STORE_H
#define STORE_SQLITE_STORE_H

#include <pthread.h>

#include "base/buffer.h"
#include "store/driver.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/search_queue.h"

struct sqlite_store;

struct sqlite_reader {
	struct reader reader; /* first: a struct reader * is a struct sqlite_reader * */
	struct sqlite_store *store;
	struct connection *connection; /* own, or the store's: the twin's, and the writer's own view */
	struct connection own;
	bool is_writers_view;
	bool is_in_snapshot;
	int64_t warmed_bytes; /* of the file, from its beginning */
};

/* The end of the log: what the next event is chained to. */
struct log_head {
	int64_t pos;
	struct digest hash;
};

struct sqlite_store {
	struct store store; /* first */
	struct connection connection;
	struct sqlite_reader view; /* store_reader */
	char *path;
	int lock_file; /* held while we may write; -1: none */
	bool is_twin;
	bool is_read_only;
	bool is_damaged; /* as the last look over it found */
	bool is_suspect; /* the library has found damage, and nobody has looked over it since */
	pthread_mutex_t twin_lock;

	bool is_broken; /* nothing but reopen helps */
	bool is_in_batch;
	bool is_spoiled; /* this batch cannot be committed: an error left something half done */
	bool has_savepoint;
	struct log_head head;
	struct log_head head_at_begin;
	struct log_head head_at_savepoint;
	bool is_spoiled_at_savepoint;
	struct search_queue search; /* of this batch */
	int64_t indexed_upto;       /* search_index.h: the mark */
	int64_t indexed_upto_at_begin;
	struct search_mark search_at_savepoint;

	bool may_owe_scrub;    /* the chore may stand: look */
	bool may_merge_search; /* the search index has grown since it was last merged */
	bool is_scrub_begun;
	int64_t wal_pages;          /* in the write-ahead log that are in use */
	int64_t wal_patience_pages; /* no checkpoint between batches before the log is this long */
	int64_t wal_limit_pages;    /* nor one in a commit before this */

	struct buffer encoding; /* scratch of append and verify */
	struct buffer header;
};

/* Every writer hook runs between these: refuses on a broken store, and takes the twin's lock unless a batch holds it.
 * ERROR_STORE_UNAVAILABLE when broken or read-only, ERROR_BUSY when the twin's only connection is in use by a snapshot
 * of this very thread. */
MUST_USE enum error writer_enter(struct sqlite_store *store);
void writer_leave(struct sqlite_store *store);

/* Every reader hook runs between these: a snapshot of its own unless reader_begin took one. Errors likewise. */
MUST_USE enum error reader_enter(struct sqlite_reader *reader, bool *is_own_snapshot);
void reader_leave(struct sqlite_reader *reader, bool is_own_snapshot);

/* ERROR_STORE_UNAVAILABLE unless a batch is open and can still be committed. SQLite ends a transaction by itself on
 * some errors, and what ran after that would be committed alone. */
MUST_USE enum error batch_check(const struct sqlite_store *store);

/* Notes an error: inside the batch, which then cannot be committed unless it is undone; outside, where a failure of the disk
 * breaks the store. Returns the error. */
enum error batch_spoil(struct sqlite_store *store, enum error error);

#endif
