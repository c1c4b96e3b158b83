/*
 * Pieces of JSON text, appended to a buffer.
 *
 * Layer: codec, inside only. Thread: any. What is written is valid JSON as long as the texts are valid UTF-8.
 */
#ifndef CODEC_WRITE_H
#define CODEC_WRITE_H

#include "base/buffer.h"
#include "core/event.h"

/* "text" with its quotes, escaped as JSON asks and no further; an absent text is written as "". */
void write_text(struct buffer *out, struct text text);

/* A name or id that needs no escaping, with its quotes. */
void write_plain(struct buffer *out, const char *string);

/* A number in decimal. */
void write_integer(struct buffer *out, int64_t number);

/* Hundredths as a number with at most two decimals: 2800 is 28, 2352 is 23.52. */
void write_hundredths(struct buffer *out, int64_t hundredths);

/* c812, t812, m812, l812 with quotes. */
void write_position_id(struct buffer *out, char letter, int64_t pos);

/* A time as RFC 3339 with milliseconds, with quotes. */
void write_time(struct buffer *out, int64_t time_ms);

/* One member of a record, without its name. */
void write_value(struct buffer *out, const struct field *field, const void *record);

/* A record as an object; fields of class INTERNAL and absent optional fields are left out. */
void write_record(struct buffer *out, const struct record_type *type, const void *record);

/* An event in its envelope. */
void write_event(struct buffer *out, const struct event *event, bool with_txn);

#endif
