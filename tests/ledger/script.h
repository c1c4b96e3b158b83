/*
 * A hand-worked case as text: what happened, a line a day, and what the ledger must say then.
 *
 *   case <a sentence>                        begins a case; everything starts afresh
 *   <date> [hh:mmZ] <what happened> [!error] at noon UTC unless told; !error: it must be refused so
 *     ask A <link> <intent> [patient]        A to Z name cases; patients have numbers, 1 unless told
 *     answer A <recommendation>              by the link's lead specialist
 *     close A <outcome>, refer A [function], reopen A [specialist]
 *     record <patient> <function> <referred on> <source> [reference]
 *     again                                  the command before, with the same txn
 *     review                                 the daemon's, until nothing is left
 *     mdt A <functions or -> [patient], mdt A <functions or -> from B
 *                                          put before the MDT; where the patient would be referred without it
 *     speak A <link> [team]                the link's specialist, or its clinician, gives a view
 *     decide A [managed <functions>] [refer <functions>]
 *   expect A [function] <state or none> [since <date>] [due <date>] [referred <date>]
 *   expect result <field>=<value> ...        of the command before
 *   expect report <field>=<value> ...        of report.avoided over all years, ungrouped
 *
 * Layer: tests.
 */
#ifndef LEDGER_SCRIPT_H
#define LEDGER_SCRIPT_H

#include "tests/ledger/history.h"

enum { SCRIPT_TOKENS = 16 };

struct script {
	const char *file;
	int line_number;
	int case_count, failure_count;
	bool is_open; /* a case is being told */
	int32_t today;
	struct history history;
	char *tokens[SCRIPT_TOKENS]; /* of the line; count of them, then "" */
	int count;
};

/* Says that the line is wrong, or that what it expects is not so. */
__attribute__((format(printf, 2, 3))) void script_fail(struct script *script, const char *format, ...);

/* A letter, date or word of the line; complains and gives 0 when it is none. */
int script_letter(struct script *script, const char *token);
int32_t script_date(struct script *script, const char *token);

/* happen.c: tells the command that begins at this token; says whether it is one. */
enum error script_happen(struct script *script, int first);

/* expect.c: checks the line, and at the end of a case that a rebuilt record says the same. */
void script_expect(struct script *script);
void script_expect_rebuilt(struct script *script);

#endif
