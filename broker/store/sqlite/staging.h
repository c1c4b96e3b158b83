/*
 * Lines laid aside for imports.
 *
 * Layer: store, SQLite driver. Constants.
 */
#ifndef STORE_SQLITE_STAGING_H
#define STORE_SQLITE_STAGING_H

/* Lines are kept so long; then they are as if they had never been laid aside. */
enum { STAGING_KEPT_MS = 24 * 60 * 60 * 1000 };

#endif
