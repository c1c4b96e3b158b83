/*
 * The SQLite driver: opens a store in a file, or its twin in memory.
 *
 * Layer: store. What may differ from another driver: the twin has one connection, so a snapshot and a batch exclude
 * each other there (the second waits, or gets ERROR_BUSY on the same thread), and its reopen cannot close what would be
 * lost.
 */
#ifndef STORE_SQLITE_OPEN_H
#define STORE_SQLITE_OPEN_H

#include "store/store.h"

/* As store_open. */
MUST_USE enum error sqlite_open(const struct store_config *config, char why[256], struct store **store);

#endif
