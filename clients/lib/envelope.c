#include "envelope.h"

#include <stdio.h>
#include <string.h>

#include "corridor/limits.h"
#include "memory.h"

enum { READ_FLAGS = JSON_REJECT_DUPLICATES, COMMAND_BYTES = 64 };

enum corridor_error client_envelope_args(const char *args_json, char **args)
{
	json_t *object = json_loads(args_json ? args_json : "{}", READ_FLAGS, NULL);
	size_t size;
	char *text;

	if (!json_is_object(object)) {
		json_decref(object);
		return CORRIDOR_ERROR_ARGUMENT;
	}
	size = json_dumpb(object, NULL, 0, JSON_COMPACT);
	text = client_memory_new(size + 1);
	if (text && size > 0)
		json_dumpb(object, text, size, JSON_COMPACT);
	json_decref(object);
	if (!text)
		return CORRIDOR_ERROR_MEMORY;
	*args = text;
	return CORRIDOR_OK;
}

static bool is_command_name(const char *command)
{
	size_t length = strlen(command);

	return length > 0 && length <= COMMAND_BYTES &&
	       strspn(command, "abcdefghijklmnopqrstuvwxyz0123456789._") == length;
}

enum corridor_error client_envelope_command(const char *txn, const char *command, const char *args, char **json)
{
	static const char format[] = "{\"txn\":\"%s\",\"cmd\":\"%s\",\"args\":%s}";
	size_t size = sizeof(format) + strlen(txn) + strlen(command) + strlen(args);
	char *text;

	if (!is_command_name(command))
		return CORRIDOR_ERROR_ARGUMENT;
	if (size > LIMIT_FRAME_BYTES)
		return CORRIDOR_ERROR_TOO_LARGE;
	text = client_memory_new(size);
	if (!text)
		return CORRIDOR_ERROR_MEMORY;
	snprintf(text, size, format, txn, command, args);
	*json = text;
	return CORRIDOR_OK;
}

static const char *text_member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

void client_received_event(json_t *object, struct received *received)
{
	*received = (struct received){
		.root = object,
		.kind = RECEIVED_NOTHING,
		.pos = json_integer_value(json_object_get(object, "pos")),
		.txn = "",
		.error_code = "",
		.sentence = "",
		.name = text_member(object, "event"),
		.conversation = text_member(object, "conversation"),
		.seq = json_integer_value(json_object_get(object, "seq")),
	};
	if (received->name[0] != '\0')
		received->kind = received->pos > 0 ? RECEIVED_EVENT : RECEIVED_HINT;
}

static void describe_answer(struct received *received)
{
	const json_t *error = json_object_get(received->root, "error");

	received->txn = text_member(received->root, "txn");
	if (received->txn[0] == '\0')
		return;
	received->kind = RECEIVED_ANSWER;
	received->is_ok = json_is_true(json_object_get(received->root, "ok"));
	received->error_code = text_member(error, "code");
	received->sentence = text_member(error, "message");
	received->retry_after_ms = json_integer_value(json_object_get(error, "retry_after_ms"));
}

void client_received_init(struct received *received, const char *bytes, size_t length)
{
	json_t *root = json_loadb(bytes, length, READ_FLAGS, NULL);

	client_received_event(root, received);
	if (received->kind == RECEIVED_NOTHING)
		describe_answer(received);
}

void client_received_deinit(struct received *received)
{
	json_decref(received->root);
	*received = (struct received){0};
}

bool client_received_is_later(const struct received *received)
{
	static const char *const laters[] = {
#define LATER(wire) wire,
#define CALLER(wire)
#define OURS(wire)
#define ERROR(symbol, wire, class, sentence) class(wire)
#include "corridor/errors.def"
#undef ERROR
#undef LATER
#undef CALLER
#undef OURS
	};

	if (received->kind != RECEIVED_ANSWER || received->is_ok)
		return false;
	for (size_t i = 0; i < sizeof(laters) / sizeof(laters[0]); i++)
		if (strcmp(received->error_code, laters[i]) == 0)
			return true;
	return false;
}
