/*
 * The reports of the contract, and their columns: nothing here knows one report from another.
 *
 * Layer: ctl. Constants, made from include/corridor/records.def and reports.def.
 */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "clients/cli/words.h"

struct report_column {
	const char *name;    /* wire name */
	const char *heading; /* in a table; made of the name unless headings.def has a shorter one */
	const char *doc;     /* what it counts */
	bool is_number;
};

enum { REPORT_COLUMNS_MOST = 24 };

struct report_columns {
	size_t count;
	struct report_column items[REPORT_COLUMNS_MOST];
	char headings[REPORT_COLUMNS_MOST][40];
};

struct report {
	const char *name;   /* as typed: "avoided" */
	const char *wire;   /* "report.avoided" */
	const char *record; /* of a row */
	const char *inner;  /* record of the rows that stand inside a row, in its member "people"; or NULL */
	const char *by;     /* grouping unless told, for reports that need one; or NULL */
};

/* The reports by name, for help and checks. */
extern const struct word report_words[];

const struct report *report_find(const char *name);

/* The columns of a record: its members but for lists and records. */
void report_columns_of(const char *record, struct report_columns *columns);

/* A value as a cell: text and numbers as they are, a count that is withheld as "*". */
void report_cell(const json_t *row, const char *name, char *cell, size_t size);

/* --- report_table.c and report_csv.c: on standard output --------------------------------------------------------------- */

void report_print_table(const struct report *report, const json_t *rows);

/* UTF-8 with a byte order mark, CRLF, every cell quoted. The first row names the columns; behind the rows, after an empty
 * line, stand the arguments it was asked with (args) and what each column means. A cell that a spreadsheet would take for
 * a formula begins with '. */
void report_print_csv(const struct report *report, const json_t *rows, const json_t *args);

#endif
