/*
 * What clients attempted, were answered and heard: kept while a load runs, judged afterwards by check.h.
 *
 * Layer: tests. Thread: one at a time. Ends the program when there is no memory.
 *
 * A history is also a text, one happening a line, its fields separated by one tab, so that a load written in another
 * language can be judged by the same rules:
 *
 *   since    POS                                          what stands in the log up to there was there before
 *   settled  POS                                          the fresh looks began when the log stood there
 *   attempt  DEVICE PERSON TXN COMMAND WORDS
 *   receipt  DEVICE TXN POS SEQ MESSAGE                   an ok; SEQ and MESSAGE 0 where the result has none
 *   refusal  DEVICE TXN                                   the last word on it was no
 *   live     READER PERSON POS CONVERSATION SEQ THREAD EVENT VALUE WORDS   pushed to a reader, in the order of coming
 *   kept     (the same)                                   in the reader's final state
 *   fresh    (the same)                                   in what a sync from the beginning gave at the end
 *   read     (the same) ASKED                             in a thread that was opened when the log stood at ASKED, or later
 *
 * VALUE is any digest of all that an event tells every reader; WORDS the first 16 hex digits of the SHA-256 of its main
 * words, or "-". Ids are plain numbers, 0 for none.
 */
#ifndef CHECKER_HISTORY_H
#define CHECKER_HISTORY_H

#include <stdio.h>

#include "base/map.h"
#include "core/event.h"

enum { WORDS_HEX = 16 };

struct attempt {
	char device[LIMIT_HANDLE_BYTES + 1];
	char person[LIMIT_HANDLE_BYTES + 1];
	char txn[LIMIT_TXN_BYTES + 1];
	char command[40];
	char words[WORDS_HEX + 1];
};

struct told_receipt {
	char device[LIMIT_HANDLE_BYTES + 1];
	char txn[LIMIT_TXN_BYTES + 1];
	int64_t pos, seq, message;
};

struct told_refusal {
	char device[LIMIT_HANDLE_BYTES + 1];
	char txn[LIMIT_TXN_BYTES + 1];
};

enum heard_how { HEARD_LIVE, HEARD_KEPT, HEARD_FRESH, HEARD_READ, HEARD_HOW_COUNT };

struct heard_event {
	enum heard_how how;
	char reader[80];
	char person[LIMIT_HANDLE_BYTES + 1];
	int64_t pos, conversation, seq, thread, asked;
	char event[40];
	char value[WORDS_HEX + 1];
	char words[WORDS_HEX + 1];
};

struct history {
	int64_t since, settled;
	struct attempt *attempts;
	struct told_receipt *receipts;
	struct told_refusal *refusals;
	struct heard_event *heard;
	size_t attempt_count, receipt_count, refusal_count, heard_count;
};

void history_deinit(struct history *history);

void history_attempt(struct history *history, const struct attempt *attempt);
void history_receipt(struct history *history, const struct told_receipt *receipt);
void history_refusal(struct history *history, const struct told_refusal *refusal);
void history_heard(struct history *history, const struct heard_event *heard);

/* Reads the lines of a file. False, and a sentence on standard error, at the first that is none of the above. */
bool history_read(struct history *history, FILE *file);

/* The words of a text as a history has them. */
void history_words(struct text text, char words[WORDS_HEX + 1]);

/* "device txn": the name of a command in a map. Borrowed until the next call. */
struct text history_name(const char *device, const char *txn);

#endif
