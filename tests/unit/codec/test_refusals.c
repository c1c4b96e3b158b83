/* What is refused, as a table: the bytes, the code, the field and the sentence a person reads. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "codec/codec.h"

struct bad_input {
	const char *json;
	enum error error;
	const char *field; /* NULL: none */
	const char *sentence;
};

#define ASK_OPEN "{\"txn\":\"t-1\",\"cmd\":\"case.ask\",\"args\":{\"conversation\":\"c1\","
#define PATIENT "\"patient\":{\"nhs_number\":\"9990000018\"},"
#define ASK_REST "\"title\":\"T\",\"question\":\"Q\",\"urgency\":\"routine\",\"intent\":\"unsure\"}}"
#define ASK(patient) ASK_OPEN "\"patient\":" patient "," ASK_REST
#define ASK_WITH(member) ASK_OPEN PATIENT member "," ASK_REST
#define COMMAND_OF(cmd, args) "{\"txn\":\"t-1\",\"cmd\":\"" cmd "\",\"args\":" args "}"
#define SEND(members) COMMAND_OF("message.send", "{\"thread\":\"t1\"," members "}")
#define SYNC(members) COMMAND_OF("sync", "{" members "}")
#define LINK(members) COMMAND_OF("link.create", "{\"neighbourhood\":\"riverside\"," members "\"reply_working_days\":2}")

