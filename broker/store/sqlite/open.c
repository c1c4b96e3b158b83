#define _GNU_SOURCE /* flock, O_CLOEXEC, error-checking mutexes, strerrordesc_np */
#include "store/sqlite/open.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/sqlite/head.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/maintain.h"
#include "store/sqlite/rebuild.h"
#include "store/sqlite/restored.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/search_index.h"
#include "store/sqlite/settle.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/tidemark.h"

static const struct store_driver driver = {
	.close = sqlite_close,
	.reopen = sqlite_reopen,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.undo = sqlite_undo,
	.find_receipt = sqlite_find_receipt,
	.put_receipt = sqlite_put_receipt,
	.append = sqlite_append,
	.writer_last_pos = sqlite_writer_last_pos,
	.maintain = sqlite_maintain,
	.probe = sqlite_probe,
	.keep_up = sqlite_keep_up,
	.rebuild = sqlite_rebuild,
	.dump_projections = sqlite_dump_projections,
	.wal_bytes = sqlite_wal_bytes,
	.put_credential = sqlite_put_credential,
	.put_session = sqlite_put_session,
	.end_session = sqlite_end_session,
	.expire_sessions = sqlite_expire_sessions,
	.reader_open = sqlite_reader_open,
	.reader_close = sqlite_reader_close,
	.reader = sqlite_reader,
	.reader_begin = sqlite_reader_begin,
	.reader_end = sqlite_reader_end,
	.last_pos = sqlite_last_pos,
	.reader_warm = sqlite_reader_warm,
	.facts = sqlite_facts,
	.query = sqlite_query,
	.device = sqlite_device,
	.recipients = sqlite_recipients,
	.contacts = sqlite_contacts,
	.devices_with_roles = sqlite_devices_with_roles,
	.refused_devices = sqlite_refused_devices,
	.verify = sqlite_verify,
	.credential = sqlite_credential,
	.session = sqlite_session,
};

/* --- files -------------------------------------------------------------------------------------------------------- */

enum { FILE_MODE = 0600, LOOKED_OVER_BYTES = 32 * 1024 * 1024 };

/* A second writer on the same file would break every promise: the lock file is held as long as the store is open. */
static enum error take_lock(struct sqlite_store *store, char why[256])
{
	struct buffer path = {0};

	buffer_append_format(&path, "%s.lock", store->path);
	store->lock_file = path.failed ? -1 : open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
	buffer_deinit(&path);
	if (store->lock_file < 0) {
		(void)snprintf(
			why, 256, "The lock file beside the database cannot be made: %s.", strerrordesc_np(errno));
		return ERROR_STORE_UNAVAILABLE;
	}
	if (flock(store->lock_file, LOCK_EX | LOCK_NB) == 0)
		return OK;
	(void)snprintf(why, 256, "The database is in use by another process.");
	(void)close(store->lock_file);
	store->lock_file = -1;
	return ERROR_STORE_UNAVAILABLE;
}

/* Makes the file, readable by nobody else; SQLite gives its other files the same mode. */
static enum error make_file(struct sqlite_store *store, char why[256])
{
	int file = open(store->path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);

	if (file < 0) {
		(void)snprintf(why, 256, "The database file cannot be opened: %s.", strerrordesc_np(errno));
		return ERROR_STORE_UNAVAILABLE;
	}
	(void)close(file);
	return OK;
}

/* --- connecting --------------------------------------------------------------------------------------------------- */

/* The tables too, where that takes no longer than a start may; of a larger file only when the library itself has complained
 * of damage. What is not looked at here is, whenever a backup is made and by corridorctl verify. */
static enum error look_over(struct sqlite_store *store, char why[256])
{
	struct stat file;
	char answer[200] = "";

	if (!store->is_suspect && stat(store->path, &file) == 0 && file.st_size > LOOKED_OVER_BYTES)
		return OK;
	if (connection_text(&store->connection, "PRAGMA quick_check(1)", answer, sizeof(answer)) == OK &&
		strcmp(answer, "ok") == 0)
		return OK;
	for (char *at = strchr(answer, '\n'); at; at = strchr(at, '\n'))
		*at = ' '; /* one line */
	(void)snprintf(why, 256, "The database is damaged: %s.", answer[0] ? answer : "it cannot be read");
	store->is_damaged = true;
	return ERROR_STORE_UNAVAILABLE;
}

static enum error connect(struct sqlite_store *store, char why[256])
{
	enum connection_use use = CONNECTION_WRITER;

	if (store->is_read_only)
		use = CONNECTION_READER;
	else if (store->is_twin)
		use = CONNECTION_TWIN;
	return connection_open(&store->connection, store->path, use, why);
}

/* A sync may have failed before this process, or this connection, began. */
static enum error settle(struct sqlite_store *store, char why[256])
{
	enum error error = store->is_twin ? OK : settle_log(&store->connection);

	if (error != OK)
		(void)snprintf(why, 256, "The write-ahead log beside the database cannot be written: %s.",
			sqlite3_errmsg(store->connection.db));
	return error;
}

/* What was committed and is not there was lost with the end of the write-ahead log, silently. */
static enum error check_tidemark(const struct sqlite_store *store, char why[256])
{
	int64_t committed = store->lock_file >= 0 ? tidemark_read(store->lock_file) : 0;

	if (committed <= store->head.pos)
		return OK;
	(void)snprintf(why, 256,
		"The log ends at %" PRId64 ", but %" PRId64
		" was committed: the write-ahead log is damaged or missing. "
		"Restore it or a backup; to do without what is lost, remove the .lock file.",
		store->head.pos, committed);
	return ERROR_STORE_UNAVAILABLE;
}

