/* Objects into records: every name must be a field, every required field must be there. */
#include "base/text.h"
#include "codec/codec.h"
#include "codec/decode.h"
#include "codec/load.h"

#include <string.h>

static const struct field *find_field(const struct record_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].class != CLASS_INTERNAL && strcmp(type->fields[i].name, name) == 0)
			return &type->fields[i];
	return NULL;
}

/* Looked for first: a misspelt name is better told than the field it leaves missing. */
static enum error check_names(
	struct decoder *decoder, const struct path *path, const struct record_type *type, json_t *object)
{
	for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
		if (!find_field(type, json_object_iter_key(at)))
			return refuse_unknown(decoder, path, json_object_iter_key(at));
	return OK;
}

static bool is_blank(const struct record_type *type, const void *record)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].kind == FIELD_KIND_BOOLEAN || !field_is_absent(&type->fields[i], record))
			return false;
	return true;
}

/* A record with nothing in it is absent: that is how it reads when it comes back from the log. */
static enum error decode_nested(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	struct decoder nested = *decoder;
	void *record = arena_take(decoder->arena, field->record->size);
	enum error error;

	if (!record)
		return ERROR_BUSY;
	nested.owner = field->record->name;
	error = decode_record(&nested, path, field->record, json, record);
	if (error == OK && !is_blank(field->record, record))
		memcpy(member, &record, sizeof record);
	return error;
}

enum error decode_member(
	struct decoder *decoder, const struct path *path, const struct field *field, json_t *json, void *member)
{
	switch (field->kind) {
	case FIELD_KIND_RECORD:
		return decode_nested(decoder, path, field, json, member);
	case FIELD_KIND_RECORDS:
	case FIELD_KIND_EVENTS:
	case FIELD_KIND_PERSONS:
	case FIELD_KIND_ORGANISATIONS:
	case FIELD_KIND_THREADS:
	case FIELD_KIND_TREATMENT_FUNCTIONS:
	case FIELD_KIND_WORD_SET:
		return decode_list(decoder, path, field, json, member);
	default:
		return decode_value(decoder, path, field, json, member);
	}
}

enum error decode_record(
	struct decoder *decoder, const struct path *path, const struct record_type *type, json_t *object, void *record)
{
	enum error error;

	if (object && !json_is_object(object))
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be an object");
	error = check_names(decoder, path, type, object);
	if (error != OK)
		return error;
	for (size_t i = 0; i < type->field_count; i++) {
		const struct field *field = &type->fields[i];
		json_t *json = json_object_get(object, field->name);
		struct path here = {path, field->name, 0};

		if (field->class == CLASS_INTERNAL)
			continue;
		if (!json || json_is_null(json)) {
			if (field->required)
				return refuse(decoder, ERROR_BAD_REQUEST, &here, "is missing");
			continue;
		}
		error = decode_member(decoder, &here, field, json, (char *)record + field->offset);
		if (error != OK)
			return error;
	}
	return OK;
}

enum error codec_decode_record(const struct record_type *type, struct text json, const char *prefix,
	struct arena *arena, void *record, struct refusal *refusal)
{
	struct decoder decoder = {arena, refusal, type->name};
	struct path path = {NULL, prefix ? prefix : "", 0};
	struct loaded loaded;
	enum error error;

	*refusal = (struct refusal){0};
	error = load_object(json, arena, &loaded, refusal);
	if (error != OK)
		return error;
	error = decode_record(&decoder, &path, type, loaded.object, record);
	load_drop(&loaded);
	return error;
}
