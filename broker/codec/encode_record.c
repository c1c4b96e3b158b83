/* Records to JSON, driven by their descriptions. */
#include "base/text.h"
#include "codec/codec.h"
#include "codec/write.h"

#include <string.h>

static void write_set(struct buffer *out, const struct field *field, const void *member)
{
	uint32_t set;
	bool is_first = true;

	memcpy(&set, member, sizeof set);
	buffer_append(out, "[", 1);
	for (size_t i = 0; i < field->vocabulary->count; i++) {
		if (!(set & SET_OF(i + 1)))
			continue;
		if (!is_first)
			buffer_append(out, ",", 1);
		write_plain(out, field->vocabulary->wires[i]);
		is_first = false;
	}
	buffer_append(out, "]", 1);
}

static size_t item_size(const struct field *field)
{
	switch (field->kind) {
	case FIELD_KIND_PERSONS:
		return sizeof(struct person_id);
	case FIELD_KIND_ORGANISATIONS:
		return sizeof(struct organisation_id);
	case FIELD_KIND_EVENTS:
		return sizeof(struct event);
	default:
		return field->record->size;
	}
}

static void write_item(struct buffer *out, const struct field *field, const void *item)
{
	if (field->kind == FIELD_KIND_RECORDS) {
		write_record(out, field->record, item);
	} else if (field->kind == FIELD_KIND_EVENTS) {
		const struct event *event = item;

		write_event(out, event, event->txn.text[0] != '\0');
	} else {
		write_plain(out, item); /* an id: a struct of nothing but its text */
	}
}

static void write_list(struct buffer *out, const struct field *field, const void *member)
{
	const struct list *list = member;
	size_t size = item_size(field);

	buffer_append(out, "[", 1);
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			buffer_append(out, ",", 1);
		write_item(out, field, (const char *)list->items + i * size);
	}
	buffer_append(out, "]", 1);
}

static void write_number(struct buffer *out, const struct field *field, const void *member)
{
	int64_t number;

	memcpy(&number, member, sizeof number);
	if (field->kind == FIELD_KIND_COUNT && number == COUNT_WITHHELD)
		buffer_append_string(out, "\"*\"");
	else
		write_integer(out, number);
}

/* Kinds that are a string on the wire; of them only texts need escaping. A zero value here is a required field that was
 * never filled in: no string would be true. */
static void write_string(struct buffer *out, const struct field *field, const void *record)
{
	char wire[40];
	struct text text;

	if (field_is_absent(field, record)) {
		buffer_append_string(out, "null");
		return;
	}
	text = value_format(field, field_of(field, record), wire);
	if (field->kind == FIELD_KIND_TEXT || field->kind == FIELD_KIND_DUE) {
		write_text(out, text);
		return;
	}
	buffer_append(out, "\"", 1);
	buffer_append(out, text.data, text.length);
	buffer_append(out, "\"", 1);
}

void write_value(struct buffer *out, const struct field *field, const void *record)
{
	const void *member = field_of(field, record);
	const void *nested;

	switch (field->kind) {
	case FIELD_KIND_RECORD:
		memcpy(&nested, member, sizeof nested);
		write_record(out, field->record, nested);
		break;
	case FIELD_KIND_RECORDS:
	case FIELD_KIND_EVENTS:
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
		write_list(out, field, member);
		break;
	case FIELD_KIND_WORD_SET:
		write_set(out, field, member);
		break;
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
	case FIELD_KIND_COUNT:
		write_number(out, field, member);
		break;
	case FIELD_KIND_DECIMAL:
		write_hundredths(out, ((const struct decimal *)member)->hundredths);
		break;
	case FIELD_KIND_BOOLEAN:
		buffer_append_string(out, *(const bool *)member ? "true" : "false");
		break;
	default:
		write_string(out, field, record);
		break;
	}
}

void write_record(struct buffer *out, const struct record_type *type, const void *record)
{
	bool is_first = true;

	if (!record) {
		buffer_append_string(out, "null");
		return;
	}
	buffer_append(out, "{", 1);
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (field->class == CLASS_INTERNAL || (!field->required && field_is_absent(field, record)))
			continue;
		if (!is_first)
			buffer_append(out, ",", 1);
		write_plain(out, field->name);
		buffer_append(out, ":", 1);
		write_value(out, field, record);
		is_first = false;
	}
	buffer_append(out, "}", 1);
}

void codec_encode_record(const struct record_type *type, const void *record, struct buffer *out)
{
	write_record(out, type, record);
}
