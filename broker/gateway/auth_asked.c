/* Bodies of /auth: passwords and codes on their way to the engine, and what is answered to all but a sign-in. */
#include "gateway/auth_asked.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/password_rules.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/addresses.h"
#include "gateway/browser_name.h"

enum { ASKED_ARENA_BYTES = 64 * 1024, PASSWORD_BYTES = SIGN_IN_PASSWORD_BYTES - 1 };

/* --- what is asked ------------------------------------------------------------------------------------------------ */

struct asked {
	struct text person;
	struct text code;
	struct text password;
	struct text new_password;
	struct text totp;
	struct text recovery_code;
};

#define MEMBER(member, is_required, bytes)                                          \
	{                                                                           \
		.name = #member, .kind = FIELD_KIND_TEXT, .required = is_required,  \
		.offset = offsetof(struct asked, member), .limit = bytes, .doc = "" \
	}

static const struct field LOGIN_FIELDS[] = {MEMBER(person, true, LIMIT_HANDLE_BYTES),
	MEMBER(password, true, PASSWORD_BYTES), MEMBER(totp, false, 16),
	MEMBER(recovery_code, false, LIMIT_CODE_BYTES)};
static const struct field INVITATION_FIELDS[] = {
	MEMBER(person, true, LIMIT_HANDLE_BYTES), MEMBER(code, true, LIMIT_CODE_BYTES)};
static const struct field ENROL_FIELDS[] = {MEMBER(person, true, LIMIT_HANDLE_BYTES),
	MEMBER(code, true, LIMIT_CODE_BYTES), MEMBER(password, true, PASSWORD_BYTES), MEMBER(totp, true, 16)};
static const struct field PASSWORD_FIELDS[] = {MEMBER(password, true, PASSWORD_BYTES),
	MEMBER(new_password, true, PASSWORD_BYTES), MEMBER(totp, false, 16),
	MEMBER(recovery_code, false, LIMIT_CODE_BYTES)};
static const struct field CODES_FIELDS[] = {MEMBER(password, true, PASSWORD_BYTES), MEMBER(totp, true, 16)};

#define TYPE(name, fields)                                                             \
	{                                                                              \
		name, sizeof(struct asked), sizeof fields / sizeof *fields, fields, "" \
	}

static const struct record_type TYPES[] = {
	[QUERY_SIGN_IN] = TYPE("login", LOGIN_FIELDS),
	[QUERY_INVITATION] = TYPE("invitation", INVITATION_FIELDS),
	[QUERY_ENROL] = TYPE("enrol", ENROL_FIELDS),
	[QUERY_PASSWORD] = TYPE("password", PASSWORD_FIELDS),
	[QUERY_RECOVERY_CODES] = TYPE("recovery_codes", CODES_FIELDS),
};

/* --- on its way to the engine ---------------------------------------------------------------------------------------- */

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

static void find_address(struct connection *connection, struct sign_in *sign_in)
{
	const struct address *address = connection->address;

	hex_encode(address->key, address->key_length, sign_in->address);
	sign_in->is_address_tired = !address_may_sign_in(connection->address);
}

/* Who they say they are, and in which browser. */
static enum error fill_stranger(struct connection *connection, const struct asked *asked, struct session_query *query)
{
	struct sign_in *sign_in = &query->sign_in;
	enum error error = text_copy(asked->person, sign_in->person.text, sizeof sign_in->person.text);

	if (!error)
		error = find_browser(connection, query->browser);
	if (!error)
		error = cookie_device(text_of(query->browser), sign_in->person, &sign_in->device);
	return error;
}

static enum error fill_secrets(const struct asked *asked, struct session_query *query)
{
	struct sign_in *sign_in = &query->sign_in;
	/* who enrols chooses a password, and has none yet */
	struct text password = query->purpose == QUERY_ENROL ? (struct text){0} : asked->password;
	struct text chosen = query->purpose == QUERY_ENROL ? asked->password : asked->new_password;
	enum error error = text_copy(password, sign_in->password, sizeof sign_in->password);

