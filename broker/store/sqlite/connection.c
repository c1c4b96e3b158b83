#include "store/sqlite/connection.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "store/sqlite/nameless.h"

/* How long a reader waits for a lock (which WAL asks for only around recovery), and a checkpoint for readers. */
enum { READER_WAIT_MS = 2000, WRITER_WAIT_MS = 50 };

enum { SLOT_BYTES = 1200, WRITER_SLOTS = 400, READER_SLOTS = 100 };

enum error connection_error(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_NOMEM:
		return ERROR_BUSY;
	case SQLITE_TOOBIG:
		return ERROR_TOO_LARGE;
	case SQLITE_ERROR:
	case SQLITE_INTERNAL:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_SCHEMA:
		return ERROR_INTERNAL;
	default:
		return ERROR_STORE_UNAVAILABLE;
	}
}

enum error connection_run(struct connection *connection, const char *sql)
{
	return connection_error(sqlite3_exec(connection->db, sql, NULL, NULL, NULL));
}

enum error connection_text(struct connection *connection, const char *sql, char *text, size_t size)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(connection->db, sql, -1, &statement, NULL);
	const char *found = "";

	if (code != SQLITE_OK)
		return connection_error(code);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		found = (const char *)sqlite3_column_text(statement, 0);
	(void)snprintf(text, size, "%s", found ? found : "");
	sqlite3_finalize(statement);
	return connection_error(code);
}

enum error connection_number(struct connection *connection, const char *sql, int64_t *number)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(connection->db, sql, -1, &statement, NULL);

	if (code != SQLITE_OK)
		return connection_error(code);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		*number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return connection_error(code);
}

bool connection_is_in_transaction(const struct connection *connection)
{
	return connection->db && !sqlite3_get_autocommit(connection->db);
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

struct switch_setting {
	int option;
	int value;
};

/* A double-quoted typo is an error, not a string; schema and file are not trusted; nobody loads code; only the writer
 * checkpoints (two connections doing so can lose commits: SQLite "walresetbug"). */
static const struct switch_setting switches[] = {
	{SQLITE_DBCONFIG_DQS_DML, 0},
	{SQLITE_DBCONFIG_DQS_DDL, 0},
	{SQLITE_DBCONFIG_DEFENSIVE, 1},
	{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	{SQLITE_DBCONFIG_ENABLE_FKEY, 1},
	{SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
};

static bool set_switches(struct connection *connection)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		int now = -1;

		if (sqlite3_db_config(connection->db, switches[i].option, switches[i].value, &now) != SQLITE_OK ||
			now != switches[i].value)
			return false;
	}
	return true;
}

struct pragma {
	const char *set;
	const char *get;   /* NULL: not read back */
	const char *value; /* what get must answer */
};

static const struct pragma writer_pragmas[] = {
	{"PRAGMA locking_mode=NORMAL", NULL, NULL},
	{"PRAGMA auto_vacuum=NONE", NULL, NULL},
	{"PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal"},
	{"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
	{"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
	{"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
	{"PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0"},
	{"PRAGMA journal_size_limit=33554432", NULL, NULL},
	{"PRAGMA cache_size=-32768", NULL, NULL},
	{"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
	{NULL, NULL, NULL},
};

static const struct pragma twin_pragmas[] = {
	{"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
	{"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
	{"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
	{NULL, NULL, NULL},
};

static const struct pragma reader_pragmas[] = {
	{"PRAGMA query_only=ON", "PRAGMA query_only", "1"},
	{"PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1"},
	{"PRAGMA secure_delete=ON", NULL, NULL},
	{"PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0"},
	{"PRAGMA cache_size=-8192", NULL, NULL},
	{"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
	{NULL, NULL, NULL},
};

/* A copy that was not finished is never used, so nothing of it need survive anything. */
static const struct pragma copy_pragmas[] = {
	{"PRAGMA journal_mode=MEMORY", "PRAGMA journal_mode", "memory"},
	{"PRAGMA synchronous=OFF", "PRAGMA synchronous", "0"},
	{"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
	{"PRAGMA cache_size=-8192", NULL, NULL},
	{"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
	{NULL, NULL, NULL},
};

static const struct pragma *const pragmas_of[] = {
	[CONNECTION_WRITER] = writer_pragmas,
	[CONNECTION_READER] = reader_pragmas,
	[CONNECTION_TWIN] = twin_pragmas,
	[CONNECTION_COPY] = copy_pragmas,
};

static enum error set_pragmas(struct connection *connection, const struct pragma *pragma, char why[256])
{
	for (; pragma->set; pragma++) {
		char value[32] = "";
		enum error error = connection_run(connection, pragma->set);

		if (error == OK && pragma->get)
			error = connection_text(connection, pragma->get, value, sizeof(value));
		if (error != OK) {
			(void)snprintf(
				why, 256, "The database refused %s: %s.", pragma->set, sqlite3_errmsg(connection->db));
			return ERROR_STORE_UNAVAILABLE;
		}
		if (pragma->get && strcmp(value, pragma->value) != 0) {
			(void)snprintf(why, 256, "The database is not safe to write: %s answers '%s' instead of '%s'.",
				pragma->get, value, pragma->value);
			return ERROR_STORE_UNAVAILABLE;
		}
	}
	return OK;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

/* SQLite would count its memory under a lock that all threads share, and nobody asks for the count. Refused, and no harm,
 * when the library is in use already. */
static void stop_counting_memory(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Small pieces of memory at hand, for what each statement needs and gives back: else it is most of the work of malloc. */
static void set_lookaside(struct connection *connection, enum connection_use use)
{
	int slots = use == CONNECTION_READER ? READER_SLOTS : WRITER_SLOTS;

	/* Without them it is slower, and no less right. */
	(void)sqlite3_db_config(connection->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, SLOT_BYTES, slots);
}

enum error connection_open(struct connection *connection, const char *path, enum connection_use use, char why[256])
{
	int access = use == CONNECTION_READER ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	/* The twin's one connection passes from thread to thread under a lock; the others stay where they are. */
	int flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	const char *vfs = use == CONNECTION_COPY ? NAMELESS_VFS : NULL;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	enum error error = ERROR_STORE_UNAVAILABLE;
	int code;

	(void)pthread_once(&once, stop_counting_memory);
	code = vfs && nameless_register() != OK ? SQLITE_NOMEM : sqlite3_open_v2(path, &connection->db, flags, vfs);

	if (code != SQLITE_OK) {
		(void)snprintf(why, 256, "The database file cannot be opened: %s.",
			connection->db ? sqlite3_errmsg(connection->db) : "no memory");
		goto out;
	}
	set_lookaside(connection, use);
	(void)sqlite3_busy_timeout(connection->db, use == CONNECTION_READER ? READER_WAIT_MS : WRITER_WAIT_MS);
	if (!set_switches(connection)) {
		(void)snprintf(why, 256, "The SQLite library does not have the safety settings this program needs.");
		goto out;
	}
	error = set_pragmas(connection, pragmas_of[use], why);
out:
	if (error != OK)
		connection_close(connection);
	return error;
}

void connection_close(struct connection *connection)
{
	for (size_t i = 0; i < STATEMENT_SLOTS; i++)
		sqlite3_finalize(connection->slots[i].statement);
	(void)sqlite3_close_v2(connection->db);
	*connection = (struct connection){0};
}
