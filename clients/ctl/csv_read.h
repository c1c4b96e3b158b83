/*
 * A CSV file, row by row, with the line each row begins on.
 *
 * Layer: ctl. RFC 4180, strictly: a quote in the wrong place is an error with its line, never a guess. The parsing is
 * libcsv's; here are line numbers, the byte order mark and bounds.
 */
#ifndef CTL_CSV_READ_H
#define CTL_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CSV_FIELDS_MOST = 256, CSV_ROW_BYTES_MOST = 64 * 1024, CSV_WHY_BYTES = 160 };

/* A row; borrowed for the time of the call. Fields that are not quoted have lost the blanks around them. */
struct csv_row {
	long line; /* where it begins; the first line of a file is 1 */
	size_t count;
	const char *const *fields;
};

/* Reads all of a file and gives each row that is not blank. False when the file is no CSV (why says what is wrong and
 * where), or each returned false (why is then ""). */
bool csv_read(FILE *in, bool (*each)(void *context, const struct csv_row *row), void *context, char why[CSV_WHY_BYTES]);

#endif
