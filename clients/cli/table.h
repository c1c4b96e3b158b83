/*
 * A table on the terminal, aligned by how wide its texts are shown.
 *
 * Layer: cli. Owns its cells. A cell that cannot be kept for want of memory is shown empty.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "display.h"

enum { TABLE_COLUMNS = 24 };

struct table_column {
	const char *title;
	bool is_number;   /* aligned to the right */
	bool is_flexible; /* cut when the table is wider than the terminal; one column at most */
};

struct table {
	const struct table_column *columns;
	size_t column_count;
	char **cells; /* row after row */
	enum display_mark *marks;
	size_t row_count;
	size_t row_capacity;
};

/* columns end with one without a title, and outlive the table. */
void table_init(struct table *table, const struct table_column *columns);
void table_deinit(struct table *table);

/* Begins a row of empty cells. */
void table_add_row(struct table *table);

/* Sets a cell of the last row; the text is cleaned. NULL leaves it empty. */
void table_set(struct table *table, size_t column, const char *text);
__attribute__((format(printf, 3, 4))) void table_setf(struct table *table, size_t column, const char *format, ...);
void table_mark(struct table *table, size_t column, enum display_mark mark);

/* Prints the titles and all rows. most_columns 0: as wide as it is. Columns in which every cell is empty are left out. */
void table_print(const struct table *table, FILE *out, size_t most_columns);

/* Prints it on standard output: as wide as the terminal, or as it is when that is none. */
void table_show(const struct table *table);

#endif
