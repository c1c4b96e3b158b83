/*
 * A CSV file on standard output that spreadsheets open as what it is.
 *
 * Layer: ctl. RFC 4180 with a byte order mark and every cell in quotes. A cell that a spreadsheet would run as a formula
 * begins with an apostrophe (OWASP, CSV injection), which csv_unguarded takes off again.
 */
#ifndef CTL_CSV_WRITE_H
#define CTL_CSV_WRITE_H

#include <stdbool.h>

/* Before the first row. */
void csv_write_begin(void);

/* A cell; is_first is true before the first of a row, and then false. */
void csv_write_cell(const char *text, bool *is_first);

/* After the last cell of a row. */
void csv_write_end(void);

/* The text as it was before csv_write_cell guarded it: borrowed from the cell. */
const char *csv_unguarded(const char *cell);

#endif
