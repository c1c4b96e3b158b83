/*
 * The end of the log, read from the log itself.
 *
 * Layer: store, SQLite driver.
 */
#ifndef STORE_SQLITE_HEAD_H
#define STORE_SQLITE_HEAD_H

#include "store/sqlite/sqlite_store.h"

/* The newest event's position and hash; zeros for an empty log: the first event is chained to 32 zero bytes. */
MUST_USE enum error head_read(struct connection *connection, struct log_head *head);

/* Whether somebody can have seen the log up to here: 0, or the position of an event. Beyond the end, and in a leap (restored.h),
 * there is none. */
MUST_USE enum error head_knows(struct connection *connection, int64_t pos, bool *is_known);

/* Its position alone, which damage to that hash does not hide; 0 for an empty log. */
MUST_USE enum error head_position(struct connection *connection, int64_t *pos);

/* The newest seq of a conversation; 0 for none. */
MUST_USE enum error head_seq(struct connection *connection, struct conversation_id conversation, int64_t *seq);

#endif
