/*
 * codec_decode_command, and with what it takes: codec_encode_record, codec_decode_record, record_encode, record_decode.
 *
 * What is taken reads the same after every way of writing it down. What is refused is refused with a sentence, and the
 * refusal can be sent.
 */
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "core/text_policy.h"
#include "tests/fuzz/fuzz.h"

enum { ARENA_BYTES = 8 * 1024 * 1024 };

static void check_json_way(const struct command_row *row, const struct buffer *json, struct arena *arena)
{
	void *again = arena_take(arena, row->args->size);
	struct buffer rewritten = {0};
	struct refusal refusal;

	MUST(codec_decode_record(row->args, buffer_text(json), "args", arena, again, &refusal) == OK);
	codec_encode_record(row->args, again, &rewritten);
	MUST(text_equal(buffer_text(json), buffer_text(&rewritten)));
	buffer_deinit(&rewritten);
}

static void check_canonical_way(
	const struct command_row *row, const void *args, const struct buffer *json, struct arena *arena)
{
	void *again = arena_take(arena, row->args->size);
	struct buffer canonical = {0}, rewritten = {0};

	MUST(record_encode(row->args, args, NULL, &canonical) == OK && !canonical.failed);
	MUST(record_decode(row->args, buffer_text(&canonical), NULL, arena, again) == OK);
	codec_encode_record(row->args, again, &rewritten);
	MUST(text_equal(buffer_text(json), buffer_text(&rewritten)));
	buffer_deinit(&canonical);
	buffer_deinit(&rewritten);
}

static void check_taken(const struct decoded *decoded, struct arena *arena)
{
	struct buffer json = {0};

	MUST(decoded->txn.text[0]);
	codec_encode_record(decoded->row->args, decoded->args, &json);
	check_json_way(decoded->row, &json, arena);
	check_canonical_way(decoded->row, decoded->args, &json, arena);
	buffer_deinit(&json);
}

static void check_refused(enum error error, const struct decoded *decoded)
{
	struct buffer json = {0};

	MUST(error == ERROR_BAD_REQUEST || error == ERROR_TOO_LARGE);
	MUST(decoded->refusal.sentence.length > 0);
	MUST(!text_policy_problem(decoded->refusal.sentence));
	codec_encode_refusal(decoded->txn.text, error, &decoded->refusal, &json);
	MUST(!json.failed && !text_policy_problem(buffer_text(&json)));
	buffer_deinit(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct decoded decoded;
	enum error error;

	codec_init();
	error = codec_decode_command((struct text){(const char *)data, size}, arena, &decoded);
	if (error == OK)
		check_taken(&decoded, arena);
	else
		check_refused(error, &decoded);
	arena_free(arena);
	return 0;
}
