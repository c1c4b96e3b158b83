/*
 * Borrowed strings with a length, and the fixed-size ids made from them.
 *
 * Layer: base. Thread: any. Owns nothing.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

/* For printf("%.*s", TEXT_ARGS(text)). */
#define TEXT_ARGS(text) (int)(text).length, (text).data ? (text).data : ""

/* A text over a literal or any NUL-terminated string that outlives it; NULL gives the absent text. */
struct text text_of(const char *string);

bool text_is_absent(struct text text);

/* The same bytes; the absent text equals only itself, so not the empty one. */
bool text_equal(struct text a, struct text b);
bool text_is(struct text text, const char *string);

/* The same without leading and trailing white space (ASCII). */
struct text text_trim(struct text text);

/* Copies into a NUL-terminated buffer of size bytes. ERROR_TOO_LARGE when it does not fit whole or holds a NUL.
 * The absent text is copied as "". */
MUST_USE enum error text_copy(struct text text, char *buffer, size_t size);

/* Reads a whole text of decimal digits, no sign, no spaces. ERROR_BAD_REQUEST when it is anything else or overflows. */
MUST_USE enum error text_to_integer(struct text text, int64_t *value);

/* Cuts to at most limit bytes without splitting a UTF-8 character. */
struct text text_cut(struct text text, size_t limit);

#endif
