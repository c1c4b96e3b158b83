/*
 * What decisions about virtual MDTs share: rhythm, quorum, and who may take part.
 *
 * Layer: core. Pure. "Corridor: the design" 2 and the working of hospital MDTs: a chair, a quorum of specialties, cases
 * tagged for discussion or standard care (NHS England, streamlining MDT meetings, 2020).
 */
#ifndef CORE_MDT_H
#define CORE_MDT_H

#include "core/decision.h"

enum {
	MDT_OPENS_AT_HOUR = 9,   /* of a meeting whose times were not told, London */
	MDT_CLOSES_AT_HOUR = 17, /* likewise */
	MEETING_DAYS_LIMIT = 92  /* the longest that a meeting in a thread runs */
};

/* The next day of a rhythm on or after today (dates as yyyymmdd); 0 when it has none. */
int32_t mdt_next_day(int64_t every_weeks, int32_t first_on, int32_t today);

/* True when the list of int32_t treatment functions holds this one. */
bool mdt_has_function(const struct list *functions, int32_t function);

/* The required functions that are not among those heard: a list in the arena. ERROR_BUSY with no memory. */
MUST_USE enum error mdt_missing(
	const struct list *required, const struct list *heard, struct arena *arena, struct list *missing);

/* True when every required function is heard. */
bool mdt_is_quorate(const struct list *required, const struct list *heard);

/* True between its opening and its closing time, whether or not the events that tell of them have been written yet. */
bool mdt_is_open(const struct meeting_facts *meeting, int64_t now_ms);

/* Adds the events by which a meeting closes: each undecided case deferred to the next meeting, then the closing. Its facts are
 * the decision's meeting and next_meeting. ERROR_BUSY with no memory. */
MUST_USE enum error mdt_close(struct decision *decision, const struct meeting_facts *meeting, struct meeting_id next,
	struct conversation_id conversation);

#endif
