/* Event envelopes, as they stand in the results of sync and thread.history. */
#include <string.h>

#include "base/text.h"
#include "codec/decode.h"

#define MEMBER(name, kind, required, member)                                                         \
	{                                                                                            \
		name, kind, required, CLASS_PLAIN, offsetof(struct event, member), 0, NULL, NULL, "" \
	}
static const struct field members[] = {
	MEMBER("pos", FIELD_KIND_INTEGER, true, pos),
	MEMBER("conversation", FIELD_KIND_CONVERSATION, false, conversation),
	MEMBER("seq", FIELD_KIND_INTEGER, false, seq),
	MEMBER("thread", FIELD_KIND_THREAD, false, thread),
	MEMBER("at", FIELD_KIND_TIME, true, at_ms),
	MEMBER("by", FIELD_KIND_PERSON, true, by),
};
#undef MEMBER

/* Those that are no plain member: which event it is, its data, and the sender's txn. */
static const char *const other_names[] = {"event", "txn", "data"};

static bool is_name(const char *name)
{
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		if (strcmp(members[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < sizeof other_names / sizeof other_names[0]; i++)
		if (strcmp(other_names[i], name) == 0)
			return true;
	return false;
}

static enum error decode_members(struct decoder *decoder, const struct path *path, json_t *json, struct event *event)
{
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		json_t *member = json_object_get(json, members[i].name);
		struct path here = {path, members[i].name, 0};
		enum error error;

		if (!member && members[i].required)
			return refuse(decoder, ERROR_BAD_REQUEST, &here, "is missing");
		if (!member)
			continue;
		error = decode_member(decoder, &here, &members[i], member, (char *)event + members[i].offset);
		if (error != OK)
			return error;
	}
	for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at))
		if (!is_name(json_object_iter_key(at)))
			return refuse_unknown(decoder, path, json_object_iter_key(at));
	return OK;
}

static enum error decode_data(struct decoder *decoder, const struct path *path, const struct event_row *row,
	json_t *json, struct event *event)
{
	struct path here = {path, "data", 0};
	struct decoder nested = *decoder;
	void *data = arena_take(decoder->arena, row->data->size);

	if (!data)
		return ERROR_BUSY;
	nested.owner = row->wire;
	event->data = data;
	return decode_record(&nested, &here, row->data, json, data);
}

enum error decode_event(struct decoder *decoder, const struct path *path, json_t *json, struct event *event)
{
	struct path event_path = {path, "event", 0};
	struct path txn_path = {path, "txn", 0};
	struct decoder envelope = *decoder;
	json_t *txn = json_object_get(json, "txn");
	json_t *wire = json_object_get(json, "event");
	const struct event_row *row;
	enum error error;

	if (!json_is_object(json))
		return refuse(decoder, ERROR_BAD_REQUEST, path, "must be an object");
	envelope.owner = "an event";
	error = decode_members(&envelope, path, json, event);
	if (error != OK)
		return error;
	if (txn && !read_txn(txn, &event->txn))
		return refuse(decoder, ERROR_BAD_REQUEST, &txn_path, "must be a txn");
	row = json_is_string(wire) ? event_find(text_of(json_string_value(wire))) : NULL;
	if (!row)
		return refuse(decoder, ERROR_BAD_REQUEST, &event_path, "must be the name of an event");
	event->kind = row->kind;
	return decode_data(decoder, path, row, json_object_get(json, "data"), event);
}
