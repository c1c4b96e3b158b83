#include "gateway/csv.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { COLUMN_NAME_BYTES = 128 };

static bool is_column(const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_RECORD:
	case FIELD_KIND_RECORDS:
	case FIELD_KIND_EVENTS:
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
	case FIELD_KIND_THREADS:
	case FIELD_KIND_TREATMENT_FUNCTIONS:
	case FIELD_KIND_WORD_SET:
		return false;
	default:
		return true;
	}
}

static const struct field *list_of(const struct record_type *type)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].kind == FIELD_KIND_RECORDS)
			return &type->fields[i];
	return NULL;
}

static void tell_columns(const struct record_type *type, const char *list, csv_column tell, void *context)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (is_column(&type->fields[i]))
			tell(context, list, &type->fields[i]);
}

void csv_each_column(const struct record_type *type, csv_column tell, void *context)
{
	const struct field *list = list_of(type);

	tell_columns(type, "", tell, context);
	if (list)
		tell_columns(list->record, list->name, tell, context);
}

/* --- cells --------------------------------------------------------------------------------------------------------------- */

/* A row that is being written. */
struct line {
	struct buffer *out;
	size_t cell_count;
};

static void write_cell(struct line *line, struct text text)
{
	bool is_formula = text.length > 0 && memchr("=+-@\t\r", text.data[0], 6);
	bool is_quoted = is_formula;

	if (line->cell_count++ > 0)
		buffer_append(line->out, ",", 1);
	for (size_t i = 0; i < text.length && !is_quoted; i++)
		is_quoted = memchr("\",\r\n", text.data[i], 4) != NULL;
	if (is_quoted)
		buffer_append(line->out, "\"", 1);
	if (is_formula)
		buffer_append(line->out, "'", 1);
	for (size_t i = 0; i < text.length; i++)
		buffer_append(line->out, text.data[i] == '"' ? "\"\"" : text.data + i, text.data[i] == '"' ? 2 : 1);
	if (is_quoted)
		buffer_append(line->out, "\"", 1);
}

static void end_line(const struct line *line)
{
	buffer_append(line->out, "\r\n", 2);
}

/* The cells of a record; empty ones for NULL. A required count of zero is "0", not an empty cell. */
static void write_cells(struct line *line, const struct record_type *type, const void *record)
{
	char room[40];

	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (!is_column(field))
			continue;
		if (!record || (!field->required && field_is_absent(field, record)))
			write_cell(line, (struct text){0});
		else
			write_cell(line, value_format(field, field_of(field, record), room));
	}
}

static void write_name(void *context, const char *list, const struct field *field)
{
	struct line *line = context;
	char name[COLUMN_NAME_BYTES];

	snprintf(name, sizeof name, "%s%s%s", list, *list ? "_" : "", field->name);
	write_cell(line, text_of(name));
}

/* --- rows ---------------------------------------------------------------------------------------------------------------- */

static void write_record_line(const struct record_type *type, const void *record, const struct field *list,
	const void *item, struct buffer *out)
{
	struct line line = {out, 0};

	write_cells(&line, type, record);
	if (list)
		write_cells(&line, list->record, item);
	end_line(&line);
}

static void write_record_lines(const struct record_type *type, const void *record, struct buffer *out)
{
	const struct field *list = list_of(type);
	struct list items = {0};

	if (list)
		memcpy(&items, field_of(list, record), sizeof items);
	if (items.count == 0)
		write_record_line(type, record, list, NULL, out);
	for (size_t i = 0; i < items.count; i++)
		write_record_line(type, record, list, (const char *)items.items + i * list->record->size, out);
}

void csv_write(const struct record_type *type, struct list rows, struct buffer *out)
{
	struct line header = {out, 0};
	const char *row = rows.items;

	buffer_append_string(out, "\xEF\xBB\xBF");
	csv_each_column(type, write_name, &header);
	end_line(&header);
	for (size_t i = 0; i < rows.count; i++)
		write_record_lines(type, row + i * type->size, out);
}

static void count_column(void *context, const char *list, const struct field *field)
{
	(void)list;
	(void)field;
	++*(size_t *)context;
}

void csv_write_note(const struct record_type *type, const struct text *cells, size_t count, struct buffer *out)
{
	struct line line = {out, 0};
	size_t columns = 0;

	csv_each_column(type, count_column, &columns);
	for (size_t i = 0; i < columns; i++)
		write_cell(&line, i < count ? cells[i] : (struct text){0});
	end_line(&line);
}
