/* What is written: escapes, numbers, what is absent. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"

static struct buffer out;

static void tear_down(void)
{
	buffer_deinit(&out);
}

TestSuite(codec_encode, .fini = tear_down);

Test(codec_encode, a_text_is_escaped_as_json_asks_and_no_further)
{
	struct topic_open_args args = {
		.conversation = {1},
		.title = text_of("\"\\/<\xc3\xa9\xf0\x9f\x98\x80\xe2\x80\xa8>"),
		.body = text_of("\b\f\n\r\t\x01\x1f\x7f."),
	};

	codec_encode_record(&topic_open_args_record, &args, &out);
	cr_assert_str_eq(out.data, "{\"conversation\":\"c1\","
				   "\"title\":\"\\\"\\\\/<\xc3\xa9\xf0\x9f\x98\x80\xe2\x80\xa8>\","
				   "\"body\":\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f.\"}");
}

Test(codec_encode, a_decimal_has_as_many_decimals_as_it_needs)
{
	static const struct {
		int64_t hundredths;
		const char *written;
	} rows[] = {{2800, "28"}, {2352, "23.52"}, {2350, "23.5"}, {5, "0.05"}, {0, "0"}, {100, "1"}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct avoided_row row = {.expected_first_per_week = decimal_of(rows[i].hundredths)};
		char expected[80];

		snprintf(expected, sizeof expected, "\"expected_first_per_week\":%s,", rows[i].written);
		buffer_clear(&out);
		codec_encode_record(&avoided_row_record, &row, &out);
		cr_assert(strstr(out.data, expected) != NULL, "%s not in %s", expected, out.data);
	}
}

Test(codec_encode, absent_options_are_left_out_and_required_fields_always_stand)
{
	struct sync_result nothing = {.upto = 0};
	struct case_refer_result refer = {.thread = {5}, .treatment_function = 320, .seq = 9};

	codec_encode_record(&sync_result_record, &nothing, &out);
	cr_assert_str_eq(out.data, "{\"events\":[],\"upto\":0,\"complete\":false,\"resync_required\":false}");
	buffer_clear(&out);
	codec_encode_record(&case_refer_result_record, &refer, &out);
	cr_assert_str_eq(out.data, "{\"thread\":\"t5\",\"treatment_function\":\"320\",\"seq\":9}");
}

Test(codec_encode, a_receipt_and_a_refusal_stand_in_their_envelopes)
{
	struct case_close_result result = {
		.thread = {812}, .outcome = OUTCOME_REFERRED, .seq = 4, .avoided = LEDGER_DEFERRED};
	struct refusal refusal = {NULL, {0}, 250};

	codec_encode_receipt(command_row(COMMAND_case_close), "t-1", INT64_MAX, &result, &out);
	cr_assert_str_eq(out.data,
		"{\"txn\":\"t-1\",\"ok\":true,\"pos\":9223372036854775807,\"result\":"
		"{\"thread\":\"t812\",\"outcome\":\"referred\",\"seq\":4,\"avoided\":\"deferred\"}}");
	buffer_clear(&out);
	codec_encode_refusal("", ERROR_BUSY, &refusal, &out);
	cr_assert_str_eq(out.data, "{\"txn\":null,\"ok\":false,\"error\":{\"code\":\"busy\",\"message\":"
				   "\"Corridor is busy; send it again with the same txn.\",\"retry_after_ms\":250}}");
	buffer_clear(&out);
	codec_encode_refusal("t", ERROR_NOT_FOUND, NULL, &out);
	cr_assert_str_eq(out.data, "{\"txn\":\"t\",\"ok\":false,\"error\":{\"code\":\"not_found\",\"message\":"
				   "\"There is no such thing that you may see.\",\"retry_after_ms\":0}}");
}

Test(codec_encode, an_event_outside_every_conversation_names_none)
{
	struct device_enrolled_data data = {.device = {"a-khan-1"}, .person = {"a.khan"}};
	struct event event = {.pos = 3, .kind = EVENT_device_enrolled, .at_ms = 0, .by = {"system"}, .data = &data};

	codec_encode_event(&event, true, &out);
	cr_assert_str_eq(out.data,
		"{\"pos\":3,\"event\":\"device.enrolled\",\"at\":\"1970-01-01T00:00:00.000Z\",\"by\":\"system\","
		"\"data\":{\"device\":\"a-khan-1\",\"person\":\"a.khan\"}}");
}

Test(codec_encode, words_that_were_destroyed_are_left_out)
{
	struct message_sent_data data = {.message = {9}};
	struct event event = {.pos = 9,
		.conversation = {4},
		.seq = 2,
		.thread = {8},
		.kind = EVENT_message_sent,
		.by = {"a.khan"},
		.txn = {"t-1"},
		.data = &data,
		.words_destroyed = true};

	codec_encode_event(&event, false, &out);
	cr_assert(strstr(out.data, "\"data\":{\"message\":\"m9\"}}") != NULL, "%s", out.data);
}

Test(codec_encode, a_buffer_that_is_full_says_so_and_holds_no_more_than_its_limit)
{
	struct topic_open_args args = {.conversation = {1}, .title = text_of("title"), .body = text_of("body")};
	struct buffer small = {.limit = 10};

	codec_encode_record(&topic_open_args_record, &args, &small);
	cr_assert(small.failed);
	cr_assert(small.length <= 10);
	buffer_deinit(&small);
}
