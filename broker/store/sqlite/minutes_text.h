/*
 * Minutes as plain text, to be filed, copied or printed.
 *
 * Layer: store, SQLite driver. Pure.
 */
#ifndef STORE_SQLITE_MINUTES_TEXT_H
#define STORE_SQLITE_MINUTES_TEXT_H

#include "base/buffer.h"
#include "core/record.h"

/* Appends the minutes; a failed buffer shows in out->failed. Only what the result holds is written: minutes of one case
 * hold nothing of another. Times are London's. */
void minutes_text(const struct mdt_minutes_result *minutes, struct buffer *out);

#endif
