/*
 * How far the log went when it was last committed, kept outside the database: when the end of the write-ahead log is damaged,
 * SQLite takes the last whole commit before the damage for the end, and says nothing of what came after.
 *
 * Layer: store, SQLite driver. Thread: the writer's.
 *
 * It stands in the lock file beside the database, and is not synced: it never tells of more than was committed, and after a
 * power cut perhaps of less.
 */
#ifndef STORE_SQLITE_TIDEMARK_H
#define STORE_SQLITE_TIDEMARK_H

#include <stdint.h>

/* Notes the newest committed position. A file that cannot be written is no reason to refuse a commit that is on disk. */
void tidemark_write(int file, int64_t pos);

/* What was noted last; 0 for nothing. */
int64_t tidemark_read(int file);

/* The same of the database at a path, whoever has it open; also 0 when it has no lock file that can be read. To compare with the
 * log, ask first and look at the log then. Any thread. */
int64_t tidemark_of(const char *path);

#endif
