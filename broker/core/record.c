/* The canonical encoding of records: core/record.h. */
#include "core/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Names are our own and short: nested five deep, with numbers between them, they stay far below this. */
enum { NAME_BYTES = 256, DEPTH_LIMIT = 4, RECORDS_AT_FIRST = 8 };

static void put_line(struct buffer *out, struct text name, struct text bytes)
{
	buffer_append_text(out, name);
	buffer_append(out, "=", 1);
	buffer_append_count(out, bytes.length);
	buffer_append(out, ":", 1);
	buffer_append_text(out, bytes);
	buffer_append(out, "\n", 1);
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static enum error encode_under(const struct record_type *type, const void *record, struct text prefix,
	struct words_sink *sink, struct buffer *out);

static struct text qualified(struct text prefix, const char *name, char buffer[NAME_BYTES])
{
	if (prefix.length == 0) {
		return text_of(name);
	}
	size_t length = strlen(name);
	memcpy(buffer, prefix.data, prefix.length);
	buffer[prefix.length] = '.';
	memcpy(buffer + prefix.length + 1, name, length);
	return (struct text){buffer, prefix.length + 1 + length};
}

static enum error encode_value(
	const struct field *field, struct text name, struct text bytes, struct words_sink *sink, struct buffer *out)
{
	bool is_destroyable = field->class == CLASS_WORDS || field->class == CLASS_IDENTITY;
	if (sink && is_destroyable) {
		struct words words = {name, field->class, bytes};
		return sink->put(sink, &words, out);
	}
	put_line(out, name, bytes);
	return OK;
}

static enum error encode_list(const struct field *field, struct text name, const struct list *list,
	struct words_sink *sink, struct buffer *out)
{
	struct field entry;
	size_t size = 0;
	bool is_list = field_entry(field, &entry, &size);
	for (size_t i = 0; is_list && i < list->count; i++) {
		char wire[40];
		struct text bytes = value_format(&entry, (const char *)list->items + i * size, wire);
		enum error error = encode_value(field, name, bytes, sink, out);
		if (error != OK) {
			return error;
		}
	}
	return OK;
}

/* The place of an entry in a list of records, as a part of the names of its lines. */
static struct text numbered(struct text name, size_t index, char buffer[NAME_BYTES])
{
	char number[24];
	(void)snprintf(number, sizeof number, "%zu", index);
	return qualified(name, number, buffer);
}

static enum error encode_records(const struct field *field, struct text name, const struct list *list,
	struct words_sink *sink, struct buffer *out)
{
	const char *items = list->items;
	for (size_t i = 0; i < list->count; i++) {
		char name_buffer[NAME_BYTES];
		struct text entry = numbered(name, i, name_buffer);
		enum error error = encode_under(field->record, items + i * field->record->size, entry, sink, out);
		if (error != OK) {
			return error;
		}
	}
	return OK;
}

static enum error encode_field(
	const struct field *field, const void *record, struct text name, struct words_sink *sink, struct buffer *out)
{
	const void *member = field_of(field, record);
	char wire[40];
	switch (field->kind) {
	case FIELD_KIND_RECORD:
		return encode_under(field->record, *(const void *const *)member, name, sink, out);
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
	case FIELD_KIND_THREADS:
	case FIELD_KIND_TREATMENT_FUNCTIONS:
		return encode_list(field, name, member, sink, out);
	case FIELD_KIND_WORD_SET:
		for (size_t word = 1; word <= field->vocabulary->count; word++) {
			if (*(const uint32_t *)member & SET_OF(word)) {
				put_line(out, name, text_of(field->vocabulary->wires[word - 1]));
			}
		}
		return OK;
	case FIELD_KIND_RECORDS:
		return encode_records(field, name, member, sink, out);
	case FIELD_KIND_EVENTS:
		return OK; /* answers of queries, never stored */
	default:
		return encode_value(field, name, value_format(field, member, wire), sink, out);
	}
}

static bool is_written(const struct field *field, const void *record)
{
	bool is_number = field->kind == FIELD_KIND_INTEGER || field->kind == FIELD_KIND_COUNT;
	return !field_is_absent(field, record) || (field->required && is_number);
}

static enum error encode_under(const struct record_type *type, const void *record, struct text prefix,
	struct words_sink *sink, struct buffer *out)
{
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		char name_buffer[NAME_BYTES];
		if (!is_written(field, record)) {
			continue;
		}
		enum error error = encode_field(field, record, qualified(prefix, field->name, name_buffer), sink, out);
		if (error != OK) {
			return error;
		}
	}
	return OK;
}

