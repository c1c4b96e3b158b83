/*
 * A report as a file: a table with its definitions, or JSON. What is in it comes from the descriptions of records
 * alone.
 *
 * Layer: gateway. Thread: any. Pure: the same rows give the same bytes, whenever they are written.
 */
#ifndef GATEWAY_REPORT_TEXT_H
#define GATEWAY_REPORT_TEXT_H

#include "core/command.h"

/* The rows of a report's result, and of which record they are. */
struct list report_rows_of(const struct command_row *row, const void *result, const struct record_type **type);

/* The table, so that row 1 is the header; below it, after an empty row, what was asked, and what each column means. */
void report_write_csv(const struct command_row *row, const void *args, const void *result, struct buffer *out);

/* {"report","from","until",...,"definitions":{column: meaning},"scope"?,"rows":[...]}. */
void report_write_json(const struct command_row *row, const void *args, const void *result, struct buffer *out);

#endif
