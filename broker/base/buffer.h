/*
 * A growing run of bytes.
 *
 * Layer: base. Thread: one at a time. Owns its bytes. A zeroed struct is an empty buffer.
 * Invariant: once an append failed (memory, or past the limit), failed is set and later appends do nothing; so a writer
 * appends freely and looks once at the end.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"

struct buffer {
	char *data;      /* heap; NUL-terminated behind length */
	size_t length;   /* bytes */
	size_t capacity; /* bytes */
	size_t limit;    /* most bytes; 0 is unlimited */
	bool failed;
};

/* Frees the bytes and leaves a zeroed struct. */
void buffer_deinit(struct buffer *buffer);

/* Empties it and forgets a failure; keeps its memory and its limit. */
void buffer_clear(struct buffer *buffer);

/* Append whole or not at all; bytes must not lie in the buffer itself. An absent text adds nothing. */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_text(struct buffer *buffer, struct text text);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_append_count(struct buffer *buffer, size_t count); /* in decimal digits */
__attribute__((format(printf, 2, 3))) void buffer_append_format(struct buffer *buffer, const char *format, ...);

/* What was appended, borrowed until the next append; never absent. NUL-terminated behind its length. */
struct text buffer_text(const struct buffer *buffer);

#endif
