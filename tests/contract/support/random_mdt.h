/* A long history of virtual MDTs in which everything happens, valid by construction, the same for the same seed. */
#ifndef CONTRACT_RANDOM_MDT_H
#define CONTRACT_RANDOM_MDT_H

#include "tests/contract/support/world.h"

enum { RANDOM_MDT_CASES = 60, RANDOM_MDT_WORD_BYTES = 24 };

struct random_mdt_case {
	struct thread_id thread;
	struct meeting_id meeting; /* 0: it waits */
	bool is_decided;
	const char *guest;                  /* who was invited last, or NULL */
	char word[RANDOM_MDT_WORD_BYTES];   /* stands in everything that is written about this case, and nowhere else */
	char number[RANDOM_MDT_WORD_BYTES]; /* its patient's */
};

struct random_mdt {
	struct world *world;
	unsigned state;
	struct conversation_id conversation;
	struct meeting_id meetings[RANDOM_MDT_CASES];
	size_t meeting_count;
	struct action_id actions[RANDOM_MDT_CASES];
	size_t action_cases[RANDOM_MDT_CASES];
	size_t action_count;
	struct random_mdt_case cases[RANDOM_MDT_CASES];
	size_t case_count;
};

/* Appends so many happenings, some undone, to an MDT of its own: e.okafor in the chair, with f.rossi, a.khan and b.osei. */
void random_mdt(struct world *world, unsigned seed, int happenings, struct random_mdt *history);

#endif