static const struct bad_input not_json[] = {
	{"", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 0."},
	{"hello", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 5."},
	{"{\"txn\":\"t-1\",\"cmd\":\"sync\"", ERROR_BAD_REQUEST, NULL,
		"This is not valid JSON: see line 1, column 25."},
	{"{\"txn\":\"t-1\"} {}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 15."},
	{"{'txn':1}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 2."},
	{"{\"a\":01}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 6."},
	{"{\"a\":NaN}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 8."},
	{"{\"a\":1,}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 8."},
	{"\xef\xbb\xbf{}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 1."},
	{"{\"a\":\"\x01\"}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 6."},
	{"[]", ERROR_BAD_REQUEST, NULL, "This is not a JSON object."},
	{"\"text\"", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 6."},
	{"{\"a\":1,\"a\":2}", ERROR_BAD_REQUEST, NULL, "The same name stands twice in one object; write it once."},
	{"{\"a\":1,\"\\u0061\":2}", ERROR_BAD_REQUEST, NULL,
		"The same name stands twice in one object; write it once."},
	{SYNC("\"since\":1,\"since\":2"), ERROR_BAD_REQUEST, NULL,
		"The same name stands twice in one object; write it once."},
	{"{\"a\":\"\xff\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\xc0\xaf\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\xe0\x80\xaf\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\xf8\x88\x80\x80\x80\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\xed\xa0\x80\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\xe2\x82\"}", ERROR_BAD_REQUEST, NULL, "This is not valid UTF-8."},
	{"{\"a\":\"\\ud800\"}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 13."},
	{"{\"a\":\"\\udc00\\ud800\"}", ERROR_BAD_REQUEST, NULL, "This is not valid JSON: see line 1, column 19."},
	{"{\"a\":\"b\\u0000c\"}", ERROR_BAD_REQUEST, NULL, "A text holds the character \\u0000; leave it out."},
	{"{\"a\\u0000b\":1}", ERROR_BAD_REQUEST, NULL, "A text holds the character \\u0000; leave it out."},
	{SYNC("\"since\":1e400"), ERROR_BAD_REQUEST, NULL, "A number is too large."},
	{SYNC("\"since\":9223372036854775808"), ERROR_BAD_REQUEST, NULL, "A number is too large."},
};

static const struct bad_input bad_envelopes[] = {
	{"{}", ERROR_BAD_REQUEST, "txn", "txn must be an id of your own, 1 to 64 of the characters A-Z a-z 0-9 . _ -."},
	{"{\"txn\":7,\"cmd\":\"sync\"}", ERROR_BAD_REQUEST, "txn",
		"txn must be an id of your own, 1 to 64 of the characters A-Z a-z 0-9 . _ -."},
	{"{\"txn\":\"\",\"cmd\":\"sync\"}", ERROR_BAD_REQUEST, "txn",
		"txn must be an id of your own, 1 to 64 of the characters A-Z a-z 0-9 . _ -."},
	{"{\"txn\":\"a b\",\"cmd\":\"sync\"}", ERROR_BAD_REQUEST, "txn",
		"txn must be an id of your own, 1 to 64 of the characters A-Z a-z 0-9 . _ -."},
	{"{\"txn\":\"t-1\"}", ERROR_BAD_REQUEST, "cmd", "cmd must be the name of a command, such as \"sync\"."},
	{"{\"txn\":\"t-1\",\"cmd\":4}", ERROR_BAD_REQUEST, "cmd",
		"cmd must be the name of a command, such as \"sync\"."},
	{"{\"txn\":\"t-1\",\"cmd\":\"case.guess\"}", ERROR_BAD_REQUEST, "cmd",
		"cmd \"case.guess\" is not a command this server knows."},
	{"{\"txn\":\"t-1\",\"cmd\":\"caf\xc3\xa9\"}", ERROR_BAD_REQUEST, "cmd",
		"cmd is not a command this server knows."},
	{"{\"txn\":\"t-1\",\"cmd\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"}",
		ERROR_BAD_REQUEST, "cmd",
		"cmd \"0123456789012345678901234567890123456789012345678901234567890123\" is not a command this server "
		"knows."},
	{"{\"txn\":\"t-1\",\"cmd\":\"sync\",\"arg\":{}}", ERROR_BAD_REQUEST, "arg", "arg is not a field of a command."},
	{"{\"txn\":\"t-1\",\"cmd\":\"sync\",\"args\":[]}", ERROR_BAD_REQUEST, "args", "args must be an object."},
	{"{\"txn\":\"t-1\",\"cmd\":\"sync\"}", ERROR_BAD_REQUEST, "args.since", "args.since is missing."},
	{"{\"txn\":\"t-1\",\"cmd\":\"sync\",\"args\":null}", ERROR_BAD_REQUEST, "args.since", "args.since is missing."},
};

static const struct bad_input bad_fields[] = {
	{ASK_WITH("\"colour\":1"), ERROR_BAD_REQUEST, "args.colour", "args.colour is not a field of case.ask."},
	{ASK_WITH("\"na\\nme\":1"), ERROR_BAD_REQUEST, "args", "args has a name that is not a field of case.ask."},
	{ASK("{\"nhs_number\":\"9990000018\",\"sex\":\"x\"}"), ERROR_BAD_REQUEST, "args.patient.sex",
		"args.patient.sex is not a field of patient."},
	{ASK("{}"), ERROR_BAD_REQUEST, "args.patient.nhs_number", "args.patient.nhs_number is missing."},
	{ASK("{\"nhs_number\":null}"), ERROR_BAD_REQUEST, "args.patient.nhs_number",
		"args.patient.nhs_number is missing."},
	{ASK("\"9990000018\""), ERROR_BAD_REQUEST, "args.patient", "args.patient must be an object."},
	{ASK("{\"nhs_number\":9990000018}"), ERROR_BAD_REQUEST, "args.patient.nhs_number",
		"args.patient.nhs_number must be a text in quotes."},
	{ASK("{\"nhs_number\":\"9990000019\"}"), ERROR_BAD_REQUEST, "args.patient.nhs_number",
		"args.patient.nhs_number is not a valid NHS number: its check digit does not fit; compare it with the "
		"record."},
	{ASK("{\"nhs_number\":\"1111111111\"}"), ERROR_BAD_REQUEST, "args.patient.nhs_number",
		"args.patient.nhs_number is not a valid NHS number: its check digit does not fit; compare it with the "
		"record."},
	{ASK("{\"nhs_number\":\"999000001\"}"), ERROR_BAD_REQUEST, "args.patient.nhs_number",
		"args.patient.nhs_number must be an NHS number: ten digits, spaces allowed."},
	{ASK("{\"nhs_number\":\"9990000018\",\"birth_date\":\"1954-02-30\"}"), ERROR_BAD_REQUEST,
		"args.patient.birth_date", "args.patient.birth_date must be a date, such as 1961-03-14."},
	{ASK("{\"nhs_number\":\"9990000018\",\"name\":\" \\t\\u00a0\"}"), ERROR_BAD_REQUEST, "args.patient.name",
		"args.patient.name must not be empty."},
	{COMMAND_OF("case.refer", "{\"thread\":\"t1\",\"treatment_function\":\"999\"}"), ERROR_BAD_REQUEST,
		"args.treatment_function",
		"args.treatment_function must be a treatment function code, such as \"320\" for cardiology."},
	{COMMAND_OF("case.refer", "{\"thread\":\"t1\",\"treatment_function\":320}"), ERROR_BAD_REQUEST,
		"args.treatment_function", "args.treatment_function must be a text in quotes."},
	{COMMAND_OF("case.close", "{\"thread\":\"t1\",\"outcome\":\"cured\"}"), ERROR_BAD_REQUEST, "args.outcome",
		"args.outcome must be one of managed_in_primary_care, referred, investigate_first, redirected, "
		"urgent_admission, no_longer_needed."},
	{COMMAND_OF("case.close", "{\"thread\":\"t1\",\"outcome\":1}"), ERROR_BAD_REQUEST, "args.outcome",
		"args.outcome must be one of managed_in_primary_care, referred, investigate_first, redirected, "
		"urgent_admission, no_longer_needed."},
	{COMMAND_OF("thread.history", "{\"thread\":\"c1\"}"), ERROR_BAD_REQUEST, "args.thread",
		"args.thread must be a thread's id, such as t12."},
	{COMMAND_OF("thread.history", "{\"thread\":\"t0\"}"), ERROR_BAD_REQUEST, "args.thread",
		"args.thread must be a thread's id, such as t12."},
	{COMMAND_OF("thread.history", "{\"thread\":\"t99999999999999999999\"}"), ERROR_BAD_REQUEST, "args.thread",
		"args.thread must be a thread's id, such as t12."},
	{COMMAND_OF("thread.history", "{\"thread\":\"t-5\"}"), ERROR_BAD_REQUEST, "args.thread",
		"args.thread must be a thread's id, such as t12."},
	{COMMAND_OF("case.answer", "{\"thread\":\"t1\",\"answer\":\"A\",\"next_actor\":\"GP\",\"next_by\":\"soon\","
				   "\"recommendation\":\"OTHER\"}"),
		ERROR_BAD_REQUEST, "args.next_by",
		"args.next_by must be a date or an RFC 3339 time, such as 2026-11-22 or 2026-11-22T17:00:00.000Z."},
	{COMMAND_OF("report.avoided", "{\"from\":\"2026\",\"until\":\"2026-11-30\"}"), ERROR_BAD_REQUEST, "args.from",
		"args.from must be a day, such as 2026-11-22."},
};

static const struct bad_input bad_texts[] = {
	{SEND("\"body\":\"\""), ERROR_BAD_REQUEST, "args.body", "args.body must not be empty."},
	{SEND("\"body\":\" \\n\\t \""), ERROR_BAD_REQUEST, "args.body", "args.body must not be empty."},
	{SEND("\"body\":7"), ERROR_BAD_REQUEST, "args.body", "args.body must be a text in quotes."},
	{SEND("\"body\":true"), ERROR_BAD_REQUEST, "args.body", "args.body must be a text in quotes."},
	{SEND("\"body\":\"a\\u0007\""), ERROR_BAD_REQUEST, "args.body", "args.body must not hold control characters."},
	{SEND("\"body\":\"a\\ufffe\""), ERROR_BAD_REQUEST, "args.body", "args.body must not hold control characters."},
	{SEND("\"body\":\"a\\u202eb\""), ERROR_BAD_REQUEST, "args.body",
		"args.body must not hold characters that change the direction of reading."},
};

static const struct bad_input bad_numbers[] = {
	{SYNC("\"since\":-1"), ERROR_BAD_REQUEST, "args.since",
		"args.since must be a whole number, not negative and with no decimals."},
	{SYNC("\"since\":1.0"), ERROR_BAD_REQUEST, "args.since",
		"args.since must be a whole number, not negative and with no decimals."},
	{SYNC("\"since\":1e3"), ERROR_BAD_REQUEST, "args.since",
		"args.since must be a whole number, not negative and with no decimals."},
	{SYNC("\"since\":\"1\""), ERROR_BAD_REQUEST, "args.since",
		"args.since must be a whole number, not negative and with no decimals."},
	{SYNC("\"since\":true"), ERROR_BAD_REQUEST, "args.since",
		"args.since must be a whole number, not negative and with no decimals."},
	{SYNC("\"since\":0,\"limit\":501"), ERROR_BAD_REQUEST, "args.limit", "args.limit must be at most 500."},
};

static const struct bad_input bad_lists[] = {
	{SEND("\"body\":\"B\",\"mentions\":\"a.khan\""), ERROR_BAD_REQUEST, "args.mentions",
		"args.mentions must be a list."},
	{SEND("\"body\":\"B\",\"mentions\":[\"a.khan\",\"b.osei\",\"C.LEWIS\"]"), ERROR_BAD_REQUEST, "args.mentions[2]",
		"args.mentions[2] must be a person's id: lower-case letters, digits, dots and dashes, such as a.khan."},
	{SEND("\"body\":\"B\",\"mentions\":[null]"), ERROR_BAD_REQUEST, "args.mentions[0]",
		"args.mentions[0] must be a text in quotes."},
	{SEND("\"body\":\"B\",\"mentions\":[\"a.khan\",\"b.osei\",\"a.khan\"]"), ERROR_BAD_REQUEST, "args.mentions[2]",
		"args.mentions[2] stands in the list twice."},
	{SEND("\"body\":\"B\",\"mentions\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\","
	      "\"m\",\"n\",\"o\",\"p\",\"q\",\"r\",\"s\",\"t\",\"u\"]"),
		ERROR_TOO_LARGE, "args.mentions", "args.mentions has 21 entries; at most 20 are taken."},
	{LINK("\"treatment_function\":\"320\",\"specialists\":[],"), ERROR_BAD_REQUEST, "args.specialists",
		"args.specialists must have at least one entry."},
	{COMMAND_OF("report.avoided", "{\"from\":\"2026-11-01\",\"until\":\"2026-11-30\",\"by\":[\"month\",\"week\"]}"),
		ERROR_BAD_REQUEST, "args.by[1]",
		"args.by[1] must be one of month, treatment_function, neighbourhood, practice."},
	{COMMAND_OF(
		 "report.avoided", "{\"from\":\"2026-11-01\",\"until\":\"2026-11-30\",\"by\":[\"month\",\"month\"]}"),
		ERROR_BAD_REQUEST, "args.by[1]", "args.by[1] stands in the list twice."},
};

static void check(const struct bad_input *input)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct decoded decoded;
	enum error error = codec_decode_command(text_of(input->json), arena, &decoded);
	struct text sentence = decoded.refusal.sentence;

	cr_expect(error == input->error, "%s: error %d", input->json, (int)error);
	cr_expect(text_is(sentence, input->sentence), "%s:\nsaid  %.*s\nnot   %s", input->json, TEXT_ARGS(sentence),
		input->sentence);
	cr_expect(text_equal(text_of(decoded.refusal.field), text_of(input->field)), "%s: field %s", input->json,
		decoded.refusal.field ? decoded.refusal.field : "absent");
	arena_free(arena);
}

#define CHECK_ALL(inputs)                                                 \
	codec_init();                                                     \
	for (size_t i = 0; i < sizeof(inputs) / sizeof((inputs)[0]); i++) \
	check(&(inputs)[i])

Test(codec_refusals, what_is_not_proper_json_is_refused_without_quoting_it)
{
	CHECK_ALL(not_json);
}

Test(codec_refusals, an_envelope_that_is_wrong_is_refused_naming_the_member)
{
	CHECK_ALL(bad_envelopes);
}

Test(codec_refusals, a_field_that_is_wrong_is_refused_naming_its_path)
{
	CHECK_ALL(bad_fields);
}

Test(codec_refusals, a_text_against_the_policy_is_refused_saying_why)
{
	CHECK_ALL(bad_texts);
}

Test(codec_refusals, a_number_that_is_not_whole_or_too_large_is_refused)
{
	CHECK_ALL(bad_numbers);
}

Test(codec_refusals, a_list_that_is_wrong_is_refused_naming_the_entry)
{
	CHECK_ALL(bad_lists);
}

Test(codec_refusals, a_byte_of_zero_is_not_json)
{
	static const char bytes[] = "{\"txn\":\"t-1\",\"cmd\":\"sync\0\"}";
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct decoded decoded;

	codec_init();
	cr_assert(codec_decode_command((struct text){bytes, sizeof bytes - 1}, arena, &decoded) == ERROR_BAD_REQUEST);
	cr_assert(decoded.refusal.field == NULL);
	arena_free(arena);
}

Test(codec_refusals, the_txn_is_known_even_when_the_rest_is_refused)
{
	static const char *const refused[] = {
		"{\"txn\":\"mine\",\"cmd\":\"nothing\"}",
		"{\"txn\":\"mine\",\"cmd\":\"sync\",\"args\":{}}",
		"{\"txn\":\"mine\",\"cmd\":\"sync\",\"more\":1}",
		"{\"cmd\":\"sync\",\"args\":{\"since\":-1},\"txn\":\"mine\"}",
	};
	struct arena *arena = arena_new((size_t)1024 * 1024);

	codec_init();
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct decoded decoded;

		cr_assert(codec_decode_command(text_of(refused[i]), arena, &decoded) == ERROR_BAD_REQUEST);
		cr_assert_str_eq(decoded.txn.text, "mine");
	}
	arena_free(arena);
}

