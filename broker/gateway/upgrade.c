#include "gateway/upgrade.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "codec/codec.h"
#include "gateway/exchange.h"
#include "gateway/sessions.h"

enum { KEY_BYTES = 24 }; /* 16 bytes in base64 (RFC 6455 4.1) */

static bool header_is(struct lws *wsi, enum lws_token_indexes token, const char *wanted)
{
	char buffer[64];
	struct text value;

	return request_header(wsi, token, buffer, sizeof buffer, &value) && value.length == strlen(wanted) &&
	       strncasecmp(value.data, wanted, value.length) == 0;
}

/* --- the checks, in the order of the table below ---------------------------------------------------------------- */

static bool asks_for_websocket(struct connection *connection)
{
	return header_is(connection->wsi, WSI_TOKEN_UPGRADE, "websocket");
}

static bool is_well_formed(struct connection *connection)
{
	return request_is_sane(connection->wsi) && request_length(connection->wsi) <= 0 &&
	       request_length(connection->wsi) != -2 && header_is(connection->wsi, WSI_TOKEN_HTTP, "HTTP/1.1");
}

static bool is_the_socket(struct connection *connection)
{
	enum request_method method = METHOD_NONE;
	struct text path;

	return !connection->is_ops && request_line(connection->wsi, &method, &path) && method == METHOD_GET &&
	       text_is(path, "/ws");
}

static bool speaks_version_13(struct connection *connection)
{
	return header_is(connection->wsi, WSI_TOKEN_VERSION, "13");
}

static bool has_key(struct connection *connection)
{
	char buffer[64];
	struct text key;

	return request_header(connection->wsi, WSI_TOKEN_KEY, buffer, sizeof buffer, &key) && key.length == KEY_BYTES &&
	       memcmp(key.data + KEY_BYTES - 2, "==", 2) == 0;
}

static bool comes_from_us(struct connection *connection)
{
	return request_origin_is_ours(connection, false);
}

/* Offered among at most a few; libwebsockets then picks it, as the only one of ours with that name. */
static bool offers_our_protocol(struct connection *connection)
{
	char buffer[256];
	struct text list;
	struct text name;
	bool is_offered = false;

	if (!request_header(connection->wsi, WSI_TOKEN_PROTOCOL, buffer, sizeof buffer, &list) || !list.data)
		return false;
	while (list.length > 0) {
		const char *comma = memchr(list.data, ',', list.length);

		name.data = list.data;
		name.length = comma ? (size_t)(comma - list.data) : list.length;
		list.data += name.length + (comma ? 1 : 0);
		list.length -= name.length + (comma ? 1 : 0);
		name = text_trim(name);
		if (text_is(name, connection->gateway->web_protocols[0].name))
			return false;
		is_offered = is_offered || text_is(name, UPGRADE_PROTOCOL);
	}
	return is_offered;
}

static bool is_signed_in(struct connection *connection)
{
	const struct web_session *session;

	if (request_session(connection, &connection->token))
		return false;
	session = session_find(connection->gateway, &connection->token);
	return !session || session->state != WEB_SESSION_ENDED;
}

static bool stays_open(struct connection *connection)
{
	return !connection->gateway->is_stopping;
}

static const struct {
	bool (*holds)(struct connection *connection);
	int status;
	enum error error;
	const char *what;     /* for the log */
	const char *extra;    /* header line */
	const char *sentence; /* what is wrong and what to do; NULL: the usual one */
} CHECKS[] = {
	{asks_for_websocket, 400, ERROR_BAD_REQUEST, "upgrade", NULL,
		"Only an upgrade to WebSocket is understood here."},
	{is_well_formed, 400, ERROR_BAD_REQUEST, "malformed", NULL,
		"This handshake is no well-formed HTTP/1.1 request."},
	{is_the_socket, 404, ERROR_NOT_FOUND, "path", NULL, "WebSockets are at /ws."},
	{speaks_version_13, 426, ERROR_BAD_REQUEST, "version", "Sec-WebSocket-Version: 13\r\n",
		"Only version 13 of WebSocket is understood."},
	{has_key, 400, ERROR_BAD_REQUEST, "key", NULL, "Sec-WebSocket-Key must be 16 bytes in base64."},
	{comes_from_us, 403, ERROR_FORBIDDEN, "origin", NULL, REQUEST_FOREIGN_ORIGIN},
	{offers_our_protocol, 400, ERROR_BAD_REQUEST, "subprotocol", NULL,
		"Offer the subprotocol " UPGRADE_PROTOCOL " alone."},
	{is_signed_in, 401, ERROR_UNAUTHENTICATED, "session", NULL, NULL},
	{stays_open, 503, ERROR_BUSY, "stopping", NULL, NULL},
};

/* Written at once: libwebsockets knows no later for a request with an Upgrade header. Then the connection ends. */
static void turn_away(
	struct connection *connection, int status, enum error error, const char *extra, const char *sentence)
{
	const struct refusal refusal = {.sentence = text_of(sentence)};
	struct buffer answer = {0};
	struct buffer body = {0};

	codec_encode_refusal("", error, &refusal, &body);
	exchange_write_head(connection->gateway, status, "application/json", NULL, text_of(extra), (int64_t)body.length,
		true, &answer);
	buffer_append_text(&answer, buffer_text(&body));
	if (!answer.failed && !body.failed)
		lws_write(connection->wsi, (unsigned char *)answer.data + LWS_PRE, answer.length - LWS_PRE,
			LWS_WRITE_HTTP);
	buffer_deinit(&answer);
	buffer_deinit(&body);
}

int upgrade_check(struct connection *connection)
{
	/* An Upgrade that libwebsockets does not know it has answered itself, and dropped the headers: touch nothing.
	 *  */
	if (lws_hdr_total_length(connection->wsi, WSI_TOKEN_UPGRADE) <= 0)
		return -1;
	connection->may_upgrade = false;
	for (size_t i = 0; i < sizeof CHECKS / sizeof *CHECKS; i++) {
		if (CHECKS[i].holds(connection))
			continue;
		connection->gateway->counters.handshakes_denied++;
		log_event(LOG_WARNING, "socket.denied", "reason=%s", CHECKS[i].what);
		turn_away(connection, CHECKS[i].status, CHECKS[i].error, CHECKS[i].extra, CHECKS[i].sentence);
		return -1;
	}
	connection->may_upgrade = true;
	return 0;
}
