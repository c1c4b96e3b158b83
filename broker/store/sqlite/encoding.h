/*
 * Walking the canonical encoding that stands in the log, line by line (core/record.h: name=length:bytes\n).
 *
 * Layer: store, SQLite driver. Pure.
 */
#ifndef STORE_SQLITE_ENCODING_H
#define STORE_SQLITE_ENCODING_H

#include <stdbool.h>

#include "core/record.h"

/* Takes the next line off the front of rest. False at the end, and for bytes that are no such line: then rest is not
 * empty. */
bool encoding_next(struct text *rest, struct text *name, struct text *bytes);

/* Appends a line. */
void encoding_put(struct buffer *out, const char *name, struct text bytes);

/* For a line that stands in the chain for destroyable words ("question#sha256"): the field's name; else absent. */
struct text encoding_words_field(struct text name);

#endif
