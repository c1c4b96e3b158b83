/*
 * Records as a table for a spreadsheet: RFC 4180, UTF-8 with a byte order mark, all rows equally long.
 *
 * Layer: gateway. Thread: any. Pure.
 *
 * A list of records inside a record becomes columns too, named list_member: the row is repeated for each of its
 * entries, and stands once with them empty where there are none. A text that a spreadsheet would take for a formula
 * (leading = + - @ tab or carriage return) gets an apostrophe.
 */
#ifndef GATEWAY_CSV_H
#define GATEWAY_CSV_H

#include "core/record.h"

/* Appends a header row with the fields' names, and the records. */
void csv_write(const struct record_type *type, struct list rows, struct buffer *out);

/* Appends a row of texts, filled up with empty cells to the length of the table of that type. */
void csv_write_note(const struct record_type *type, const struct text *cells, size_t count, struct buffer *out);

/* Calls tell for each column of the table. */
typedef void (*csv_column)(void *context, const char *list, const struct field *field);
void csv_each_column(const struct record_type *type, csv_column tell, void *context);

#endif
