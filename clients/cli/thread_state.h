/*
 * How a thread stands, in words.
 *
 * Layer: cli. Pure.
 */
#ifndef CLI_THREAD_STATE_H
#define CLI_THREAD_STATE_H

#include <jansson.h>
#include <stdint.h>

#include "display.h"

enum { THREAD_STATE_BYTES = 128 };

/* "due today 17:00", "overdue since Fri 20-Nov 17:00", "more information wanted", "answered: advice, no referral needed",
 * "closed: the team looks after it" of a thread_row; the mark is how much it wants to be seen. */
enum display_mark thread_state_tell(const json_t *thread, int64_t now_ms, char out[THREAD_STATE_BYTES]);

#endif
