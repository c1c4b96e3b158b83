/*
 * An import of referrals made elsewhere: the file, read whole and checked before anything is sent; then line by line.
 *
 * Layer: ctl. An import owns its lines, which hold NHS numbers, and wipes them.
 */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "clients/cli/session.h"
#include "referral_line.h"

enum { TXN_BYTES = CORRIDOR_TXN_BYTES + 1 };

struct import {
	const struct invocation *invocation;
	const char *source;
	char today[11];
	struct referral_line *lines;
	size_t count, capacity;
	size_t rejected, repeated, providers_left_out; /* of the file */
};

/* What the broker made of the lines that were sent. */
struct import_counts {
	int64_t matched, unmatched; /* recorded now, with and without an avoided referral that is one no more */
	int64_t deferred;           /* entries that no longer count as avoided */
	int64_t known;              /* recorded before */
	int64_t refused;            /* by the broker, with reasons told */
	size_t next;                /* of the lines: how far it came */
};

void import_deinit(struct import *import);

/* --- import_file.c --------------------------------------------------------------------------------------------------- */

/* Reads a file ("-": standard input) into an import whose invocation, source and today are set. Returns a status; what
 * makes the file unusable has been told. */
int import_read(struct import *import, const char *path);

/* --- import.c -------------------------------------------------------------------------------------------------------- */

/* Tells on standard error why lines are rejected. */
void import_tell_rejected(const struct import *import);

/* Tells on standard output, line by line, what would be done, and how many of each. */
void import_tell_plan(const struct import *import);

/* Tells on standard output what was done. */
void import_tell_done(const struct import *import, const struct import_counts *counts);

/* --- import_send.c --------------------------------------------------------------------------------------------------- */

/* The id under which a referral is sent: always the same for the same source and reference, and telling neither. False with
 * no memory. */
bool import_txn(const char *source, const char *reference, char txn[TXN_BYTES]);

/* Sends every line that is neither rejected nor repeated. Returns a status; why it stopped early has been told. */
int import_send(const struct import *import, struct import_counts *counts);

#endif
