/* Reads CSV as RFC 4180 has it and nothing else: CRLF, doubled quotes, every row as long as the first. */
#ifndef REPORTS_STRICT_CSV_H
#define REPORTS_STRICT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"

enum { STRICT_CELL_BYTES = 512, STRICT_COLUMNS = 32, STRICT_ROWS = 256 };

struct strict_csv {
	size_t row_count;
	size_t column_count;
	char cells[STRICT_ROWS][STRICT_COLUMNS][STRICT_CELL_BYTES];
};

/* False when the text is not such a table. With lax line ends, rows end with LF alone (the files in expected/). */
bool strict_csv_read(struct text text, bool has_lax_ends, struct strict_csv *csv);

#endif
