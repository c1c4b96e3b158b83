/*
 * One line of an extract: a referral that was made, or why it cannot be taken.
 *
 * Layer: ctl. Pure. Holds an NHS number: wipe what is kept of it.
 */
#ifndef CTL_REFERRAL_LINE_H
#define CTL_REFERRAL_LINE_H

#include <stdbool.h>

#include "csv_read.h"
#include "nhs_number.h"
#include "referral_date.h"

enum import_column {
#define COLUMN(symbol, title, names) COLUMN_##symbol,
#include "import_columns.def"
#undef COLUMN
	COLUMN_COUNT
};

/* Where each column stands in the rows; -1: nowhere. */
struct import_columns {
	int at[COLUMN_COUNT];
};

enum { REFERENCE_BYTES = 41, PROVIDER_BYTES = 11, LINE_PROBLEM_BYTES = 160 };

struct referral_line {
	long line;
	char reference[REFERENCE_BYTES];
	char nhs_number[NHS_NUMBER_BYTES];
	const char *function; /* code, constant */
	char referred_on[REFERRAL_DATE_BYTES];
	char provider[PROVIDER_BYTES];    /* ODS code, or "" */
	bool is_provider_left_out;        /* there was something, but no ODS code */
	long same_as;                     /* the line that says the same already; 0: none */
	char problem[LINE_PROBLEM_BYTES]; /* why it is rejected; "": it is not. Never holds an NHS number */
};

/* Finds the columns by the names in the first row. False when one is missing or stands there twice (problem says which). */
bool import_columns_find(
	const struct csv_row *header, struct import_columns *columns, char problem[LINE_PROBLEM_BYTES]);

/* Reads a row. today is "2026-11-22"; source is where the extract comes from: UBRNs of e-RS have twelve digits, and get back
 * the zeros that spreadsheets take from their front. */
void referral_line_read(const struct csv_row *row, const struct import_columns *columns, const char *today,
	const char *source, struct referral_line *line);

/* True when two lines say the same of one referral. */
bool referral_line_is_same(const struct referral_line *a, const struct referral_line *b);

#endif