	if (!error)
		error = text_copy(chosen, sign_in->new_password, sizeof sign_in->new_password);
	if (!error)
		error = text_copy(text_trim(asked->totp), sign_in->totp, sizeof sign_in->totp);
	if (!error)
		error = text_copy(asked->code, sign_in->code, sizeof sign_in->code);
	if (!error)
		error = text_copy(asked->recovery_code, sign_in->recovery_code, sizeof sign_in->recovery_code);
	return error;
}

static enum error fill(struct connection *connection, const struct asked *asked, const struct sign_in *who,
	struct session_query *query)
{
	struct sign_in *sign_in = &query->sign_in;
	enum error error = OK;

	if (who) {
		sign_in->person = who->session.person;
		sign_in->device = who->session.device;
		sign_in->token = who->session.token;
	} else {
		error = fill_stranger(connection, asked, query);
	}
	find_address(connection, sign_in);
	browser_name(connection->wsi, sign_in->browser);
	return error ? error : fill_secrets(asked, query);
}

static void ask(
	struct connection *connection, const struct asked *asked, const struct sign_in *who, enum query_purpose purpose)
{
	struct session_query *query = query_new(connection->gateway, purpose, connection->id);
	enum error error = query ? fill(connection, asked, who, query) : ERROR_BUSY;

	if (error) {
		query_free(query);
		exchange_refuse(connection, error, 0, NULL);
		return;
	}
	exchange_wait(connection);
	query_ask(query);
}

/* One of the two codes, and not both. */
static bool has_one_code(const struct asked *asked, enum query_purpose purpose)
{
	bool may_recover = purpose == QUERY_SIGN_IN || purpose == QUERY_PASSWORD;

	return !may_recover || (asked->totp.length > 0) != (asked->recovery_code.length > 0);
}

static void take(struct connection *connection, const struct sign_in *who, enum query_purpose purpose)
{
	static const struct refusal NO_CODE = {
		.field = "totp", .sentence = {"Give the one-time code, or instead of it a recovery code.", 57}};
	struct buffer *body = &connection->exchange->body;
	struct refusal refusal = {0};
	struct asked asked = {0};
	struct arena *arena = arena_new(ASKED_ARENA_BYTES);
	enum error error = ERROR_BUSY;

	if (arena)
		error = codec_decode_record(&TYPES[purpose], buffer_text(body), "", arena, &asked, &refusal);
	if (!error && !has_one_code(&asked, purpose)) {
		error = ERROR_BAD_REQUEST;
		refusal = NO_CODE;
	}
	if (error)
		exchange_refuse(connection, error, error == ERROR_TOO_LARGE ? 400 : 0, &refusal);
	else
		ask(connection, &asked, who, purpose);
	arena_free(arena);
	OPENSSL_cleanse(body->data, body->length);
	buffer_clear(body);
}

void auth_login(struct connection *connection)
{
	take(connection, NULL, QUERY_SIGN_IN);
}

void auth_invitation(struct connection *connection)
{
	take(connection, NULL, QUERY_INVITATION);
}

void auth_enrol(struct connection *connection)
{
	take(connection, NULL, QUERY_ENROL);
}

void auth_password(struct connection *connection, const struct sign_in *who)
{
	take(connection, who, QUERY_PASSWORD);
}

void auth_recovery_codes(struct connection *connection, const struct sign_in *who)
{
	take(connection, who, QUERY_RECOVERY_CODES);
}

/* --- refused ----------------------------------------------------------------------------------------------------------- */

/* A name that belongs to nobody may be a password typed into the wrong field. */
void auth_log_failure(const struct sign_in *sign_in)
{
	bool is_somebody = sign_in->display_name[0] != '\0';

	log_event(LOG_WARNING, "auth.sign_in_failed", "person=%s error=%s",
		is_somebody ? sign_in->person.text : "unknown", error_wire(sign_in->error));
}

