/* JSON Schemas of records, from their descriptions. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/contract/contract.h"
#include "codec/write.h"
#include "core/treatment_function.h"

/* Kinds that are a string with a fixed spelling. */
static const struct {
	enum field_kind kind;
	const char *to_server; /* members of the schema, without braces */
	const char *from_server;
} strings[] = {
	{FIELD_KIND_PERSON, "\"pattern\":\"^[a-z0-9][a-z0-9.-]{0,63}$\"", NULL},
	{FIELD_KIND_DEVICE, "\"pattern\":\"^[a-z0-9][a-z0-9-]{0,63}$\"", NULL},
	{FIELD_KIND_NEIGHBOURHOOD, "\"pattern\":\"^[a-z0-9][a-z0-9-]{0,63}$\"", NULL},
	{FIELD_KIND_ORGANISATION, "\"pattern\":\"^[A-Z0-9]{3,10}$\"", NULL},
	{FIELD_KIND_CONVERSATION, "\"pattern\":\"^c[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_THREAD, "\"pattern\":\"^t[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_MESSAGE, "\"pattern\":\"^m[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_LINK, "\"pattern\":\"^l[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_COVER, "\"pattern\":\"^v[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_SESSION, "\"pattern\":\"^s[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_INVITATION, "\"pattern\":\"^i[1-9][0-9]{0,18}$\"", NULL},
	{FIELD_KIND_TIME, "\"format\":\"date-time\"",
		"\"format\":\"date-time\","
		"\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\\\.[0-9]{3}Z$\""},
	{FIELD_KIND_DATE, "\"format\":\"date\"", NULL},
	{FIELD_KIND_DAY, "\"anyOf\":[{\"format\":\"date\"},{\"format\":\"date-time\"}]", "\"format\":\"date\""},
	{FIELD_KIND_DUE, "\"anyOf\":[{\"format\":\"date\"},{\"format\":\"date-time\"}]", NULL},
	{FIELD_KIND_NHS_NUMBER, "\"pattern\":\"^[0-9]([ -]*[0-9]){9}$\"", "\"pattern\":\"^[0-9]{10}$\""},
};

static void append_string_schema(enum field_kind kind, enum direction direction, struct buffer *out)
{
	buffer_append_string(out, "\"type\":\"string\"");
	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
		if (strings[i].kind != kind)
			continue;
		buffer_append_string(out, ",");
		buffer_append_string(out, direction == FROM_SERVER && strings[i].from_server ? strings[i].from_server
											     : strings[i].to_server);
	}
}

static void append_words(const struct vocabulary *vocabulary, struct buffer *out)
{
	buffer_append_string(out, "\"type\":\"string\",\"enum\":[");
	for (size_t i = 0; i < vocabulary->count; i++) {
		buffer_append_string(out, i > 0 ? "," : "");
		write_plain(out, vocabulary->wires[i]);
	}
	buffer_append_string(out, "]");
}

static void append_text_schema(const struct field *field, enum direction direction, struct buffer *out)
{
	buffer_append_string(out, "\"type\":\"string\"");
	if (direction == TO_SERVER)
		buffer_append_format(out, ",\"minLength\":1,\"maxLength\":%lld,\"x-max-bytes\":%lld",
			(long long)field->limit, (long long)field->limit);
}

static void append_number_schema(const struct field *field, struct buffer *out)
{
	buffer_append_format(out, "\"type\":\"%s\",\"minimum\":%d",
		field->kind == FIELD_KIND_DECIMAL ? "number" : "integer", field->kind == FIELD_KIND_POSITIVE);
	if (field->limit > 0 && field->limit < INT64_MAX)
		buffer_append_format(out, ",\"maximum\":%lld", (long long)field->limit);
}

static void append_reference(const struct record_type *type, enum direction direction, struct buffer *out)
{
	if (direction == TO_SERVER)
		append_record_schema(type, direction, out);
	else
		buffer_append_format(out, "{\"$ref\":\"#/components/schemas/%s\"}", type->name);
}

static void append_items(const struct field *field, enum direction direction, struct buffer *out)
{
	buffer_append_string(out, "\"type\":\"array\",\"items\":");
	if (field->kind == FIELD_KIND_RECORDS) {
		append_reference(field->record, direction, out);
		return;
	}
	if (field->kind == FIELD_KIND_EVENTS) {
		buffer_append_string(out, "{\"$ref\":\"#/components/schemas/event\"}");
		return;
	}
	buffer_append_string(out, "{");
	if (field->kind == FIELD_KIND_WORD_SET)
		append_words(field->vocabulary, out);
	else
		append_string_schema(field->kind == FIELD_KIND_PERSONS ? FIELD_KIND_PERSON : FIELD_KIND_ORGANISATION,
			direction, out);
	buffer_append_string(out, "},\"uniqueItems\":true");
	if (field->required)
		buffer_append_string(out, ",\"minItems\":1");
	if (field->limit > 0)
		buffer_append_format(out, ",\"maxItems\":%lld", (long long)field->limit);
}

