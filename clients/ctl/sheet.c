#include "sheet.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clients/cli/display.h"
#include "clients/lib/memory.h"
#include "csv_write.h"

__attribute__((format(printf, 2, 3))) static bool fail(struct sheet *sheet, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sheet->why, sizeof(sheet->why), format, arguments);
	va_end(arguments);
	return false;
}

/* What was typed is shown clean, and cut: it may be anything. */
static bool fail_about(struct sheet *sheet, const char *typed, const char *problem)
{
	char *clean = display_clean(typed, false);
	char *cut = clean ? display_cut(clean, 40) : NULL;

	fail(sheet, "line 1: the column \"%s\" %s", cut ? cut : "", problem);
	client_memory_free(cut);
	client_memory_free(clean);
	return false;
}

/* --- the header --------------------------------------------------------------------------------------------------------- */

static int find_column(const struct sheet_shape *shape, const char *name)
{
	for (int i = 0; shape->columns[i]; i++)
		if (strcmp(shape->columns[i], name) == 0)
			return i;
	return -1;
}

static bool may_be_missing(const struct sheet_shape *shape, const char *name)
{
	for (size_t i = 0; i < SHEET_COLUMNS && shape->may_be_missing[i]; i++)
		if (strcmp(shape->may_be_missing[i], name) == 0)
			return true;
	return false;
}

static bool take_header(struct sheet *sheet, const struct csv_row *row)
{
	bool found[SHEET_COLUMNS] = {false};

	for (size_t i = 0; i < row->count; i++) {
		int column = find_column(sheet->shape, row->fields[i]);

		if (column < 0)
			return fail_about(sheet, row->fields[i], "is not known; see --help for those that are");
		if (found[column])
			return fail_about(sheet, row->fields[i], "stands there twice");
		found[column] = true;
		sheet->at[i] = column;
	}
	for (size_t i = 0; sheet->shape->columns[i]; i++)
		if (!found[i] && !may_be_missing(sheet->shape, sheet->shape->columns[i]))
			return fail_about(
				sheet, sheet->shape->columns[i], "is missing; it may be empty, but must be there");
	sheet->width = row->count;
	return true;
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

/* Spreadsheets save rows of empty cells where something was deleted. */
static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->fields[i][0] != '\0')
			return false;
	return true;
}

static bool take_row(void *context, const struct csv_row *row)
{
	struct sheet *sheet = context;
	json_t *line;

	if (sheet->width == 0)
		return take_header(sheet, row);
	if (is_empty(row))
		return true;
	if (row->count != sheet->width)
		return fail(
			sheet, "line %ld: there are %zu cells under %zu columns", row->line, row->count, sheet->width);
	line = json_pack("{s:I}", "line", (json_int_t)row->line);
	for (size_t i = 0; i < row->count; i++) {
		const char *name = sheet->shape->columns[sheet->at[i]];
		const char *cell = csv_unguarded(row->fields[i]);

		if (cell[0] == '\0' || json_object_set_new(line, name, json_string(cell)) == 0)
			continue;
		json_decref(line);
		return fail(sheet, "line %ld: %s is not UTF-8; save the file as \"CSV UTF-8\"", row->line, name);
	}
	return json_array_append_new(sheet->lines, line) == 0 || fail(sheet, "there is no memory left");
}

static bool read_file(struct sheet *sheet, FILE *in)
{
	char why[CSV_WHY_BYTES];

	if (!csv_read(in, take_row, sheet, why))
		return why[0] != '\0' ? fail(sheet, "%s", why) : false;
	if (sheet->width == 0)
		return fail(sheet, "the file is empty; its first line must name the columns");
	return true;
}

bool sheet_read(struct sheet *sheet, const char *path)
{
	char said[96];
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	bool is_read;

	sheet->lines = json_array();
	sheet->width = 0;
	sheet->why[0] = '\0';
	if (!in) {
		if (strerror_r(errno, said, sizeof(said)) != 0)
			said[0] = '\0';
		return fail(sheet, "%.100s cannot be read: %s", path, said);
	}
	is_read = read_file(sheet, in);
	if (in != stdin)
		fclose(in);
	return is_read;
}

void sheet_deinit(struct sheet *sheet)
{
	json_decref(sheet->lines);
	sheet->lines = NULL;
}
