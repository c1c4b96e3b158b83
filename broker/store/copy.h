/*
 * Copies of a record, and looking a record over; for those who look after one (upkeep), beside a daemon that may be writing.
 *
 * Layer: store. Thread: any, one call at a time on a file. Nothing here writes to a record or checkpoints it: it opens it the
 * way a reader does (one connection alone may do that: SQLite's "walresetbug").
 *
 * A copy is one file, complete without any beside it, and is spoken of by its open descriptor, so that it need not have a
 * name while nobody knows whether it is good.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include <stdint.h>

#include "corridor/errors.h"

/* What a look at a record found. */
struct store_findings {
	int64_t events;    /* sound ones, from the first on */
	int64_t upto;      /* the position of the last of them */
	int64_t at_ms;     /* when that was said */
	int64_t first_bad; /* the first position whose content, order, hash or words are wrong; 0: none */
	char damage[256];  /* what SQLite says of the file, or how much of the log's end is lost; "": nothing */
};

/* Copies the record in a database file as it is at one moment into an empty file, but for sessions: a session that was
 * ended must not come back with a copy. ERROR_STORE_UNAVAILABLE, and why in one line, when it cannot be read or written, or the
 * end of its log is lost. */
MUST_USE enum error store_copy(const char *path, int file, char why[256]);

/* Brings a copy that an earlier version of this program made to this one's form. ERROR_STORE_UNAVAILABLE, and why, when it
 * is of a later one, or cannot be read or written. */
MUST_USE enum error store_bring_forward(int file, char why[256]);

/* Notes in a copy that it takes the place of a record: the first who opens it to write puts record.restored into its log, a
 * leap behind the last event. ERROR_STORE_UNAVAILABLE, and why, when it cannot be written. */
MUST_USE enum error store_mark_restored(int file, char why[256]);

/* Looks a record or a copy over: the file's own structure, the whole hash chain, every word that is kept; of a copy, the search
 * index as well. OK also when something is wrong: see findings. ERROR_STORE_UNAVAILABLE, and why, when it cannot be opened
 * or is of another version; ERROR_BUSY with no memory. */
MUST_USE enum error store_examine(const char *path, struct store_findings *findings, char why[256]);
MUST_USE enum error store_examine_copy(int file, struct store_findings *findings, char why[256]);

#endif
