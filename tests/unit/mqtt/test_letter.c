#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "mqtt/letter.h"
#include "tests/unit/mqtt/fake_engine.h"

enum { LIMIT = 4096 };

static const char *const DEVICES[] = {"a-khan-1", "e-okafor-1", "b-osei-1"};

static void ignore(struct sink *sink, struct request *request)
{
	(void)sink;
	(void)request;
}
static struct sink nowhere = {.finished = ignore};

/* A finished request, as the engine gives it back. */
static struct request *answered(enum command_kind kind, struct engine *engine)
{
	struct request *request = request_new(&nowhere, 0);

	request->command.row = command_row(kind);
	snprintf(request->command.txn.text, sizeof(request->command.txn.text), "t-1");
	snprintf(request->command.device.text, sizeof(request->command.device.text), "a-khan-1");
	engine_submit(engine, request);
	return request;
}

Test(letter, an_event_is_written_once_and_once_more_for_its_origin, .init = codec_init)
{
	struct broadcast *broadcast = fake_broadcast(40, DEVICES, 3);
	struct parcel parcel = {PARCEL_EVENT, {.broadcast = broadcast}};
	const struct device_id *readers = letter_readers(&parcel).items;
	struct letter letter = {0};

	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert(letter_readers(&parcel).count == 3);
	cr_assert(letter_for(&letter, &readers[1]).data == letter_for(&letter, &readers[2]).data,
		"both read the same bytes");
	cr_assert_null(strstr(letter_for(&letter, &readers[1]).data, "said-40"));
	cr_assert_not_null(strstr(letter_for(&letter, &readers[0]).data, "\"txn\":\"said-40\""));
	letter_deinit(&letter);
	broadcast_release(broadcast);
	cr_assert(fake_engine_alive() == 0);
}

Test(letter, an_event_whose_origin_does_not_read_it_never_shows_its_txn, .init = codec_init)
{
	struct broadcast *broadcast = fake_broadcast(40, DEVICES, 2);
	struct parcel parcel = {PARCEL_EVENT, {.broadcast = broadcast}};
	struct letter letter = {0};

	snprintf(broadcast->event.device.text, sizeof(broadcast->event.device.text), "somebody-else-1");
	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert(letter.with_txn.length == 0);
	cr_assert_null(strstr(buffer_text(&letter.plain).data, "said-40"));
	letter_deinit(&letter);
	broadcast_release(broadcast);
}

Test(letter, a_letter_is_written_over_by_the_next, .init = codec_init)
{
	struct engine engine = {0};
	struct broadcast *broadcast = fake_broadcast(40, DEVICES, 3);
	struct parcel event = {PARCEL_EVENT, {.broadcast = broadcast}};
	struct parcel receipt = {PARCEL_RECEIPT, {.request = answered(COMMAND_typing, &engine)}};
	const struct device_id *reader = letter_readers(&receipt).items;
	struct letter letter = {0};

	cr_assert(letter_write(&letter, &event, LIMIT));
	cr_assert(letter_write(&letter, &receipt, LIMIT));
	cr_assert(text_is(letter_for(&letter, reader),
		"{\"txn\":\"t-1\",\"ok\":true,\"pos\":7,\"result\":{\"thread\":\"t12\"}}"));
	letter_deinit(&letter);
	broadcast_release(broadcast);
	request_free(receipt.of.request);
}

Test(letter, a_refusal_names_its_error, .init = codec_init)
{
	struct engine engine = {0};
	struct parcel parcel = {PARCEL_RECEIPT, {.request = answered(COMMAND_typing, &engine)}};
	struct letter letter = {0};

	parcel.of.request->error = ERROR_RATE_LIMITED;
	parcel.of.request->refusal.retry_after_ms = 250;
	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert_not_null(strstr(letter.plain.data, "\"code\":\"rate_limited\""));
	cr_assert_not_null(strstr(letter.plain.data, "\"retry_after_ms\":250"));
	letter_deinit(&letter);
	request_free(parcel.of.request);
}

Test(letter, a_sync_that_is_too_large_is_cut_until_it_fits, .init = codec_init)
{
	struct engine engine = {.sync_events = 100, .sync_body_bytes = 200};
	struct parcel parcel = {PARCEL_RECEIPT, {.request = answered(COMMAND_sync, &engine)}};
	struct letter letter = {0};

	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert(letter.plain.length <= LIMIT);
	cr_assert_not_null(strstr(letter.plain.data, "\"ok\":true"));
	cr_assert_not_null(strstr(letter.plain.data, "\"complete\":false"));
	cr_assert_not_null(strstr(letter.plain.data, "\"upto\":12,"));
	letter_deinit(&letter);
	request_free(parcel.of.request);
}

Test(letter, an_answer_that_cannot_be_cut_is_refused_as_too_large, .init = codec_init)
{
	struct engine engine = {.sync_events = 1, .sync_body_bytes = LIMIT};
	struct parcel parcel = {PARCEL_RECEIPT, {.request = answered(COMMAND_sync, &engine)}};
	struct letter letter = {0};

	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert_not_null(strstr(letter.plain.data, "\"ok\":false"));
	cr_assert_not_null(strstr(letter.plain.data, "\"code\":\"too_large\""));
	cr_assert_not_null(strstr(letter.plain.data, "\"txn\":\"t-1\""));
	letter_deinit(&letter);
	request_free(parcel.of.request);
}

Test(letter, an_event_that_is_too_large_is_not_written, .init = codec_init)
{
	struct broadcast *broadcast = fake_broadcast(40, DEVICES, 3);
	struct parcel parcel = {PARCEL_EVENT, {.broadcast = broadcast}};
	struct letter letter = {0};

	cr_assert(!letter_write(&letter, &parcel, 50));
	letter_deinit(&letter);
	broadcast_release(broadcast);
}

Test(letter, a_hint_says_who_types_where, .init = codec_init)
{
	struct parcel parcel = {PARCEL_HINT, {.hint = fake_hint("b-osei-1")}};
	struct letter letter = {0};

	cr_assert(letter_write(&letter, &parcel, LIMIT));
	cr_assert_str_eq(letter.plain.data, "{\"event\":\"typing\",\"thread\":\"t12\",\"by\":\"a.khan\"}");
	letter_deinit(&letter);
	hint_release(parcel.of.hint);
}
