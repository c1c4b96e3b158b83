/*
 * What time brings about: leave that begins and ends, promises that come near, lapse and are escalated, meetings of MDTs that
 * open and close, actions whose day comes near or has passed. The store finds what
 * is due (facts.duties), duties.review does it, and doing it takes it from what is due.
 *
 * Layer: core. A further kind is a word of enum duty_kind (core/facts.h), a case in decide_duties.c and a query in the
 * store's facts_duties.c.
 */
#ifndef CORE_DUTIES_H
#define CORE_DUTIES_H

#include "core/decision.h"

enum { DUTIES_LIMIT = 24 }; /* most duties of one review; each appends at most two events */

/* The events by which a leave begins and ends. ERROR_BUSY with no memory. */
MUST_USE enum error duty_begin_cover(struct decision *decision, const struct cover_facts *cover);
MUST_USE enum error duty_end_cover(struct decision *decision, const struct cover_facts *cover, enum cover_end cause);

#endif
