/* The stores that the contract suite runs over, each fresh and alone in its directory. */
#ifndef CONTRACT_SUBJECT_H
#define CONTRACT_SUBJECT_H

#include <criterion/parameterized.h>

#include "store/store.h"

enum subject_kind {
	SUBJECT_FILE,   /* SQLite on a file */
	SUBJECT_MEMORY, /* its twin in memory */
	SUBJECT_FAULTY, /* the file, behind a faulty store that fails nothing unless told to */
	SUBJECT_COUNT
};

struct subject {
	enum subject_kind kind;
	char directory[64];
	char path[80];
	struct store *store;
};

/* A fresh store; the test fails when there is none. */
void subject_open(struct subject *subject, enum subject_kind kind);

/* Closes it and opens it again, as a new process would. Not for the twin, which forgets. */
void subject_restart(struct subject *subject);

/* Closes it and removes its files. */
void subject_close(struct subject *subject);

/* A case that every store must pass: gets enum subject_kind as *kind. Its name is a sentence. */
struct criterion_test_params subject_kinds(void);
#define CONTRACT(suite, name)                    \
	ParameterizedTestParameters(suite, name) \
	{                                        \
		return subject_kinds();          \
	}                                        \
	ParameterizedTest(const enum subject_kind *kind, suite, name)

#endif
