#include "store/sqlite/maintain.h"

#include <sys/stat.h>

#include "store/sqlite/hooks.h"
#include "store/sqlite/search_index.h"
#include "store/sqlite/statement.h"

enum {
	PAGE_BYTES = 4096,
	WAL_LIMIT_PAGES = 64 * 1024 * 1024 / PAGE_BYTES, /* above it a commit waits for a checkpoint */
	WAL_BRIEF_PAGES = 16 * 1024 * 1024 / PAGE_BYTES, /* above it one is made between two batches */
	WAL_IDLE_PAGES = 4 * 1024 * 1024 / PAGE_BYTES,   /* above it an idle moment is used for one */
	WAL_PATIENCE_PAGES =
		16 * 1024 * 1024 /
		PAGE_BYTES,      /* how much it grows on when a reader is in the way, before it is tried again */
	MERGE_PAGES = 128,       /* of the search index, in one slice of an idle moment */
	SLICE_EVENTS = 32,       /* so many are worth a transaction of their own between two batches */
	SLICE_EVENTS_MOST = 512, /* what a slice takes in when more has come */
	TAIL_EVENTS_MOST = 4096  /* a search reads them all: above it a commit waits for the index */
};

int64_t sqlite_wal_bytes(const struct store *base)
{
	const struct sqlite_store *store = (const struct sqlite_store *)base;
	struct buffer path = {0};
	struct stat status;
	int64_t bytes = 0;

	if (store->is_twin)
		return 0;
	buffer_append_format(&path, "%s-wal", store->path);
	if (!path.failed && stat(path.data, &status) == 0)
		bytes = status.st_size;
	buffer_deinit(&path);
	return bytes;
}

/* --- checkpoints -------------------------------------------------------------------------------------------------- */

/* SQLite's own count: the file keeps its size when the log is started over. */
static int note_wal(void *context, sqlite3 *db, const char *name, int pages)
{
	struct sqlite_store *store = context;

	(void)db;
	(void)name;
	if (pages < store->wal_pages)
		store->wal_patience_pages = 0;
	store->wal_pages = pages;
	return SQLITE_OK;
}

void maintain_watch(struct sqlite_store *store)
{
	store->wal_pages = 0;
	store->wal_patience_pages = 0;
	(void)sqlite3_wal_hook(store->connection.db, note_wal, store);
}

/* True when everything in the log is in the database file now (and, with TRUNCATE, the log is empty). */
static bool checkpoint(struct sqlite_store *store, int mode)
{
	int log_frames = 0;
	int moved_frames = 0;
	int code = sqlite3_wal_checkpoint_v2(store->connection.db, NULL, mode, &log_frames, &moved_frames);

	/* a reader in the way is no failure */
	if ((code & 0xff) != SQLITE_BUSY)
		(void)batch_spoil(store, connection_error(code));
	return code == SQLITE_OK && log_frames == moved_frames;
}

/* PASSIVE waits for nobody, and lets the next commit start the log over unless a reader stands in it: then it grows, and
 * is looked at again when it has grown by as much once more. */
static void checkpoint_above(struct sqlite_store *store, int64_t pages)
{
	if (store->wal_pages < pages || store->wal_pages < store->wal_patience_pages)
		return;
	(void)checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
	store->wal_patience_pages = store->wal_pages + pages;
}

/* TRUNCATE waits a moment for readers; when one stays in the way, not every commit is to wait for it. */
static void bound_wal(struct sqlite_store *store)
{
	if (store->wal_pages < WAL_LIMIT_PAGES)
		store->wal_limit_pages = WAL_LIMIT_PAGES;
	if (store->wal_pages < store->wal_limit_pages)
		return;
	if (checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE))
		store->wal_pages = 0;
	store->wal_limit_pages = store->wal_pages + WAL_PATIENCE_PAGES;
}

void maintain_before_close(struct sqlite_store *store)
{
	if (!store->is_broken && !store->is_read_only && !store->is_twin)
		(void)checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE);
}

void maintain_after_commit(struct sqlite_store *store)
{
	int64_t tail = search_index_tail(store);

	/* Half of it at once, or every commit would wait. What fails now is tried again after the next one. */
	if (tail > TAIL_EVENTS_MOST)
		(void)(search_index_slice(store, tail - TAIL_EVENTS_MOST / 2) == OK);
	bound_wal(store);
}

