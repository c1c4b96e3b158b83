/*
 * A CSV file whose columns are those of one record of the contract, as the JSON lines that an import takes.
 *
 * Layer: ctl. A sheet owns its lines.
 */
#ifndef CTL_SHEET_H
#define CTL_SHEET_H

#include <jansson.h>
#include <stdbool.h>

#include "csv_read.h"

enum { SHEET_COLUMNS = 16, SHEET_WHY_BYTES = 240 };

/* Which columns there are; each is called as the member of the line that it becomes. */
struct sheet_shape {
	const char *columns[SHEET_COLUMNS]; /* ended by NULL */
	const char *may_be_missing[SHEET_COLUMNS];
};

struct sheet {
	const struct sheet_shape *shape;
	json_t *lines; /* array of objects, each with "line" */
	/* while it is read */
	int at[CSV_FIELDS_MOST]; /* which column of the shape stands where in a row */
	size_t width;            /* of the header */
	char why[SHEET_WHY_BYTES];
};

/* Reads a file ("-": standard input) into a sheet whose shape is set. False when it cannot be used: why says what is wrong,
 * with its line. Every column must be there, in any order, but for those that may be missing; a column that is not known is
 * a mistake, for what it holds would be lost. */
bool sheet_read(struct sheet *sheet, const char *path);
void sheet_deinit(struct sheet *sheet);

#endif
