/* What is taken, where one could doubt it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"

static struct arena *arena;

static void set_up(void)
{
	codec_init();
	arena = arena_new((size_t)1024 * 1024);
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(codec_decode, .init = set_up, .fini = tear_down);

static const void *take(const char *json)
{
	struct decoded decoded;
	enum error error = codec_decode_command(text_of(json), arena, &decoded);

	cr_assert(error == OK, "%s: %.*s", json, TEXT_ARGS(decoded.refusal.sentence));
	cr_assert(decoded.args != NULL);
	return decoded.args;
}

Test(codec_decode, args_may_be_missing_or_null_when_nothing_is_required)
{
	const struct conversation_list_args *args = take("{\"txn\":\"t\",\"cmd\":\"conversation.list\"}");

	cr_assert_str_empty(args->neighbourhood.text);
	args = take("{\"txn\":\"t\",\"cmd\":\"conversation.list\",\"args\":null}");
	cr_assert_str_empty(args->neighbourhood.text);
}

Test(codec_decode, an_optional_field_of_null_is_absent)
{
	const struct message_send_args *args =
		take("{\"txn\":\"t\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t7\",\"body\":\"B\","
		     "\"reply_to\":null,\"mentions\":null}}");

	cr_assert_eq(args->thread.pos, 7);
	cr_assert_eq(args->reply_to.pos, 0);
	cr_assert_eq(args->mentions.count, 0);
}

Test(codec_decode, spaces_and_dashes_in_an_nhs_number_are_taken_out)
{
	static const char *const spellings[] = {"999 000 0018", "999-000-0018", "9990000018"};

	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		struct text json = arena_format(arena,
			"{\"txn\":\"t\",\"cmd\":\"case.ask\",\"args\":{\"conversation\":\"c1\",\"patient\":"
			"{\"nhs_number\":\"%s\"},\"title\":\"T\",\"question\":\"Q\",\"urgency\":\"urgent\","
			"\"intent\":\"would_not_refer\"}}",
			spellings[i]);
		const struct case_ask_args *args = take(json.data);

		cr_assert_str_eq(args->patient->nhs_number.text, "9990000018");
		cr_assert(text_is_absent(args->patient->name));
		cr_assert_eq(args->urgency, URGENCY_URGENT);
		cr_assert_eq(args->intent, INTENT_WOULD_NOT_REFER);
	}
}

Test(codec_decode, a_whole_number_beyond_two_to_the_fifty_third_is_not_rounded)
{
	const struct sync_args *args = take("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":9007199254740993}}");

	cr_assert(args->since == 9007199254740993);
	args = take("{\"txn\":\"t\",\"cmd\":\"sync\",\"args\":{\"since\":9223372036854775807}}");
	cr_assert(args->since == INT64_MAX);
}

Test(codec_decode, escapes_and_every_plane_of_unicode_are_read)
{
	const struct message_send_args *args =
		take("{\"txn\":\"t\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t7\","
		     "\"body\":\"\\u00e9 \\ud83d\\ude00 \xf0\x9f\x98\x80 \\\"\\/\\n\\t<b>\"}}");

	cr_assert(text_is(args->body, "\xc3\xa9 \xf0\x9f\x98\x80 \xf0\x9f\x98\x80 \"/\n\t<b>"));
}

Test(codec_decode, a_time_given_as_a_day_is_its_day_in_london)
{
	const struct report_avoided_args *args =
		take("{\"txn\":\"t\",\"cmd\":\"report.avoided\",\"args\":{\"from\":\"2026-06-30T23:30:00Z\","
		     "\"until\":\"2026-11-30\",\"by\":[\"practice\",\"month\"]}}");

	cr_assert_eq(args->from, 20260701);
	cr_assert_eq(args->until, 20261130);
	cr_assert_eq(args->by, SET_OF(BY_MONTH) | SET_OF(BY_PRACTICE));
}

Test(codec_decode, a_list_of_people_keeps_its_order)
{
	const struct message_send_args *args =
		take("{\"txn\":\"t\",\"cmd\":\"message.send\",\"args\":{\"thread\":\"t7\",\"body\":\"B\","
		     "\"mentions\":[\"e.okafor\",\"a.khan\"]}}");
	const struct person_id *mentions = args->mentions.items;

	cr_assert_eq(args->mentions.count, 2);
	cr_assert_str_eq(mentions[0].text, "e.okafor");
	cr_assert_str_eq(mentions[1].text, "a.khan");
}

Test(codec_decode, texts_outlive_the_json_they_came_in)
{
	char json[] = "{\"txn\":\"t\",\"cmd\":\"search\",\"args\":{\"text\":\"furosemide\"}}";
	const struct search_args *args = take(json);

	memset(json, 'x', sizeof json - 1);
	cr_assert(text_is(args->text, "furosemide"));
}

Test(codec_decode, a_record_is_refused_under_the_prefix_given)
{
	struct patient patient = {0};
	struct refusal refusal;

	cr_assert(codec_decode_record(&patient_record, text_of("{\"nhs_number\":1}"), "body", arena, &patient,
			  &refusal) == ERROR_BAD_REQUEST);
	cr_assert_str_eq(refusal.field, "body.nhs_number");
	cr_assert(codec_decode_record(&patient_record, text_of("{\"x\":1}"), "", arena, &patient, &refusal) ==
		  ERROR_BAD_REQUEST);
	cr_assert_str_eq(refusal.field, "x");
	cr_assert(codec_decode_record(&patient_record, text_of("{}"), NULL, arena, &patient, &refusal) ==
		  ERROR_BAD_REQUEST);
	cr_assert_str_eq(refusal.field, "nhs_number");
}
