/*
 * The promise of an answer, and the steps that are taken while it is not kept: a reminder when a quarter of its working time
 * is left, the lapse when it is due, and the escalation to the coordinators after half a working day more (an urgent one:
 * after one working hour).
 *
 * Layer: core. Pure. Times are working time (core/working_time.h).
 */
#ifndef CORE_PROMISE_H
#define CORE_PROMISE_H

#include "base/calendar.h"
#include "corridor/fields.h"

enum { ESCALATED_AFTER_MS = 4 * MS_PER_HOUR, URGENT_ESCALATED_AFTER_MS = MS_PER_HOUR };

struct promise {
	enum promise_step step; /* taken last; 0: nothing is owed */
	int64_t given_ms;       /* working time it was given when it was made */
	int64_t due_ms;         /* 0: the clock stands still */
};

/* A new promise, made at one time and due at another. */
struct promise promise_made(int64_t made_at_ms, int64_t due_ms);

/* The clock ran out or was stopped with so much working time left, and runs again until due: steps that were taken stay
 * taken, but for a reminder for which it is too early again. */
struct promise promise_resumed(const struct promise *stopped, int64_t left_ms, int64_t due_ms);

/* When the next step is to be taken; 0: none is. */
int64_t promise_next_step_ms(const struct promise *promise, enum urgency urgency);

/* When a request for information is answered, the promise is made anew instead of running on: it had been kept before. */
bool promise_is_renewed(int64_t paused_left_ms, int64_t answer_count);

/* Who stands behind the specialist who promised: the deputy while they are away, or else the next one of the link, in
 * order and from the last on to the lead, who is active and here. False: nobody. specialists are struct person_facts. */
bool promise_behind(const struct list *specialists, struct person_id asked, struct person_id *behind);

/* Who is to answer now, after that step. */
struct person_id promise_holder(const struct list *specialists, struct person_id asked, enum promise_step step);

#endif
