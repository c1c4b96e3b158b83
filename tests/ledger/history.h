/*
 * What happens to patients, told a day at a time to a whole broker without its edges; and what the ledger then says.
 *
 * Layer: tests. Thread: the test's; commands run on it, as engine_execute does.
 */
#ifndef LEDGER_HISTORY_H
#define LEDGER_HISTORY_H

#include "base/buffer.h"
#include "tests/fixtures/world.h"

enum { HISTORY_CASES = 26, HISTORY_BYTES = 1024, HISTORY_WORDS = 80 };

struct told_case {
	struct thread_id thread;
	const struct history_link *link; /* NULL: a case of the MDT */
	int patient;
};

struct history {
	struct world world;
	struct told_case cases[HISTORY_CASES]; /* by letter; a thread of 0 was not asked yet */
	struct conversation_id mdt;            /* 0: there is none yet */
	int command_count;
	/* the command told last, so that it can be told again with the same txn */
	const char *person;
	enum command_kind kind;
	int txn;
	char source[HISTORY_WORDS], reference[HISTORY_WORDS]; /* back its args */
	union {
		char bytes[HISTORY_BYTES];
		int64_t aligned;
	} args, result; /* struct <symbol>_args, struct <symbol>_result */
};

/* Where a case can be asked, by whom and of whom. */
struct history_link {
	const char *name;
	const char *asker;
	const char *specialist;
	int32_t treatment_function;
};
extern const struct history_link history_links[];
extern const size_t history_link_count;

/* adjust may change the engine's settings (NULL: it is not started, and reviews nothing by itself). */
void history_open(struct history *history, void (*adjust)(struct engine_config *config));
void history_close(struct history *history);

/* It is that moment now. */
void history_at(struct history *history, int64_t now_ms);

/* Each tells one command and gives its error; letter is 0 for A. Patients have numbers from 1. */
MUST_USE enum error history_ask(struct history *history, int letter, size_t link, enum intent intent, int patient);
MUST_USE enum error history_answer(struct history *history, int letter, enum recommendation recommendation);
MUST_USE enum error history_close_case(struct history *history, int letter, enum outcome outcome);
MUST_USE enum error history_refer(struct history *history, int letter, int32_t treatment_function);
MUST_USE enum error history_reopen(struct history *history, int letter, bool is_by_specialist);
MUST_USE enum error history_record(struct history *history, int patient, int32_t treatment_function,
	int32_t referred_on, const char *source, const char *reference);

/* history_mdt.c, the same for a case of an MDT, on the agenda of a meeting of its own that opens at once; functions are codes with
 * commas between them, or "". source: the letter of the patient's own case, or -1. speak: for the link's specialty. */
MUST_USE enum error history_mdt_add(
	struct history *history, int letter, const char *would_refer_to, int patient, int source);
MUST_USE enum error history_mdt_speak(struct history *history, int letter, size_t link, bool is_specialist);
MUST_USE enum error history_mdt_decide(struct history *history, int letter, const char *managed, const char *refer);

/* The command told last once more, with the same txn; and a review, to its end, as the daemon asks for it. */
MUST_USE enum error history_again(struct history *history);
MUST_USE enum error history_review(struct history *history);

/* Every row of every projection, as text; ends the program when the store does not tell. */
void history_dump(struct history *history, struct buffer *out);

/* Tells one command as somebody, with the arguments of its kind. */
MUST_USE enum error history_tell(struct history *history, const char *person, enum command_kind kind, const void *args);

/* A patient's number. */
struct nhs_number history_number(int patient);

/* An entry of the ledger as it stands in a dump; treatment_function 0: whichever comes first. */
struct told_entry {
	int64_t thread;
	enum ledger_state state; /* 0: the case has none */
	int32_t avoided_on;
	int32_t due_on;
	int32_t referred_on; /* 0: none known */
	char patient_key[40];
	int32_t treatment_function;
};
struct told_entry history_entry(struct text dump, int64_t thread, int32_t treatment_function);

/* report.avoided over all years, grouped so, as a manager reads it: its counts summed over the rows, and the rows unless NULL. */
struct avoided_row history_report(struct history *history, struct arena *arena, uint32_t by, struct list *rows);

#endif
