/* Every golden event is read and written back, byte for byte, and so are the hints. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "tests/golden/golden.h"

/* An event is read where clients find it: in the result of sync. */
static const struct event *read_event(struct text json, struct arena *arena)
{
	struct text result = arena_format(
		arena, "{\"events\":[%.*s],\"upto\":1,\"complete\":true,\"resync_required\":false}", TEXT_ARGS(json));
	struct sync_result *sync = arena_take(arena, sizeof *sync);
	struct refusal refusal;
	enum error error = codec_decode_record(&sync_result_record, result, "result", arena, sync, &refusal);

	cr_assert(error == OK, "%.*s in %.*s", TEXT_ARGS(refusal.sentence), TEXT_ARGS(json));
	cr_assert_eq(sync->events.count, 1);
	return sync->events.items;
}

static void check_event(const struct event_row *row)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct text json = golden_read("events/", row->wire, ".json", arena);
	const struct event *event = read_event(json, arena);
	struct buffer written = {0};

	cr_assert(event->kind == row->kind, "%s holds another event", row->wire);
	codec_encode_event(event, true, &written);
	cr_assert_str_eq(written.data, json.data);
	buffer_deinit(&written);
	arena_free(arena);
}

Test(golden_events, every_event_is_read_and_written_back_the_same)
{
	codec_init();
	for (int kind = 0; kind < EVENT_COUNT; kind++)
		check_event(event_row((enum event_kind)kind));
}

Test(golden_events, an_event_for_another_device_does_not_hold_the_txn)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct buffer written = {0};

	codec_init();
	codec_encode_event(read_event(golden_read("events/", "case.asked", ".json", arena), arena), false, &written);
	cr_assert(strstr(written.data, "\"event\":\"case.asked\"") != NULL);
	cr_assert(strstr(written.data, "txn") == NULL);
	buffer_deinit(&written);
	arena_free(arena);
}

Test(golden_events, what_is_internal_is_neither_written_nor_taken)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct referral_avoided_data data = {
		.state = LEDGER_PROVISIONAL, .treatment_function = 320, .patient_key = {"secret", 6}};
	struct text json =
		text_of("{\"state\":\"provisional\",\"treatment_function\":\"320\",\"neighbourhood\":\"riverside\","
			"\"patient_key\":\"secret\"}");
	struct buffer written = {0};
	struct refusal refusal;

	codec_init();
	codec_encode_record(&referral_avoided_data_record, &data, &written);
	cr_assert(strstr(written.data, "secret") == NULL);
	cr_assert(codec_decode_record(&referral_avoided_data_record, json, "data", arena, &data, &refusal) ==
		  ERROR_BAD_REQUEST);
	cr_assert_str_eq(refusal.field, "data.patient_key");
	buffer_deinit(&written);
	arena_free(arena);
}

Test(golden_events, the_hints_are_written_as_in_their_files)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct hint typing = {"typing", {40}, {812}, {"e.okafor"}, NULL};
	struct hint presence = {"presence", {40}, {0}, {"e.okafor"}, "online"};
	struct hint resync = {"resync", {0}, {0}, {"system"}, NULL};
	struct buffer written = {0};

	codec_encode_hint(&typing, &written);
	cr_assert_str_eq(written.data, golden_read("hints/", "typing", ".json", arena).data);
	buffer_clear(&written);
	codec_encode_hint(&presence, &written);
	cr_assert_str_eq(written.data, golden_read("hints/", "presence", ".json", arena).data);
	buffer_clear(&written);
	codec_encode_hint(&resync, &written);
	cr_assert_str_eq(written.data, golden_read("hints/", "resync", ".json", arena).data);
	buffer_deinit(&written);
	arena_free(arena);
}