void auth_refuse(struct connection *connection, struct session_query *query)
{
	struct sign_in *sign_in = &query->sign_in;

	if (sign_in->error == ERROR_UNAUTHENTICATED)
		address_sign_in_failed(connection->address);
	/* the engine's name for it is not the one they sent it under */
	if (query->purpose == QUERY_ENROL && sign_in->refusal.field &&
		strcmp(sign_in->refusal.field, "new_password") == 0)
		sign_in->refusal.field = "password";
	exchange_refuse(connection, sign_in->error, 0, &sign_in->refusal);
}

/* The connection that waits for an answer other than a refusal; NULL when it is gone or was refused. */
static struct connection *connection_to_answer(struct session_query *query)
{
	struct connection *connection = connection_find(query->gateway, query->connection);

	if (query->sign_in.error)
		auth_log_failure(&query->sign_in);
	if (!connection || !connection->exchange)
		return NULL;
	if (!query->sign_in.error)
		return connection;
	auth_refuse(connection, query);
	return NULL;
}

/* --- answered ---------------------------------------------------------------------------------------------------------- */

struct invited {
	struct person_id person;
	struct text display_name;
	struct text otpauth;
	struct text totp_secret;
	struct text password_rules;
	int64_t ends_at;
};

#define INVITED(member, kind_of)                                                                                \
	{                                                                                                       \
		.name = #member, .kind = kind_of, .required = true, .offset = offsetof(struct invited, member), \
		.doc = ""                                                                                       \
	}

static const struct field INVITED_FIELDS[] = {INVITED(person, FIELD_KIND_PERSON),
	INVITED(display_name, FIELD_KIND_TEXT), INVITED(otpauth, FIELD_KIND_TEXT),
	INVITED(totp_secret, FIELD_KIND_TEXT), INVITED(password_rules, FIELD_KIND_TEXT),
	INVITED(ends_at, FIELD_KIND_TIME)};
static const struct record_type INVITED_TYPE = {"invited", sizeof(struct invited),
	sizeof INVITED_FIELDS / sizeof *INVITED_FIELDS, INVITED_FIELDS, "What is needed to enrol."};

static void answer_secret(struct connection *connection, struct buffer *body)
{
	if (body->failed)
		exchange_refuse(connection, ERROR_BUSY, 0, NULL);
	else
		exchange_answer(connection, 200, "application/json", NULL, buffer_text(body));
	OPENSSL_cleanse(body->data, body->length);
	buffer_deinit(body);
}

void auth_invitation_found(struct session_query *query)
{
	struct connection *connection = connection_to_answer(query);
	const struct sign_in *sign_in = &query->sign_in;
	struct buffer body = {0};
	char otpauth[256];

	if (!connection)
		return;
	snprintf(otpauth, sizeof otpauth, "otpauth://totp/Corridor:%s?secret=%s&issuer=Corridor", sign_in->person.text,
		sign_in->totp_secret);
	const struct invited invited = {.person = sign_in->person,
		.display_name = text_of(sign_in->display_name),
		.otpauth = text_of(otpauth),
		.totp_secret = text_of(sign_in->totp_secret),
		.password_rules = text_of(password_rules_sentence),
		.ends_at = sign_in->ends_at_ms};
	codec_encode_record(&INVITED_TYPE, &invited, &body);
	answer_secret(connection, &body);
	OPENSSL_cleanse(otpauth, sizeof otpauth);
}

void auth_password_changed(struct session_query *query)
{
	struct connection *connection = connection_to_answer(query);

	if (!connection)
		return;
	log_event(LOG_INFO, "auth.password_changed", "person=%s", query->sign_in.person.text);
	exchange_answer(connection, 200, "application/json", NULL, text_of("{\"ok\":true}"));
}

void auth_recovery_codes_made(struct session_query *query)
{
	struct connection *connection = connection_to_answer(query);
	struct buffer body = {0};

	if (!connection)
		return;
	log_event(LOG_INFO, "auth.recovery_codes_renewed", "person=%s", query->sign_in.person.text);
	buffer_append_string(&body, "{\"recovery_codes\":[");
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		buffer_append_format(&body, "%s\"%s\"", i > 0 ? "," : "", query->sign_in.recovery_codes[i]);
	buffer_append_string(&body, "]}");
	answer_secret(connection, &body);
}
