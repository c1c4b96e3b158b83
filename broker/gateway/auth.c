#include "gateway/auth.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/addresses.h"

enum {
	LOGIN_ARENA_BYTES = 64 * 1024,
	BROWSER_COOKIE_SECONDS = 400 * 24 * 3600 /* as long as browsers keep one */
};

static const struct refusal SLOW_DOWN = {.retry_after_ms = 10000};

/* --- what goes in and out --------------------------------------------------------------------------------------- */

struct login {
	struct text person;
	struct text password;
	struct text totp;
};

static const struct field LOGIN_FIELDS[] = {
	{.name = "person",
		.kind = FIELD_KIND_TEXT,
		.required = true,
		.offset = offsetof(struct login, person),
		.limit = LIMIT_HANDLE_BYTES,
		.doc = "who"},
	{.name = "password",
		.kind = FIELD_KIND_TEXT,
		.required = true,
		.offset = offsetof(struct login, password),
		.limit = 256,
		.doc = ""},
	{.name = "totp",
		.kind = FIELD_KIND_TEXT,
		.required = true,
		.offset = offsetof(struct login, totp),
		.limit = 16,
		.doc = "one-time code"},
};

static const struct record_type LOGIN = {
	"login", sizeof(struct login), sizeof LOGIN_FIELDS / sizeof *LOGIN_FIELDS, LOGIN_FIELDS, "A sign-in."};

struct signed_in {
	struct person_id person;
	struct text display_name;
	uint32_t roles;
	struct device_id device;
	int64_t ends_at;
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
};

static const struct record_type SIGNED_IN = {"signed_in", sizeof(struct signed_in),
	sizeof SIGNED_IN_FIELDS / sizeof *SIGNED_IN_FIELDS, SIGNED_IN_FIELDS, "Who is signed in."};

static void answer_who(struct connection *connection, const struct sign_in *who)
{
	struct signed_in signed_in = {
		.person = who->session.person,
		.display_name = text_of(who->display_name),
		.roles = who->roles,
		.device = who->session.device,
		.ends_at = who->session.ends_at_ms,
	};
	struct buffer body = {0};

	codec_encode_record(&SIGNED_IN, &signed_in, &body);
	if (body.failed)
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
	else
		exchange_answer(connection, 200, "application/json", NULL, buffer_text(&body));
	buffer_deinit(&body);
}

void auth_me(struct connection *connection, const struct sign_in *who)
{
	answer_who(connection, who);
}

/* --- in --------------------------------------------------------------------------------------------------------- */

/* The browser's own cookie, or a new value for one. */
static enum error find_browser(struct connection *connection, char browser[BROWSER_COOKIE_BYTES + 1])
{
	unsigned char fresh[BROWSER_COOKIE_BYTES / 2];
	char buffer[REQUEST_HEADER_BYTES];
	struct text header;
	struct text value = {0};
	enum error error;

	if (request_header(connection->wsi, WSI_TOKEN_HTTP_COOKIE, buffer, sizeof buffer, &header))
		value = cookie_find(header, BROWSER_COOKIE);
	if (cookie_is_browser(value))
		return text_copy(value, browser, BROWSER_COOKIE_BYTES + 1);
	error = random_bytes(fresh, sizeof fresh);
	if (!error)
		hex_encode(fresh, sizeof fresh, browser);
	return error;
}

static enum error fill_sign_in(struct connection *connection, const struct login *login, struct session_query *query)
{
	struct sign_in *sign_in = &query->sign_in;
	enum error error = text_copy(login->person, sign_in->person.text, sizeof sign_in->person.text);

	if (!error)
		error = text_copy(login->password, sign_in->password, sizeof sign_in->password);
	if (!error)
		error = text_copy(text_trim(login->totp), sign_in->totp, sizeof sign_in->totp);
	if (!error)
		error = find_browser(connection, query->browser);
	if (!error)
		error = cookie_device(text_of(query->browser), sign_in->person, &sign_in->device);
	return error;
}

static void ask_sign_in(struct connection *connection, const struct login *login)
{
	struct session_query *query = query_new(connection->gateway, QUERY_SIGN_IN, connection->id);
	enum error error = query ? fill_sign_in(connection, login, query) : ERROR_BUSY;

	if (error) {
		query_free(query);
		exchange_refuse(connection, error, 0, NULL);
		return;
	}
	exchange_wait(connection);
	query_ask(query);
}

void auth_login(struct connection *connection)
{
	struct buffer *body = &connection->exchange->body;
	struct refusal refusal = {0};
	struct login login = {0};
	struct arena *arena;
	enum error error;

	if (!address_may_sign_in(connection->address)) {
		log_event(LOG_WARNING, "auth.address_throttled", NULL);
		exchange_refuse(connection, ERROR_RATE_LIMITED, 0, &SLOW_DOWN);
		return;
	}
	arena = arena_new(LOGIN_ARENA_BYTES);
	error = arena ? codec_decode_record(&LOGIN, buffer_text(body), "", arena, &login, &refusal) : ERROR_BUSY;
	if (error)
		exchange_refuse(connection, error, error == ERROR_TOO_LARGE ? 400 : 0, &refusal);
	else
		ask_sign_in(connection, &login);
	arena_free(arena);
	OPENSSL_cleanse(body->data, body->length);
	buffer_clear(body);
}

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
		log_event(LOG_WARNING, "auth.sign_in_failed", "person=%s error=%s", sign_in->person.text,
			error_wire(sign_in->error));
	}
	if (!connection || !connection->exchange)
		return;
	if (sign_in->error == ERROR_UNAUTHENTICATED)
		address_sign_in_failed(connection->address);
	if (sign_in->error) {
		exchange_refuse(connection, sign_in->error, 0, &sign_in->refusal);
		return;
	}
	set_cookies(connection, query);
	answer_who(connection, sign_in);
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
