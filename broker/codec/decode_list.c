/* Arrays: ids, words of a set, records and events. */
#include <string.h>

#include "codec/decode.h"

/* The kind and size of one entry of a list. */
struct entry_kind {
	enum field_kind kind;
	size_t size;
};

static struct entry_kind entry_kind_of(const struct field *field)
{
	struct field entry;
	size_t size = 0;

	if (field_entry(field, &entry, &size))
		return (struct entry_kind){entry.kind, size};
	switch (field->kind) {
	case FIELD_KIND_WORD_SET:
		return (struct entry_kind){FIELD_KIND_WORD, sizeof(int)};
	case FIELD_KIND_RECORDS:
		return (struct entry_kind){FIELD_KIND_RECORD, field->record->size};
	default:
		return (struct entry_kind){FIELD_KIND_EVENTS, sizeof(struct event)};
	}
}

static bool is_ids_or_words(const struct field *field)
{
	struct field entry;
	size_t size;

	return field->kind == FIELD_KIND_WORD_SET || field_entry(field, &entry, &size);
}

static enum error check_count(struct decoder *decoder, const struct path *path, const struct field *field, json_t *json)
{
	size_t most = field->limit > 0 ? (size_t)field->limit : LIMIT_JSON_NODES;

	if (!json_is_array(json))
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be a list");
	if (json_array_size(json) > most)
		return refuse(decoder, ERROR_TOO_LARGE, path, "has %zu entries; at most %zu are taken",
			json_array_size(json), most);
	if (field->required && is_ids_or_words(field) && json_array_size(json) == 0)
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must have at least one entry");
	return OK;
}

static enum error decode_entry(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *entry)
{
	struct decoder nested = *decoder;
	struct field single = *field;

	if (field->kind == FIELD_KIND_RECORDS) {
		nested.owner = field->record->name;
		return decode_record(&nested, path, field->record, json, entry);
	}
	if (field->kind == FIELD_KIND_EVENTS)
		return decode_event(decoder, path, json, entry);
	single.kind = entry_kind_of(field).kind;
	single.limit = 0;
	return decode_value(decoder, path, &single, json, entry);
}

/* Ids are zero behind their text, so equal ids are equal bytes. */
static bool stands_before(const unsigned char *entries, size_t size, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (memcmp(entries + i * size, entries + index * size, size) == 0)
			return true;
	return false;
}

static void set_member(const struct field *field, const void *entries, size_t count, void *member)
{
	const int *words = entries;
	struct list list = {count > 0 ? entries : NULL, count};
	uint32_t set = 0;

	if (field->kind != FIELD_KIND_WORD_SET) {
		memcpy(member, &list, sizeof list);
		return;
	}
	for (size_t i = 0; i < count; i++)
		set |= SET_OF(words[i]);
	memcpy(member, &set, sizeof set);
}

enum error decode_list(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	size_t size = entry_kind_of(field).size;
	size_t count = json_array_size(json);
	enum error error = check_count(decoder, path, field, json);
	unsigned char *entries;

	if (error != OK)
		return error;
	entries = arena_take(decoder->arena, count * size);
	if (!entries)
		return ERROR_BUSY;
	for (size_t i = 0; i < count; i++) {
		struct path here = {path, NULL, i};

		error = decode_entry(decoder, &here, field, json_array_get(json, i), entries + i * size);
		if (error != OK)
			return error;
		if (is_ids_or_words(field) && stands_before(entries, size, i))
			return refuse(decoder, ERROR_BAD_REQUEST, &here, "stands in the list twice");
	}
	set_member(field, entries, count, member);
	return OK;
}
