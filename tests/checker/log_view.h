/*
 * The log as it stands in the file, read with plain SQL and nothing of the store: so that what the store says of itself
 * can be held against it.
 *
 * Layer: tests. Thread: one.
 */
#ifndef CHECKER_LOG_VIEW_H
#define CHECKER_LOG_VIEW_H

#include <sqlite3.h>

#include "tests/checker/history.h"

struct log_line {
	int64_t pos, conversation, seq, thread, at_ms;
	const struct event_row *row; /* NULL: a kind that this program does not know */
	char by[LIMIT_HANDLE_BYTES + 1];
	char device[LIMIT_HANDLE_BYTES + 1];
	char txn[LIMIT_TXN_BYTES + 1];
	char words[WORDS_HEX + 1]; /* of what it mainly says; "-" for none, and once destroyed */
	const void *data;          /* struct <event>_data without what can be destroyed */
};

struct log_view {
	struct arena *arena;
	struct log_line *lines; /* in the order of pos */
	size_t count;
};

/* Reads all of it. False when it cannot be read; why says what is wrong. Ends the program when there is no memory. */
bool log_view_read(struct log_view *log, sqlite3 *db, char why[300]);
void log_view_deinit(struct log_view *log);

/* The line at a position, or NULL. */
const struct log_line *log_view_at(const struct log_view *log, int64_t pos);

#endif