Test(codec_refusals, a_refusal_names_the_txn_also_of_what_is_no_good_json)
{
	static const struct {
		const char *json;
		const char *txn; /* "" when it cannot be told */
	} rows[] = {
		{"{\"txn\":\"a-1\",\"cmd\":\"sync\",\"args\":{\"since\":18446744073709551616}}", "a-1"},
		{"{\"cmd\":\"sync\",\"args\":{\"since\":1e400}, \"txn\" : \"a-2\"}", "a-2"},
		{"{\"txn\":\"a-3\",\"cmd\":\"sync\",\"cmd\":\"sync\"}", "a-3"},
		{"{\"txn\":\"a-4\",\"cmd\":\"search\",\"args\":{\"text\":\"\\u0000\"}}", "a-4"},
		{"{\"txn\":\"a-5\",\"cmd\":", "a-5"},
		{"{\"txn\":\"a-6\",\"txn\":\"a-7\",\"cmd\":\"sync\"}", ""},
		{"{\"args\":{\"txn\":\"inside\"},\"cmd\":", ""},
		{"{\"args\":{\"text\":\"\\\"txn\\\":\\\"quoted\\\"\"},\"cmd\":", ""},
		{"{\"txn\":\"not/allowed\",\"cmd\":", ""},
		{"{\"txn\":\"open", ""},
		{"{\"txn", ""},
		{"\"", ""},
	};

	codec_init();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new((size_t)1024 * 1024);
		struct decoded decoded;

		cr_assert_eq(codec_decode_command(text_of(rows[i].json), arena, &decoded), ERROR_BAD_REQUEST, "%s",
			rows[i].json);
		cr_assert_str_eq(decoded.txn.text, rows[i].txn, "%s", rows[i].json);
		arena_free(arena);
	}
}