enum error record_encode(
	const struct record_type *type, const void *record, struct words_sink *sink, struct buffer *out)
{
	return encode_under(type, record, (struct text){NULL, 0}, sink, out);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

struct line {
	struct text name;
	struct text bytes;
};

/* Takes "name=length:bytes\n" off the front of rest. */
static enum error take_line(struct text *rest, struct line *line)
{
	const char *end = rest->data + rest->length;
	const char *equals = memchr(rest->data, '=', rest->length);
	const char *colon = equals ? memchr(equals, ':', (size_t)(end - equals)) : NULL;
	int64_t length = 0;
	if (!colon || text_to_integer((struct text){equals + 1, (size_t)(colon - equals - 1)}, &length) != OK ||
		length >= end - colon - 1 || colon[1 + length] != '\n') {
		return ERROR_INTERNAL;
	}
	line->name = (struct text){rest->data, (size_t)(equals - rest->data)};
	line->bytes = (struct text){colon + 1, (size_t)length};
	*rest = (struct text){colon + length + 2, (size_t)(end - (colon + length + 2))};
	return OK;
}

struct reading {
	struct text bytes;
	struct words_source *source;
	struct arena *arena;
};

/* Finds the lines of one name, in order: the first most of them into found, and how many there are into count. */
static enum error find_lines(
	const struct reading *reading, struct text name, struct text *found, size_t most, size_t *count)
{
	struct text rest = reading->bytes;
	*count = 0;
	while (rest.length > 0) {
		struct line line;
		enum error error = take_line(&rest, &line);
		if (error != OK) {
			return error;
		}
		if (!text_equal(line.name, name)) {
			continue;
		}
		if (*count < most) {
			found[*count] = line.bytes;
		}
		++*count;
	}
	return OK;
}

static enum error decode_under(const struct record_type *type, const struct reading *reading, struct text prefix,
	int depth, void *record, bool *any);

static enum error decode_list(
	const struct field *field, const struct reading *reading, struct text name, struct list *list)
{
	struct field item;
	size_t item_size = 0, count = 0;
	if (!field_entry(field, &item, &item_size)) {
		return ERROR_INTERNAL;
	}
	enum error error = find_lines(reading, name, NULL, 0, &count);
	if (error != OK || count == 0) {
		return error;
	}
	struct text *found = arena_take(reading->arena, count * sizeof *found);
	char *items = arena_take(reading->arena, count * item_size);
	if (!found || !items) {
		return ERROR_BUSY;
	}
	error = find_lines(reading, name, found, count, &count);
	for (size_t i = 0; error == OK && i < count; i++) {
		const char *problem = NULL;
		if (value_parse(&item, found[i], items + i * item_size, &problem) != OK) {
			return ERROR_INTERNAL;
		}
	}
	*list = (struct list){items, count};
	return error;
}

static enum error decode_set(const struct field *field, const struct reading *reading, struct text name, uint32_t *set)
{
	struct text found[32];
	size_t count = 0;
	enum error error = find_lines(reading, name, found, sizeof found / sizeof found[0], &count);
	for (size_t i = 0; error == OK && i < count && i < sizeof found / sizeof found[0]; i++) {
		int word = vocabulary_word(field->vocabulary, found[i]);
		*set |= word ? SET_OF(word) : 0;
	}
	return error;
}

/* Texts in the log were checked when they were written: only their bytes are taken. */
static enum error decode_single(
	const struct field *field, const struct reading *reading, struct text name, void *member)
{
	struct text found = {NULL, 0};
	size_t count = 0;
	bool is_destroyable = field->class == CLASS_WORDS || field->class == CLASS_IDENTITY;
	if (reading->source && is_destroyable) {
		found = reading->source->find(reading->source, name);
	} else {
		enum error error = find_lines(reading, name, &found, 1, &count);
		if (error != OK) {
			return error;
		}
	}
	if (found.data == NULL) {
		return OK;
	}
	if (field->kind == FIELD_KIND_TEXT || field->kind == FIELD_KIND_DUE) {
		*(struct text *)member = arena_text(reading->arena, found);
		return ((struct text *)member)->data ? OK : ERROR_BUSY;
	}
	const char *problem = NULL;
	return value_parse(field, found, member, &problem) == OK ? OK : ERROR_INTERNAL;
}

static bool begins_with(struct text text, struct text beginning)
{
	return text.length >= beginning.length && memcmp(text.data, beginning.data, beginning.length) == 0;
}

/* The lines whose names begin so: they stand one behind the other, so that no entry is looked for among all others. */
static enum error take_entry(struct text *rest, struct text beginning, struct text *entry)
{
	struct text at = *rest;
	*entry = (struct text){rest->data, 0};
	while (at.length > 0) {
		struct line line;
		enum error error = take_line(&at, &line);
		if (error != OK) {
			return error;
		}
		if (begins_with(line.name, beginning)) {
			entry->length = (size_t)(at.data - entry->data);
			*rest = at;
		} else if (entry->length > 0) {
			return OK;
		} else {
			entry->data = at.data;
		}
	}
	return OK;
}

/* Nothing was ever written of such an entry: there are lines of its name, and none is of a field of it. Where words stand beside
 * the lines, they may have been destroyed. */
static bool is_empty(const struct record_type *type, const void *record)
{
	for (size_t i = 0; i < type->field_count; i++) {
		if (is_written(&type->fields[i], record)) {
			return false;
		}
	}
	return true;
}

static enum error decode_entry(const struct field *field, const struct reading *reading, struct text name, size_t index,
	struct text *rest, int depth, void *item, bool *found)
{
	char name_buffer[NAME_BYTES], beginning_buffer[NAME_BYTES];
	struct text prefix = numbered(name, index, name_buffer);
	struct reading within = {.source = reading->source, .arena = reading->arena};
	enum error error = take_entry(rest, qualified(prefix, "", beginning_buffer), &within.bytes);
	bool any = false;
	*found = within.bytes.length > 0;
	if (error != OK || !*found) {
		return error;
	}
	error = decode_under(field->record, &within, prefix, depth + 1, item, &any);
	bool is_damaged = error == OK && !reading->source && is_empty(field->record, item);
	return is_damaged ? ERROR_INTERNAL : error;
}

static enum error decode_records(
	const struct field *field, const struct reading *reading, struct text name, int depth, struct list *list)
{
	struct text rest = reading->bytes;
	char *items = NULL;
	size_t size = field->record->size, count = 0, capacity = 0;
	for (;;) {
		if (count == capacity) {
			capacity = capacity > 0 ? 2 * capacity : RECORDS_AT_FIRST;
			char *grown = arena_take(reading->arena, capacity * size);
			if (!grown) {
				return ERROR_BUSY;
			}
			if (count > 0) {
				memcpy(grown, items, count * size);
			}
			items = grown;
		}
		bool found = false;
		enum error error =
			decode_entry(field, reading, name, count, &rest, depth, items + count * size, &found);
		if (error != OK) {
			return error;
		}
		if (!found) {
			break;
		}
		count++;
	}
	*list = (struct list){count > 0 ? items : NULL, count};
	return OK;
}

static enum error decode_nested(
	const struct field *field, const struct reading *reading, struct text name, int depth, void *member)
{
	void *nested = arena_take(reading->arena, field->record->size);
	bool any = false;
	if (!nested) {
		return ERROR_BUSY;
	}
	enum error error = decode_under(field->record, reading, name, depth + 1, nested, &any);
	if (error == OK && any) {
		*(void **)member = nested;
	}
	return error;
}

static enum error decode_under(const struct record_type *type, const struct reading *reading, struct text prefix,
	int depth, void *record, bool *any)
{
	if (depth > DEPTH_LIMIT) {
		return ERROR_INTERNAL;
	}
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		void *member = (char *)record + field->offset;
		char name_buffer[NAME_BYTES];
		struct text name = qualified(prefix, field->name, name_buffer);
		enum error error = OK;
		switch (field->kind) {
		case FIELD_KIND_RECORD:
			error = decode_nested(field, reading, name, depth, member);
			break;
		case FIELD_KIND_PERSONS:
		case FIELD_KIND_ORGANISATIONS:
		case FIELD_KIND_THREADS:
		case FIELD_KIND_TREATMENT_FUNCTIONS:
			error = decode_list(field, reading, name, member);
			break;
		case FIELD_KIND_WORD_SET:
			error = decode_set(field, reading, name, member);
			break;
		case FIELD_KIND_RECORDS:
			error = decode_records(field, reading, name, depth, member);
			break;
		case FIELD_KIND_EVENTS:
			break;
		default:
			error = decode_single(field, reading, name, member);
			break;
		}
		if (error != OK) {
			return error;
		}
		*any = *any || (field->kind != FIELD_KIND_BOOLEAN && !field_is_absent(field, record));
	}
	return OK;
}

enum error record_decode(const struct record_type *type, struct text bytes, struct words_source *source,
	struct arena *arena, void *record)
{
	struct reading reading = {bytes, source, arena};
	bool any = false;
	return decode_under(type, &reading, (struct text){NULL, 0}, 0, record, &any);
}
