/*
 * One moment of who is what to whom, as the events up to then leave it. What an event does not touch is shared with the
 * moment before.
 *
 * Layer: tests. Thread: one. Ends the program when there is no memory.
 */
#ifndef CHECKER_ACCESS_STATE_H
#define CHECKER_ACCESS_STATE_H

#include "tests/checker/log_view.h"

struct someone {
	struct person_id id;
	uint32_t roles;
	struct neighbourhood_id neighbourhood;
	bool is_suspended;
};

/* A link or an MDT. */
struct talk {
	int64_t conversation;
	bool is_mdt;
	struct neighbourhood_id neighbourhood;
	struct list people; /* struct person_id: its specialists, or whom the MDT lists */
	struct person_id chair, deputy_chair;
};

struct stand_in {
	int64_t cover;
	struct person_id away, deputy;
};

struct visit {
	struct person_id guest;
	int64_t thread;
};

struct access_state {
	int64_t since;      /* after the event at this position */
	struct list people; /* struct someone */
	struct list talks;  /* struct talk */
	struct list covers; /* struct stand_in, while their leave lasts */
	struct list visits; /* struct visit, until the case is decided */
};

/* Changes the state as the event does. False when it gives and takes nothing. */
bool access_state_follow(struct access_state *state, const struct log_line *line, struct arena *arena);

const struct someone *access_find_person(const struct access_state *state, const char *person);
const struct talk *access_find_talk(const struct access_state *state, int64_t conversation);

/* Whether the person takes part in all of a conversation. */
bool access_is_member(const struct access_state *state, const char *person, int64_t conversation);

/* ... or in this thread of it. */
bool access_is_guest(const struct access_state *state, const char *person, int64_t thread);

#endif