/* The memory of the log's end, and what is owed since the last time. */
static enum error recall(struct sqlite_store *store, char why[256])
{
	enum error error = head_read(&store->connection, &store->head);

	if (error == OK)
		error = search_index_mark(&store->connection, &store->indexed_upto);
	if (error != OK) {
		(void)snprintf(
			why, 256, "The end of the log cannot be read: %s.", sqlite3_errmsg(store->connection.db));
		return ERROR_STORE_UNAVAILABLE;
	}
	if (check_tidemark(store, why) != OK)
		return ERROR_STORE_UNAVAILABLE;
	maintain_watch(store);
	store->may_owe_scrub = true;
	store->is_scrub_begun = false;
	store->is_broken = false;
	return OK;
}

static enum error connect_and_recall(struct sqlite_store *store, char why[256])
{
	enum error error = connect(store, why);

	if (error != OK)
		return error;
	if (store->is_read_only) {
		error = schema_check(&store->connection, why);
		return error == OK ? recall(store, why) : error;
	}
	/* Before anything is written to it: what is damaged is not brought forward, filled or appended to. */
	error = store->is_twin ? OK : look_over(store, why);
	if (error == OK)
		error = settle(store, why);
	if (error == OK)
		error = schema_migrate(&store->connection, why);
	if (error == OK)
		error = recall(store, why);
	if (error == OK && rebuild_if_owed(store) != OK) {
		(void)snprintf(why, 256, "The tables made from the log cannot be filled: %s.",
			sqlite3_errmsg(store->connection.db));
		error = ERROR_STORE_UNAVAILABLE;
	}
	if (error == OK && restored_if_owed(store) != OK) {
		(void)snprintf(why, 256, "That the record was restored cannot be written: %s.",
			sqlite3_errmsg(store->connection.db));
		error = ERROR_STORE_UNAVAILABLE;
	}
	return error;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static struct sqlite_store *new_store(const struct store_config *config)
{
	struct sqlite_store *store = memory_new(sizeof(*store));
	size_t path_size = strlen(config->path) + 1;
	pthread_mutexattr_t attributes;

	if (!store)
		return NULL;
	store->path = memory_new(path_size);
	if (!store->path) {
		memory_free(store);
		return NULL;
	}
	memcpy(store->path, config->path, path_size);
	store->store.driver = &driver;
	store->view = (struct sqlite_reader){
		.reader = {&driver}, .store = store, .connection = &store->connection, .is_writers_view = true};
	store->lock_file = -1;
	store->is_twin = strcmp(config->path, ":memory:") == 0;
	store->is_read_only = config->is_read_only;
	store->is_broken = true;
	/* Locking twice on one thread is told, not waited for. */
	(void)pthread_mutexattr_init(&attributes);
	(void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	(void)pthread_mutex_init(&store->twin_lock, &attributes);
	(void)pthread_mutexattr_destroy(&attributes);
	return store;
}

void sqlite_close(struct store *base)
{
	struct sqlite_store *store = (struct sqlite_store *)base;

	sqlite_rollback(base);
	maintain_before_close(store);
	connection_close(&store->connection);
	search_queue_deinit(&store->search);
	buffer_deinit(&store->encoding);
	buffer_deinit(&store->header);
	if (store->lock_file >= 0)
		(void)close(store->lock_file);
	(void)pthread_mutex_destroy(&store->twin_lock);
	memory_free(store->path);
	memory_free(store);
}

/* The lock stays ours, so that nobody else writes to it either. */
static enum error open_to_look(struct sqlite_store *store, char why[256])
{
	char ignored[256];

	connection_close(&store->connection);
	(void)snprintf(store->store.damage, sizeof(store->store.damage), "%s", why);
	store->is_read_only = true;
	/* When it cannot even be read, the damage is still the reason to tell. */
	return connect_and_recall(store, ignored);
}

enum error sqlite_open(const struct store_config *config, char why[256], struct store **opened)
{
	struct sqlite_store *store = new_store(config);
	enum error error = OK;

	if (!store) {
		(void)snprintf(why, 256, "There is no memory left to open the database.");
		return ERROR_BUSY;
	}
	if (!store->is_twin && !store->is_read_only) {
		error = take_lock(store, why);
		if (error == OK)
			error = make_file(store, why);
	}
	if (error == OK)
		error = connect_and_recall(store, why);
	if (error != OK && store->is_damaged && config->bears_damage)
		error = open_to_look(store, why);
	if (error != OK) {
		sqlite_close(&store->store);
		return error;
	}
	*opened = &store->store;
	return OK;
}

enum error sqlite_reopen(struct store *base, char why[256])
{
	struct sqlite_store *store = (struct sqlite_store *)base;
	enum error error = OK;

	sqlite_rollback(base);
	if (store->is_twin && pthread_mutex_lock(&store->twin_lock) != 0) {
		(void)snprintf(why, 256, "The database is being read by the thread that wants to reopen it.");
		return ERROR_BUSY;
	}
	store->is_broken = true;
	if (!store->is_twin) {
		connection_close(&store->connection);
		error = connect(store, why);
	}
	if (error == OK)
		error = settle(store, why);
	if (error == OK)
		error = look_over(store, why);
	if (error == OK)
		error = recall(store, why);
	if (store->is_twin)
		(void)pthread_mutex_unlock(&store->twin_lock);
	return error;
}
