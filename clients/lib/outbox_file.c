#include "outbox_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "Corr" in ASCII: a file of another program is not ours to write into. */
enum { APPLICATION_ID = 0x436f7272, VERSION = 1 };

static const char schema[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE command(id INTEGER PRIMARY KEY AUTOINCREMENT, txn TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
	" args TEXT NOT NULL, kept_at_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, problem TEXT);"
	"CREATE TABLE delivered(pos INTEGER PRIMARY KEY);"
	"PRAGMA application_id=0x436f7272;"
	"PRAGMA user_version=1;"
	"COMMIT;";

/* SQLite would make the file readable to others, and its log takes over the mode of the file. */
static bool make_private(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool is_private;

	if (file < 0)
		return false;
	is_private = fchmod(file, 0600) == 0;
	close(file);
	return is_private;
}

static int64_t pragma_number(sqlite3 *file, const char *pragma)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(file, pragma, -1, &statement, NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

static bool harden(sqlite3 *file)
{
	sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(file, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(file, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Exclusive before WAL: one process, so no shared memory file. secure_delete: answered words do not linger. */
	return sqlite3_exec(file,
		       "PRAGMA locking_mode=EXCLUSIVE; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
		       "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
		       NULL, NULL, NULL) == SQLITE_OK &&
	       pragma_number(file, "PRAGMA synchronous") == 2;
}

static bool prepare_schema(sqlite3 *file)
{
	int64_t version = pragma_number(file, "PRAGMA user_version");
	int64_t application = pragma_number(file, "PRAGMA application_id");

	if (application == APPLICATION_ID && version == VERSION)
		return true;
	if (application != 0 || version != 0 || pragma_number(file, "SELECT count(*) FROM sqlite_schema") != 0)
		return false;
	return sqlite3_exec(file, schema, NULL, NULL, NULL) == SQLITE_OK;
}

/* True when the value under name is this one, or there was none and it now is. */
static bool is_or_becomes(sqlite3 *file, const char *name, const char *value)
{
	sqlite3_stmt *statement = NULL;
	bool is_same = false;

	if (sqlite3_prepare_v2(file, "INSERT OR IGNORE INTO meta(name, value) VALUES(?1, ?2)", -1, &statement, NULL) ==
		SQLITE_OK) {
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
		sqlite3_step(statement);
	}
	sqlite3_finalize(statement);

	statement = NULL;
	if (sqlite3_prepare_v2(file, "SELECT value = ?2 FROM meta WHERE name = ?1", -1, &statement, NULL) ==
		SQLITE_OK) {
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
		is_same = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) == 1;
	}
	sqlite3_finalize(statement);
	return is_same;
}

/* A message about a patient must not go to another server than the one it was written for; an empty outbox may move. */
static enum corridor_error claim(sqlite3 *file, const char *device, const char *server)
{
	if (!is_or_becomes(file, "device", device))
		return CORRIDOR_ERROR_OTHER_OUTBOX;
	if (is_or_becomes(file, "server", server))
		return CORRIDOR_OK;
	if (pragma_number(file, "SELECT count(*) FROM command") != 0)
		return CORRIDOR_ERROR_OTHER_OUTBOX;
	if (sqlite3_exec(file, "DELETE FROM meta WHERE name IN ('server', 'pos'); DELETE FROM delivered", NULL, NULL,
		    NULL) != SQLITE_OK ||
		!is_or_becomes(file, "server", server))
		return CORRIDOR_ERROR_OUTBOX;
	return CORRIDOR_OK;
}

enum corridor_error client_outbox_file_open(const char *path, const char *device, const char *server, sqlite3 **out)
{
	enum corridor_error error = CORRIDOR_ERROR_OUTBOX;
	sqlite3 *file = NULL;

	*out = NULL;
	if (!make_private(path))
		return CORRIDOR_ERROR_OUTBOX;
	if (sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL) != SQLITE_OK)
		goto out;
	if (!harden(file) || !prepare_schema(file))
		goto out;
	error = claim(file, device, server);
	if (error)
		goto out;
	*out = file;
	return CORRIDOR_OK;
out:
	sqlite3_close(file);
	return error;
}
