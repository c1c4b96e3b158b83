/* The record's file read once from end to end, through SQLite's own handle: a second one that is closed would take the
 * locks of the first away. */
#include <unistd.h>

#include "base/memory.h"
#include "store/sqlite/hooks.h"
#include "store/sqlite/sqlite_store.h"

enum { PIECE_BYTES = 1024 * 1024, PART_BYTES = 256 * 1024 };

static int64_t half_of_memory(void)
{
	return (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 2;
}

/* The handle of a reader on a file, or NULL; and how long the file is. */
static sqlite3_file *file_of(struct sqlite_reader *reader, int64_t *bytes)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;

	if (reader->connection != &reader->own ||
		sqlite3_file_control(reader->own.db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
		!file->pMethods || file->pMethods->xFileSize(file, &size) != SQLITE_OK)
		return NULL;
	*bytes = size;
	return file;
}

/* The bytes themselves are not looked at. */
static bool read_piece(struct sqlite_reader *reader, sqlite3_file *file, int64_t bytes)
{
	int64_t until = reader->warmed_bytes + PIECE_BYTES < bytes ? reader->warmed_bytes + PIECE_BYTES : bytes;
	char *part = memory_new(PART_BYTES);
	int code = part ? SQLITE_OK : SQLITE_NOMEM;

	while (code == SQLITE_OK && reader->warmed_bytes < until) {
		int64_t left = until - reader->warmed_bytes;
		int size = left < PART_BYTES ? (int)left : PART_BYTES;

		code = file->pMethods->xRead(file, part, size, reader->warmed_bytes);
		reader->warmed_bytes += size;
	}
	memory_free(part);
	return code == SQLITE_OK && until < bytes;
}

bool sqlite_reader_warm(struct reader *base)
{
	struct sqlite_reader *reader = (struct sqlite_reader *)base;
	int64_t bytes = 0;
	sqlite3_file *file = file_of(reader, &bytes);

	return file && bytes <= half_of_memory() && read_piece(reader, file, bytes);
}
