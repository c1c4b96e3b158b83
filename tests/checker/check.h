/*
 * Judges a record and the history of those who used it: the nine invariants that must hold whatever failed meanwhile.
 *
 *   I1  every receipted command is in the log exactly once, where its receipt says and with its words
 *   I2  nothing is in the log that no client ever attempted
 *   I3  each conversation counts 1..N without hole or repeat, and every reader heard in that order
 *   I4  one place in a conversation holds one event, the same for all who heard it, at any time
 *   I5  what a reader has in the end equals a fresh look, as far as it was theirs to read all the while
 *   I6  the chain verifies, the tables equal what the log rebuilds, and every effect stands with its command
 *   I7  nobody heard or said anything that was not theirs at that moment: as members, deputies during a leave, guests of a
 *       case until it is decided, coordinators; nobody who is suspended, and a decision is signed by a chair
 *   I8  the ledger of avoided referrals follows from the cases, each counted once
 *   I9  the file, its references and its search index are sound
 *
 * Layer: tests. Thread: one. Needs the store for I6; all else is looked up in the file with plain SQL.
 */
#ifndef CHECKER_CHECK_H
#define CHECKER_CHECK_H

#include "tests/checker/access.h"

enum { INVARIANT_COUNT = 9 };

struct verdict {
	bool is_broken;
	int64_t looked_at; /* how much there was to look at */
	char why[300];     /* the first thing that was wrong */
};

struct verdicts {
	struct verdict of[INVARIANT_COUNT + 1]; /* of[1] is I1 */
};

/* Opens the record at path, which nobody else has open, and judges it. What it looks at is rebuilt on the way: give it a
 * copy. True when all nine hold. */
bool check_record(const char *path, const struct history *history, struct verdicts *verdicts);

/* One line for each invariant. */
void verdicts_print(const struct verdicts *verdicts, FILE *out);

/* --- the parts ---------------------------------------------------------------------------------------------------- */

/* What is wrong is said once, the first time. */
__attribute__((format(printf, 2, 3))) void verdict_break(struct verdict *verdict, const char *format, ...);

void check_commands(const struct log_view *log, sqlite3 *db, const struct history *history, struct verdicts *verdicts);
/* What the checks of readers go by. */
struct reading {
	const struct log_view *log;
	const struct history *history;
	struct access_view *access;
};
void check_readers(const struct reading *reading, sqlite3 *db, struct verdicts *verdicts);
void check_members(const struct reading *reading, struct verdict *verdict);
void check_ledger(const struct log_view *log, sqlite3 *db, struct verdicts *verdicts);
void check_store(const char *path, struct verdicts *verdicts);
void check_file(sqlite3 *db, struct verdicts *verdicts);

#endif
