/*
 * record_decode on bytes that no record_encode wrote: the first line names a record, the rest is taken as its canonical
 * form. What is read is written in a form that reads the same, and can be sent as JSON.
 */
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_BYTES = 8 * 1024 * 1024 };

static const struct record_type *find_type(struct text name)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_row *row = command_row((enum command_kind)i);

		if (text_is(name, row->args->name))
			return row->args;
		if (text_is(name, row->result->name))
			return row->result;
	}
	for (int i = 0; i < EVENT_COUNT; i++) {
		const struct event_row *row = event_row((enum event_kind)i);

		if (text_is(name, row->data->name))
			return row->data;
	}
	return NULL;
}

static void check(const struct record_type *type, struct text bytes, struct arena *arena)
{
	void *record = arena_take(arena, type->size);
	void *again = arena_take(arena, type->size);
	struct buffer first = {0}, second = {0}, json = {0};

	if (record_decode(type, bytes, NULL, arena, record) == OK) {
		MUST(record_encode(type, record, NULL, &first) == OK);
		MUST(record_decode(type, buffer_text(&first), NULL, arena, again) == OK);
		MUST(record_encode(type, again, NULL, &second) == OK);
		MUST(text_equal(buffer_text(&first), buffer_text(&second)));
		codec_encode_record(type, record, &json);
		MUST(json.length >= 2 && !json.failed);
	}
	buffer_deinit(&first);
	buffer_deinit(&second);
	buffer_deinit(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *line_end = size > 0 ? memchr(bytes, '\n', size) : NULL;
	const struct record_type *type;
	struct arena *arena;

	if (!line_end)
		return 0;
	type = find_type((struct text){bytes, (size_t)(line_end - bytes)});
	if (!type)
		return 0;
	arena = arena_new(ARENA_BYTES);
	check(type, (struct text){line_end + 1, size - (size_t)(line_end + 1 - bytes)}, arena);
	arena_free(arena);
	return 0;
}
