#include "tests/reports/strict_csv.h"

#include <string.h>

struct reading {
	const char *at;
	const char *end;
	bool has_lax_ends;
};

static bool put(char *cell, size_t *length, char byte)
{
	if (*length + 1 >= STRICT_CELL_BYTES)
		return false;
	cell[(*length)++] = byte;
	return true;
}

static bool read_quoted(struct reading *reading, char *cell)
{
	size_t length = 0;

	for (reading->at++; reading->at < reading->end; reading->at++) {
		bool is_quote = *reading->at == '"';
		bool is_doubled = is_quote && reading->at + 1 < reading->end && reading->at[1] == '"';

		if (is_quote && !is_doubled) {
			reading->at++;
			return true;
		}
		reading->at += is_doubled;
		if (!put(cell, &length, *reading->at))
			return false;
	}
	return false;
}

static bool read_plain(struct reading *reading, char *cell)
{
	size_t length = 0;

	for (; reading->at < reading->end && !strchr(",\r\n", *reading->at); reading->at++) {
		if (*reading->at == '"' || !put(cell, &length, *reading->at))
			return false;
	}
	return true;
}

static bool read_line_end(struct reading *reading)
{
	if (!reading->has_lax_ends && (reading->at == reading->end || *reading->at++ != '\r'))
		return false;
	return reading->at < reading->end && *reading->at++ == '\n';
}

static bool read_row(struct reading *reading, char (*cells)[STRICT_CELL_BYTES], size_t *count)
{
	for (*count = 0; *count < STRICT_COLUMNS; reading->at++) {
		bool is_quoted = reading->at < reading->end && *reading->at == '"';

		if (!(is_quoted ? read_quoted : read_plain)(reading, cells[(*count)++]))
			return false;
		if (reading->at == reading->end || *reading->at != ',')
			return read_line_end(reading);
	}
	return false;
}

bool strict_csv_read(struct text text, bool has_lax_ends, struct strict_csv *csv)
{
	struct reading reading = {text.data, text.data + text.length, has_lax_ends};

	memset(csv, 0, sizeof(*csv));
	while (reading.at < reading.end) {
		size_t count;

		if (csv->row_count == STRICT_ROWS || !read_row(&reading, csv->cells[csv->row_count++], &count))
			return false;
		csv->column_count = csv->row_count == 1 ? count : csv->column_count;
		if (count != csv->column_count)
			return false;
	}
	return true;
}