static void append_treatment_function(struct buffer *out)
{
	buffer_append_string(out, "\"allOf\":[{\"$ref\":\"#/components/schemas/treatment_function\"}]");
}

void append_treatment_function_schema(struct buffer *out)
{
	size_t count;
	const struct treatment_function *functions = treatment_function_list(&count);

	buffer_append_string(out, "{\"type\":\"string\",\"description\":\"Treatment function code of the NHS Data "
				  "Dictionary.\",\"enum\":[");
	for (size_t i = 0; i < count; i++)
		buffer_append_format(out, "%s\"%03d\"", i > 0 ? "," : "", functions[i].code);
	buffer_append_string(out, "]}");
}

static void append_type(const struct field *field, enum direction direction, struct buffer *out)
{
	switch (field->kind) {
	case FIELD_KIND_TEXT:
		append_text_schema(field, direction, out);
		break;
	case FIELD_KIND_WORD:
		append_words(field->vocabulary, out);
		break;
	case FIELD_KIND_COUNT: /* each keyword binds one of the types only */
		buffer_append_string(out, "\"type\":[\"integer\",\"string\"],\"minimum\":0,\"pattern\":\"^\\\\*$\"");
		break;
	case FIELD_KIND_INTEGER:
	case FIELD_KIND_POSITIVE:
	case FIELD_KIND_DECIMAL:
		append_number_schema(field, out);
		break;
	case FIELD_KIND_BOOLEAN:
		buffer_append_string(out, "\"type\":\"boolean\"");
		break;
	case FIELD_KIND_TREATMENT_FUNCTION:
		append_treatment_function(out);
		break;
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
	case FIELD_KIND_WORD_SET:
	case FIELD_KIND_RECORDS:
	case FIELD_KIND_EVENTS:
		append_items(field, direction, out);
		break;
	default:
		append_string_schema(field->kind, direction, out);
		break;
	}
}

static void append_field_schema(const struct field *field, enum direction direction, struct buffer *out)
{
	static const char *const holds[] = {
		[CLASS_WORDS] = "words that redaction destroys", [CLASS_IDENTITY] = "patient identity"};

	write_plain(out, field->name);
	buffer_append_string(out, ":");
	if (field->kind == FIELD_KIND_RECORD) {
		append_reference(field->record, direction, out);
		return;
	}
	buffer_append_string(out, "{");
	append_type(field, direction, out);
	if (field->doc[0]) {
		buffer_append_string(out, ",\"description\":");
		write_text(out, text_of(field->doc));
	}
	if (field->class == CLASS_WORDS || field->class == CLASS_IDENTITY)
		buffer_append_format(out, ",\"x-holds\":\"%s\"", holds[field->class]);
	buffer_append_string(out, "}");
}

static void append_required(const struct record_type *type, struct buffer *out)
{
	bool is_first = true;

	buffer_append_string(out, ",\"required\":[");
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];

		if (!field->required || field->class == CLASS_INTERNAL)
			continue;
		buffer_append_string(out, is_first ? "" : ",");
		write_plain(out, field->name);
		is_first = false;
	}
	buffer_append_string(out, "]");
}

void append_record_schema(const struct record_type *type, enum direction direction, struct buffer *out)
{
	bool is_first = true;

	buffer_append_string(out, "{\"type\":\"object\"");
	if (type->doc[0]) {
		buffer_append_string(out, ",\"description\":");
		write_text(out, text_of(type->doc));
	}
	append_required(type, out);
	buffer_append_string(out, ",\"properties\":{");
	for (size_t i = 0; i < type->field_count; i++) {
		if (type->fields[i].class == CLASS_INTERNAL)
			continue;
		buffer_append_string(out, is_first ? "" : ",");
		append_field_schema(&type->fields[i], direction, out);
		is_first = false;
	}
	buffer_append_string(out, direction == TO_SERVER ? "},\"additionalProperties\":false}" : "}}");
}

void each_nested_record(void (*visit)(const struct record_type *type, void *context), void *context)
{
#define RECORD_OF(type, record) &record##_record,
	static const struct record_type *const types[] = {RECORD_TYPES(RECORD_OF) RECORDS_TYPES(RECORD_OF)};
#undef RECORD_OF

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		bool was_seen = false;

		for (size_t before = 0; before < i; before++)
			was_seen = was_seen || types[before] == types[i];
		if (!was_seen)
			visit(types[i], context);
	}
}
