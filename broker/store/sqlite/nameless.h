/*
 * Databases in files without a name: SQLite reads and writes an open descriptor.
 *
 * Layer: store, SQLite driver. Thread: that of the connection; registering from any.
 *
 * SQLite's own way follows no link, so it cannot open what has no path. There are no locks here, and no files beside the
 * database (its journal is kept in memory, see connection.c): nobody else can open what has no name.
 */
#ifndef STORE_SQLITE_NAMELESS_H
#define STORE_SQLITE_NAMELESS_H

#include "corridor/errors.h"

#define NAMELESS_VFS "corridor-nameless"

/* Makes SQLite know the VFS; again is fine. A database is opened with it by the path nameless_path. ERROR_BUSY when SQLite
 * does not take it. */
MUST_USE enum error nameless_register(void);

/* What to open for a descriptor, which stays the caller's and must outlive the connection. */
void nameless_path(int file, char path[24]);

#endif
