/* The envelope of a command. */
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "codec/decode.h"
#include "codec/load.h"

static const struct path txn_path = {NULL, "txn", 0};
static const struct path cmd_path = {NULL, "cmd", 0};
static const struct path args_path = {NULL, "args", 0};

static bool is_txn_character(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
	       c == '-';
}

bool txn_of(struct text text, struct transaction_id *txn)
{
	if (!text.data || text.length == 0 || text.length > LIMIT_TXN_BYTES)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (!is_txn_character(text.data[i]))
			return false;
	*txn = (struct transaction_id){0};
	memcpy(txn->text, text.data, text.length);
	return true;
}

bool read_txn(json_t *json, struct transaction_id *txn)
{
	return txn_of((struct text){json_string_value(json), json_string_length(json)}, txn);
}

static enum error check_names(struct decoder *decoder, json_t *envelope)
{
	for (void *at = json_object_iter(envelope); at; at = json_object_iter_next(envelope, at)) {
		const char *name = json_object_iter_key(at);

		if (strcmp(name, "txn") != 0 && strcmp(name, "cmd") != 0 && strcmp(name, "args") != 0)
			return refuse_unknown(decoder, NULL, name);
	}
	return OK;
}

static enum error find_command(struct decoder *decoder, json_t *json, const struct command_row **row)
{
	struct text shown;

	if (!json_is_string(json))
		return refuse(decoder, ERROR_BAD_REQUEST, &cmd_path, "must be the name of a command, such as \"sync\"");
	*row = command_find((struct text){json_string_value(json), json_string_length(json)});
	if (*row)
		return OK;
	shown = showable(json_string_value(json));
	if (shown.length == 0)
		return refuse(decoder, ERROR_BAD_REQUEST, &cmd_path, "is not a command this server knows");
	return refuse(
		decoder, ERROR_BAD_REQUEST, &cmd_path, "\"%.*s\" is not a command this server knows", TEXT_ARGS(shown));
}

static enum error decode_envelope(struct decoder *decoder, json_t *envelope, struct decoded *decoded)
{
	json_t *args = json_object_get(envelope, "args");
	enum error error;
	void *record;

	if (!read_txn(json_object_get(envelope, "txn"), &decoded->txn))
		return refuse(decoder, ERROR_BAD_REQUEST, &txn_path,
			"must be an id of your own, 1 to %d of the characters A-Z a-z 0-9 . _ -", LIMIT_TXN_BYTES);
	error = check_names(decoder, envelope);
	if (error != OK)
		return error;
	error = find_command(decoder, json_object_get(envelope, "cmd"), &decoded->row);
	if (error != OK)
		return error;
	record = arena_take(decoder->arena, decoded->row->args->size);
	if (!record)
		return ERROR_BUSY;
	decoder->owner = decoded->row->wire;
	decoded->args = record;
	return decode_record(decoder, &args_path, decoded->row->args, json_is_null(args) ? NULL : args, record);
}

enum error codec_decode_command(struct text json, struct arena *arena, struct decoded *decoded)
{
	struct decoder decoder = {arena, &decoded->refusal, "a command"};
	struct loaded loaded;
	enum error error;

	*decoded = (struct decoded){0};
	error = load_object(json, arena, &loaded, &decoded->refusal);
	if (error != OK) {
		if (error == ERROR_BAD_REQUEST)
			(void)find_txn(json, &decoded->txn);
		return error;
	}
	error = decode_envelope(&decoder, loaded.object, decoded);
	load_drop(&loaded);
	return error;
}
