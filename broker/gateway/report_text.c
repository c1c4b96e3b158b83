#include "gateway/report_text.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "gateway/csv.h"

enum { NOTE_BYTES = 512, PREFIX_BYTES = 7 /* "report." */ };

struct list report_rows_of(const struct command_row *row, const void *result, const struct record_type **type)
{
	struct list rows = {0};

	*type = NULL;
	for (size_t i = 0; i < row->result->field_count; i++) {
		const struct field *field = &row->result->fields[i];

		if (field->kind != FIELD_KIND_RECORDS)
			continue;
		memcpy(&rows, field_of(field, result), sizeof rows);
		*type = field->record;
	}
	return rows;
}

/* --- a table ------------------------------------------------------------------------------------------------------------- */

/* "month, practice" */
static void write_words(const struct field *field, const void *member, char out[NOTE_BYTES])
{
	uint32_t set;
	size_t length = 0;

	memcpy(&set, member, sizeof set);
	for (size_t i = 0; i < field->vocabulary->count && length < NOTE_BYTES; i++)
		if (set & SET_OF(i + 1))
			length += (size_t)snprintf(out + length, NOTE_BYTES - length, "%s%s", length > 0 ? ", " : "",
				field->vocabulary->wires[i]);
}

/* One thing that was asked or answered: its name, its value, and what that means. */
static void write_note(
	const struct record_type *type, const struct field *field, const void *record, struct buffer *out)
{
	char words[NOTE_BYTES] = "";
	char room[40];
	struct text cells[] = {text_of(field->name), {0}, text_of(field->doc)};
	const void *member = field_of(field, record);

	if (field->kind == FIELD_KIND_WORD_SET) {
		write_words(field, member, words);
		cells[1] = text_of(words);
	} else if (!field_is_absent(field, record)) {
		cells[1] = value_format(field, member, room);
	}
	if (field->kind == FIELD_KIND_WORD && cells[1].length > 0)
		cells[2] = text_of(field->vocabulary->meanings[*(const int *)member - 1]);
	csv_write_note(type, cells, 3, out);
}

struct definitions {
	const struct record_type *type;
	struct buffer *out;
	bool is_begun;
};

static void write_definition(void *context, const char *list, const struct field *field)
{
	const struct definitions *definitions = context;
	char name[NOTE_BYTES];
	struct text cells[] = {{0}, text_of(field->doc)};

	snprintf(name, sizeof name, "%s%s%s", list, *list ? "_" : "", field->name);
	cells[0] = text_of(name);
	csv_write_note(definitions->type, cells, 2, definitions->out);
}

void report_write_csv(const struct command_row *row, const void *args, const void *result, struct buffer *out)
{
	const struct record_type *type;
	struct list rows = report_rows_of(row, result, &type);
	struct definitions definitions = {type, out, false};
	struct text title[] = {text_of("report"), text_of(row->wire), text_of(row->doc)};
	struct text head[] = {text_of("column"), text_of("what it means")};

	csv_write(type, rows, out);
	csv_write_note(type, NULL, 0, out);
	csv_write_note(type, title, 3, out);
	for (size_t i = 0; i < row->args->field_count; i++)
		write_note(type, &row->args->fields[i], args, out);
	for (size_t i = 0; i < row->result->field_count; i++)
		if (row->result->fields[i].kind != FIELD_KIND_RECORDS)
			write_note(type, &row->result->fields[i], result, out);
	csv_write_note(type, NULL, 0, out);
	csv_write_note(type, head, 2, out);
	csv_each_column(type, write_definition, &definitions);
}

/* --- JSON ---------------------------------------------------------------------------------------------------------------- */

/* Names and meanings are ours and need no escaping but for quotes. */
static void write_json_definition(void *context, const char *list, const struct field *field)
{
	struct definitions *definitions = context;

	buffer_append_format(definitions->out, "%s\"%s%s%s\":\"", definitions->is_begun ? "," : "", list,
		*list ? "_" : "", field->name);
	definitions->is_begun = true;
	for (const char *at = field->doc; *at; at++)
		buffer_append_format(definitions->out, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
	buffer_append_string(definitions->out, "\"");
}

/* The members of an object, without its braces. */
static void write_members(const struct record_type *type, const void *record, struct buffer *out)
{
	struct buffer object = {0};

	codec_encode_record(type, record, &object);
	if (object.failed || object.length < 2)
		out->failed = true;
	else
		buffer_append(out, object.data + 1, object.length - 2);
	buffer_deinit(&object);
}

void report_write_json(const struct command_row *row, const void *args, const void *result, struct buffer *out)
{
	const struct record_type *type;
	struct definitions definitions = {.out = out};

	report_rows_of(row, result, &type);
	buffer_append_format(out, "{\"report\":\"%s\",", row->wire + PREFIX_BYTES);
	write_members(row->args, args, out);
	buffer_append_string(out, ",\"definitions\":{");
	csv_each_column(type, write_json_definition, &definitions);
	buffer_append_string(out, "},");
	write_members(row->result, result, out);
	buffer_append_string(out, "}\n");
}