/* --- the search index --------------------------------------------------------------------------------------------- */

/* Merges some pages; negative: begins to merge everything into one. *is_done when there is nothing more to merge. */
static enum error merge(struct sqlite_store *store, int64_t pages, bool *is_done)
{
	int64_t before = sqlite3_total_changes64(store->connection.db);
	struct sql sql = sql_use(&store->connection, "INSERT INTO search(search, rank) VALUES('merge', ?)");
	enum error error;

	sql_put_integer(&sql, pages);
	error = batch_spoil(store, sql_run(&sql));
	/* FTS5 says so: a merge that changed fewer than two rows had nothing to do. */
	*is_done = sqlite3_total_changes64(store->connection.db) - before < 2;
	return error;
}

/* Ordinary merging: keeps queries quick, and merges in commits rare. */
static bool merge_some(struct sqlite_store *store, int64_t pages)
{
	bool is_done = true;

	if (merge(store, pages, &is_done) != OK)
		is_done = true;
	store->may_merge_search = !is_done;
	return !is_done;
}

/* --- destroyed words ---------------------------------------------------------------------------------------------- */

/* Deleted rows are overwritten with zeros (secure_delete), but the tokens stay in the index until its segments are
 * merged, and old pages in the write-ahead log until it is cut off. Only then the chore is done.
 *
 * True while there is more to do at once; a reader in the way is no reason to hurry. */
static bool scrub(struct sqlite_store *store)
{
	bool is_done = false;
	enum error error = merge(store, store->is_scrub_begun ? MERGE_PAGES : -MERGE_PAGES, &is_done);
	bool was_begun = store->is_scrub_begun;

	store->is_scrub_begun = error == OK;
	if (error != OK)
		return false;
	/* The first call only marks the segments when there is but one of them. */
	if (!was_begun || !is_done)
		return true;
	if (!store->is_twin && !checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE))
		return false;
	struct sql sql = sql_use(&store->connection, "DELETE FROM chores WHERE name = 'scrub'");
	if (batch_spoil(store, sql_run(&sql)) == OK) {
		store->may_owe_scrub = false;
		store->is_scrub_begun = false;
	}
	return false;
}

static bool owes_scrub(struct sqlite_store *store)
{
	int64_t count = 0;

	if (!store->may_owe_scrub)
		return false;
	struct sql sql = sql_use(&store->connection, "SELECT count(*) FROM chores WHERE name = 'scrub'");
	if (sql_number(&sql, &count) == OK)
		store->may_owe_scrub = count > 0;
	return count > 0;
}

/* --- slices ------------------------------------------------------------------------------------------------------- */

static bool tidy(struct sqlite_store *store)
{
	if (owes_scrub(store))
		return scrub(store);
	if (store->may_merge_search && merge_some(store, MERGE_PAGES))
		return true;
	checkpoint_above(store, WAL_IDLE_PAGES);
	return false;
}

bool sqlite_maintain(struct store *base)
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	bool has_more;

	if (store->is_in_batch || store->is_broken || store->is_read_only)
		return false;
	if (search_index_tail(store) > 0 && search_index_slice(store, SLICE_EVENTS_MOST) == OK)
		return true;
	if (writer_enter(store) != OK)
		return false;
	has_more = tidy(store);
	writer_leave(store);
	return has_more;
}

/* The pages that merging may take grow with what was written: merging keeps up, and no moment is long. */
static void index_and_merge(struct sqlite_store *store)
{
	int64_t tail = search_index_tail(store);
	int64_t events = tail < SLICE_EVENTS_MOST ? tail : SLICE_EVENTS_MOST;

	if (tail < SLICE_EVENTS || search_index_slice(store, events) != OK || writer_enter(store) != OK)
		return;
	(void)merge_some(store, events);
	writer_leave(store);
}

void sqlite_keep_up(struct store *base)
{
	struct sqlite_store *store = (struct sqlite_store *)base;

	if (store->is_in_batch || store->is_broken || store->is_read_only)
		return;
	index_and_merge(store);
	if (writer_enter(store) != OK)
		return;
	checkpoint_above(store, WAL_BRIEF_PAGES);
	writer_leave(store);
}
