/*
 * A store that fails on demand: wraps another one and fails the n-th call of a hook, once or from then on.
 *
 * Layer: store; for tests. Thread: as the store it wraps; the plan is changed while nothing runs.
 */
#ifndef STORE_FAULTY_H
#define STORE_FAULTY_H

#include "store/driver.h"

/* The hooks of store/driver.h that can fail, by name: FAULTY_append, FAULTY_commit ... */
enum faulty_hook {
#define FAULTY_HOOK(name) FAULTY_##name,
	STORE_FALLIBLE_HOOKS(FAULTY_HOOK)
#undef FAULTY_HOOK
		FAULTY_HOOK_COUNT
};

struct faulty_plan {
	enum faulty_hook hook;
	int64_t at;       /* the at-th call from now fails; 0: none does */
	bool is_sticky;   /* every later one fails too, until the plan is changed */
	bool but_happens; /* of commit: it says it failed, yet the batch is on disk */
	enum error error; /* what it answers; OK is taken as ERROR_STORE_UNAVAILABLE */
};

/* Wraps a store, which belongs to the wrapper from now on: store_close closes both. NULL with no memory. It fails
 * nothing until it is given a plan. After a failed commit every call fails until store_reopen, as of any store. */
struct store *faulty_new(struct store *inner);

/* From now on. The calls of all hooks are counted anew. */
void faulty_set_plan(struct store *store, const struct faulty_plan *plan);

/* How often a hook was called since the plan was set: a torture test runs once to learn what there is to fail. */
int64_t faulty_calls(const struct store *store, enum faulty_hook hook);

#endif
