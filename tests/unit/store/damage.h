/* Reaching into a store's file behind its back, as damage and attackers do. */
#ifndef UNIT_STORE_DAMAGE_H
#define UNIT_STORE_DAMAGE_H

#include <sqlite3.h>

#include "tests/contract/support/subject.h"

/* A connection without any of the store's protection; close it with sqlite3_close. */
sqlite3 *damage_open(const struct subject *subject);

/* Runs SQL; the test fails when that fails. */
void damage_run(sqlite3 *db, const char *sql);

/* The first column of the first row; 0 without one. */
sqlite3_int64 damage_number(sqlite3 *db, const char *sql);

/* Puts what an open file holds, from its beginning, where a store can be opened. */
void damage_place(int file, const char *path);

/* Opens the store as a new process would; *why says why not. */
enum error damage_try_open(const struct subject *subject, bool is_read_only, char why[256], struct store **store);

#endif
