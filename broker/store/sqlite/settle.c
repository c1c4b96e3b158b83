#include "store/sqlite/settle.h"

#include "base/memory.h"

enum { PIECE_BYTES = 64 * 1024 }; /* SQLite itself writes no more than 128 KiB at once */

static int rewrite(sqlite3_file *log, sqlite3_int64 length, void *piece)
{
	int code = SQLITE_OK;

	for (sqlite3_int64 at = 0; code == SQLITE_OK && at < length; at += PIECE_BYTES) {
		int bytes = length - at < PIECE_BYTES ? (int)(length - at) : PIECE_BYTES;

		code = log->pMethods->xRead(log, piece, bytes, at);
		if (code == SQLITE_OK)
			code = log->pMethods->xWrite(log, piece, bytes, at);
	}
	return code == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : code;
}

enum error settle_log(struct connection *connection)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 length = 0;
	int64_t ignored = 0;
	/* the log is opened by the first who reads */
	enum error error = connection_number(connection, "SELECT count(*) FROM sqlite_schema", &ignored);
	int code = SQLITE_OK;

	if (error != OK)
		return error;
	code = sqlite3_file_control(connection->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (code != SQLITE_OK || !log || !log->pMethods)
		return connection_error(code);
	code = log->pMethods->xFileSize(log, &length);
	if (code != SQLITE_OK || length == 0)
		return connection_error(code);
	void *piece = memory_new(PIECE_BYTES);
	if (!piece)
		return ERROR_BUSY;
	code = rewrite(log, length, piece);
	memory_free(piece);
	return connection_error(code);
}
