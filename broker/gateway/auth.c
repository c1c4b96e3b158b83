#include "gateway/auth.h"

#include <openssl/crypto.h>
#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/auth_asked.h"

enum { BROWSER_COOKIE_SECONDS = 400 * 24 * 3600 }; /* as long as browsers keep one */

/* --- what goes out ------------------------------------------------------------------------------------------------ */

struct signed_in {
	struct person_id person;
	struct text display_name;
	uint32_t roles;
	struct device_id device;
	int64_t ends_at;
	int64_t wrong_attempts;
	int64_t wrong_since;
};

static const struct field SIGNED_IN_FIELDS[] = {
	{.name = "person",
		.kind = FIELD_KIND_PERSON,
		.required = true,
		.offset = offsetof(struct signed_in, person),
		.doc = ""},
	{.name = "display_name",
		.kind = FIELD_KIND_TEXT,
		.required = true,
		.offset = offsetof(struct signed_in, display_name),
		.doc = ""},
	{.name = "roles",
		.kind = FIELD_KIND_WORD_SET,
		.required = true,
		.offset = offsetof(struct signed_in, roles),
		.vocabulary = &role_vocabulary,
		.doc = ""},
	{.name = "device",
		.kind = FIELD_KIND_DEVICE,
		.required = true,
		.offset = offsetof(struct signed_in, device),
		.doc = "this browser"},
	{.name = "ends_at",
		.kind = FIELD_KIND_TIME,
		.required = true,
		.offset = offsetof(struct signed_in, ends_at),
		.doc = "the session ends then, at the latest"},
	{.name = "wrong_attempts",
		.kind = FIELD_KIND_INTEGER,
		.offset = offsetof(struct signed_in, wrong_attempts),
		.doc = "to sign in as this person since they last did"},
	{.name = "wrong_since",
		.kind = FIELD_KIND_TIME,
		.offset = offsetof(struct signed_in, wrong_since),
		.doc = "the first of them"},
};

static const struct record_type SIGNED_IN = {"signed_in", sizeof(struct signed_in),
	sizeof SIGNED_IN_FIELDS / sizeof *SIGNED_IN_FIELDS, SIGNED_IN_FIELDS, "Who is signed in."};

static struct signed_in describe(const struct sign_in *who)
{
	return (struct signed_in){
		.person = who->session.person,
		.display_name = text_of(who->display_name),
		.roles = who->roles,
		.device = who->session.device,
		.ends_at = who->session.ends_at_ms,
	};
}

void auth_answer_who(struct connection *connection, const struct sign_in *who, bool tells_attempts, struct text more)
{
	struct signed_in signed_in = describe(who);
	struct buffer body = {0};

	if (tells_attempts && who->wrong_attempts > 0) {
		signed_in.wrong_attempts = who->wrong_attempts;
		signed_in.wrong_since = who->wrong_since_ms;
	}
	codec_encode_record(&SIGNED_IN, &signed_in, &body);
	if (!body.failed && more.length > 0) {
		body.length--; /* the closing brace */
		buffer_append_text(&body, more);
		buffer_append_string(&body, "}");
	}
	if (body.failed)
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
	else
		exchange_answer(connection, 200, "application/json", NULL, buffer_text(&body));
	OPENSSL_cleanse(body.data, body.length);
	buffer_deinit(&body);
}

void auth_me(struct connection *connection, const struct sign_in *who)
{
	auth_answer_who(connection, who, false, (struct text){0});
}

/* --- in --------------------------------------------------------------------------------------------------------- */

static void set_cookies(struct connection *connection, const struct session_query *query)
{
	struct gateway *gateway = connection->gateway;
	char value[SESSION_COOKIE_BYTES + 1];
	int64_t seconds = (query->sign_in.session.ends_at_ms - gateway_wall_now_ms(gateway)) / 1000;

	if (cookie_seal(gateway->config.cookie_key, query->sign_in.secret_token, value))
		return;
	exchange_add_header(connection->exchange,
		"Set-Cookie: " SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%lld", value,
		(long long)(seconds > 0 ? seconds : 0));
	exchange_add_header(connection->exchange,
		"Set-Cookie: " BROWSER_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%d",
		query->browser, BROWSER_COOKIE_SECONDS);
	OPENSSL_cleanse(value, sizeof value);
}

/* {"recovery_codes":[...]}, to go on from the members before. */
static void write_recovery_codes(const struct sign_in *sign_in, struct buffer *out)
{
	buffer_append_string(out, ",\"recovery_codes\":[");
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		buffer_append_format(out, "%s\"%s\"", i > 0 ? "," : "", sign_in->recovery_codes[i]);
	buffer_append_string(out, "]");
}

static void answer_signed_in(struct connection *connection, const struct session_query *query)
{
	struct buffer codes = {0};

	set_cookies(connection, query);
	if (query->purpose == QUERY_ENROL)
		write_recovery_codes(&query->sign_in, &codes);
	auth_answer_who(connection, &query->sign_in, true, buffer_text(&codes));
	OPENSSL_cleanse(codes.data, codes.length);
	buffer_deinit(&codes);
}

void auth_signed_in(struct session_query *query)
{
	struct connection *connection = connection_find(query->gateway, query->connection);
	const struct sign_in *sign_in = &query->sign_in;

	if (sign_in->error == OK) {
		query->gateway->counters.sign_ins++;
		log_event(LOG_INFO, "auth.signed_in", "person=%s device=%s", sign_in->session.person.text,
			sign_in->session.device.text);
		session_lives(query->gateway, &sign_in->session);
	} else {
		query->gateway->counters.sign_ins_failed++;
		auth_log_failure(sign_in);
	}
	if (!connection || !connection->exchange)
		return;
	if (sign_in->error)
		auth_refuse(connection, query);
	else
		answer_signed_in(connection, query);
}

/* --- out -------------------------------------------------------------------------------------------------------- */

static void answer_signed_out(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;

	exchange_add_header(
		exchange, "Set-Cookie: " SESSION_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
	exchange_add_header(exchange, "Clear-Site-Data: \"cache\", \"storage\"");
	exchange_answer(connection, 200, "application/json", NULL, text_of("{\"ok\":true}"));
}

void auth_logout(struct connection *connection)
{
	struct session_query *query;
	struct digest token;

	if (request_session(connection, &token)) {
		answer_signed_out(connection);
		return;
	}
	query = query_new(connection->gateway, QUERY_SIGN_OUT, connection->id);
	if (!query) {
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
		return;
	}
	exchange_wait(connection);
	query->sign_in.token = token;
	query_ask(query);
}

void auth_signed_out(struct session_query *query)
{
	struct connection *connection = connection_find(query->gateway, query->connection);
	const struct sign_in *sign_in = &query->sign_in;

	if (sign_in->error == OK)
		session_ends(query->gateway, &sign_in->token);
	if (!connection || !connection->exchange)
		return;
	if (sign_in->error)
		exchange_refuse(connection, sign_in->error, 0, &sign_in->refusal);
	else
		answer_signed_out(connection);
}
