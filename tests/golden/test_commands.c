/* Every golden request and receipt is read and written back, byte for byte. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/golden/golden.h"

static void check_request(const struct command_row *row)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct text json = golden_read("commands/", row->wire, ".request.json", arena);
	struct buffer written = {0};
	struct decoded decoded;
	enum error error = codec_decode_command(json, arena, &decoded);

	cr_assert(error == OK, "%s: %.*s", row->wire, TEXT_ARGS(decoded.refusal.sentence));
	cr_assert(decoded.row == row);
	cr_assert_str_eq(decoded.txn.text, golden_string(json, "txn", arena));
	codec_encode_record(row->args, decoded.args, &written);
	cr_assert(!written.failed);
	cr_assert_str_eq(written.data, arena_text(arena, golden_last_member(json, "args")).data);
	buffer_deinit(&written);
	arena_free(arena);
}

static void check_receipt(const struct command_row *row)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct text json = golden_read("commands/", row->wire, ".receipt.json", arena);
	void *result = arena_take(arena, row->result->size);
	struct buffer written = {0};
	struct refusal refusal;
	enum error error =
		codec_decode_record(row->result, golden_last_member(json, "result"), "result", arena, result, &refusal);

	cr_assert(error == OK, "%s: %.*s", row->wire, TEXT_ARGS(refusal.sentence));
	codec_encode_receipt(row, golden_string(json, "txn", arena), golden_integer(json, "pos"), result, &written);
	cr_assert(!written.failed);
	cr_assert_str_eq(written.data, json.data);
	buffer_deinit(&written);
	arena_free(arena);
}

Test(golden_commands, every_request_is_read_and_its_args_are_written_back_the_same)
{
	codec_init();
	for (int kind = 0; kind < COMMAND_COUNT; kind++)
		check_request(command_row((enum command_kind)kind));
}

Test(golden_commands, every_receipt_is_read_and_written_back_the_same)
{
	codec_init();
	for (int kind = 0; kind < COMMAND_COUNT; kind++)
		check_receipt(command_row((enum command_kind)kind));
}

/* What the log keeps of a request is read back as the same request. */
Test(golden_commands, the_canonical_form_of_every_request_reads_back_as_the_same_request)
{
	codec_init();
	for (int kind = 0; kind < COMMAND_COUNT; kind++) {
		const struct command_row *row = command_row((enum command_kind)kind);
		struct arena *arena = arena_new((size_t)1024 * 1024);
		struct text json = golden_read("commands/", row->wire, ".request.json", arena);
		void *again = arena_take(arena, row->args->size);
		struct buffer canonical = {0}, written = {0};
		struct decoded decoded;

		cr_assert(codec_decode_command(json, arena, &decoded) == OK);
		cr_assert(record_encode(row->args, decoded.args, NULL, &canonical) == OK);
		cr_assert(record_decode(row->args, buffer_text(&canonical), NULL, arena, again) == OK);
		codec_encode_record(row->args, again, &written);
		cr_assert_str_eq(written.data, arena_text(arena, golden_last_member(json, "args")).data);
		buffer_deinit(&written);
		buffer_deinit(&canonical);
		arena_free(arena);
	}
}

Test(golden_commands, the_refusal_is_written_as_in_its_file)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct refusal refusal = {"args.patient.nhs_number", text_of("args.patient.nhs_number is missing."), 0};
	struct buffer written = {0};

	codec_encode_refusal("case.ask-0007", ERROR_BAD_REQUEST, &refusal, &written);
	cr_assert_str_eq(written.data, golden_read("", "refusal", ".json", arena).data);
	buffer_deinit(&written);
	arena_free(arena);
}
