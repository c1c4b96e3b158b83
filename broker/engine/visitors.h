/*
 * Sessions while the record is so damaged that nothing can be written to it: kept in memory, so that people can still sign in to
 * read, and gone with the process.
 *
 * Layer: engine. Threads: any, under a lock of its own.
 */
#ifndef ENGINE_VISITORS_H
#define ENGINE_VISITORS_H

#include "store/store.h"

struct visitors;

struct visitors *visitors_new(void); /* NULL with no memory */
void visitors_free(struct visitors *visitors);

/* Keeps a session that was just started, by a person with a one-time code of this step (0: codes may be used again).
 * ERROR_UNAUTHENTICATED when the person has used this step, or a later one; ERROR_BUSY when there are too many, or with no memory. */
MUST_USE enum error visitors_begin(struct visitors *visitors, const struct session *session, int64_t step);

/* What is known here of a session, in place of what the record says of it: false when nothing is. Ended ones have ends_at_ms 0. */
bool visitors_find(struct visitors *visitors, const struct digest *token, struct session *session);

/* Notes that a session, of here or of the record, was used; or ended. With no memory nothing is noted. */
void visitors_touch(struct visitors *visitors, const struct session *session, int64_t now_ms);
void visitors_end(struct visitors *visitors, const struct digest *token);

#endif
