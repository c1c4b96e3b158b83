#include "table.h"

#include <stdarg.h>
#include <string.h>

#include "clients/lib/memory.h"

static const char gap[] = "  ";

/* Where nothing is cut: as far as a flexible column is filled up. */
enum { FLEXIBLE_COLUMNS = 48 };

void table_init(struct table *table, const struct table_column *columns)
{
	*table = (struct table){.columns = columns};
	while (columns[table->column_count].title)
		table->column_count++;
}

void table_deinit(struct table *table)
{
	for (size_t i = 0; i < table->row_count * table->column_count; i++)
		client_memory_free(table->cells[i]);
	client_memory_free(table->cells);
	client_memory_free(table->marks);
	*table = (struct table){0};
}

void table_add_row(struct table *table)
{
	size_t width = table->column_count;

	if (table->row_count == table->row_capacity) {
		size_t capacity = table->row_capacity ? 2 * table->row_capacity : 16;
		void *cells = client_memory_resize(table->cells, capacity * width * sizeof(*table->cells));
		void *marks = client_memory_resize(table->marks, capacity * width * sizeof(*table->marks));

		table->cells = cells ? cells : table->cells;
		table->marks = marks ? marks : table->marks;
		if (!cells || !marks)
			return;
		table->row_capacity = capacity;
	}
	for (size_t i = 0; i < width; i++) {
		table->cells[table->row_count * width + i] = NULL;
		table->marks[table->row_count * width + i] = MARK_NONE;
	}
	table->row_count++;
}

void table_set(struct table *table, size_t column, const char *text)
{
	char **cell;

	if (!text || table->row_count == 0 || column >= table->column_count)
		return;
	cell = &table->cells[(table->row_count - 1) * table->column_count + column];
	client_memory_free(*cell);
	*cell = display_clean(text, false);
}

void table_setf(struct table *table, size_t column, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	table_set(table, column, text);
}

void table_mark(struct table *table, size_t column, enum display_mark mark)
{
	if (table->row_count > 0 && column < table->column_count)
		table->marks[(table->row_count - 1) * table->column_count + column] = mark;
}

static const char *cell_of(const struct table *table, size_t row, size_t column)
{
	const char *cell = table->cells[row * table->column_count + column];

	return cell ? cell : "";
}

/* Widths by column; 0 leaves the column out. */
static void measure(const struct table *table, size_t most_columns, size_t *widths)
{
	size_t total = 0;
	size_t flexible = table->column_count;

	for (size_t column = 0; column < table->column_count; column++) {
		widths[column] = 0;
		for (size_t row = 0; row < table->row_count; row++) {
			size_t width = display_width(cell_of(table, row, column));

			widths[column] = width > widths[column] ? width : widths[column];
		}
		if (widths[column] == 0)
			continue;
		if (widths[column] < display_width(table->columns[column].title))
			widths[column] = display_width(table->columns[column].title);
		total += widths[column] + strlen(gap);
		if (table->columns[column].is_flexible)
			flexible = column;
	}
	/* Not cut, but one long text does not push the columns of all others aside. */
	if (most_columns == 0 && flexible < table->column_count && widths[flexible] > FLEXIBLE_COLUMNS)
		widths[flexible] = FLEXIBLE_COLUMNS;
	if (most_columns == 0 || total <= most_columns || flexible == table->column_count)
		return;
	/* A column of less than twelve says nothing: then the lines are longer than the terminal. */
	widths[flexible] =
		widths[flexible] > total - most_columns + 12 ? widths[flexible] - (total - most_columns) : 12;
}

/* Past its column, a text is cut on a terminal, and pushes what follows it aside elsewhere. */
static void print_cell(FILE *out, const struct table_column *column, const char *text, size_t width, bool is_last,
	bool is_cut, enum display_mark mark)
{
	size_t own = display_width(text);
	char *cut = display_cut(text, !is_cut && own > width ? own : width);
	size_t shown = cut ? display_width(cut) : width;
	int padding = shown < width ? (int)(width - shown) : 0;

	fprintf(out, "%*s%s%s%s%*s", column->is_number ? padding : 0, "", display_begin(mark), cut ? cut : "",
		display_end(mark), column->is_number || is_last ? 0 : padding, "");
	if (!is_last)
		fputs(gap, out);
	client_memory_free(cut);
}

static void print_row(const struct table *table, FILE *out, const size_t *widths, size_t row, size_t last, bool is_cut)
{
	bool is_title = row == table->row_count;

	for (size_t column = 0; column <= last; column++) {
		enum display_mark mark = is_title ? MARK_BOLD : table->marks[row * table->column_count + column];
		const char *text = is_title ? table->columns[column].title : cell_of(table, row, column);

		if (widths[column] > 0)
			print_cell(out, &table->columns[column], text, widths[column], column == last, is_cut, mark);
	}
	fputc('\n', out);
}

void table_print(const struct table *table, FILE *out, size_t most_columns)
{
	size_t widths[TABLE_COLUMNS] = {0};
	size_t last = table->column_count;

	if (table->row_count == 0 || table->column_count > TABLE_COLUMNS)
		return;
	measure(table, most_columns, widths);
	while (last > 0 && widths[last - 1] == 0)
		last--;
	if (last == 0)
		return;
	print_row(table, out, widths, table->row_count, last - 1, most_columns > 0);
	for (size_t row = 0; row < table->row_count; row++)
		print_row(table, out, widths, row, last - 1, most_columns > 0);
}

void table_show(const struct table *table)
{
	bool is_terminal = false;
	size_t columns = display_terminal(&is_terminal);

	table_print(table, stdout, is_terminal ? columns : 0);
}
