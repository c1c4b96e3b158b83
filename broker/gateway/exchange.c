#include "gateway/exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"

enum {
	PIECE_BYTES = 32 * 1024,
	WAIT_SECONDS = 30,  /* for the engine */
	WRITE_SECONDS = 20, /* for a client to take a piece */
	LINGER_SECONDS = 2
};

static const struct {
	int status;
	const char *phrase;
} PHRASES[] = {
	{200, "OK"},
	{304, "Not Modified"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{409, "Conflict"},
	{411, "Length Required"},
	{413, "Content Too Large"},
	{414, "URI Too Long"},
	{415, "Unsupported Media Type"},
	{426, "Upgrade Required"},
	{429, "Too Many Requests"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{503, "Service Unavailable"},
};

static const int STATUS_OF[ERROR_END] = {
	[ERROR_BAD_REQUEST] = 400,
	[ERROR_TOO_LARGE] = 413,
	[ERROR_UNAUTHENTICATED] = 401,
	[ERROR_FORBIDDEN] = 403,
	[ERROR_NOT_FOUND] = 404,
	[ERROR_CONFLICT] = 409,
	[ERROR_TXN_CONFLICT] = 409,
	[ERROR_RATE_LIMITED] = 429,
	[ERROR_BUSY] = 503,
	[ERROR_STORE_UNAVAILABLE] = 503,
	[ERROR_UNSUPPORTED] = 501,
	[ERROR_INTERNAL] = 500,
};

struct exchange *exchange_begin(struct connection *connection)
{
	exchange_free(connection->exchange);
	connection->exchange = memory_new(sizeof *connection->exchange);
	if (connection->exchange)
		connection->exchange->began_ms = gateway_now_ms(connection->gateway);
	return connection->exchange;
}

void exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return;
	buffer_deinit(&exchange->body);
	buffer_deinit(&exchange->answer);
	memory_free(exchange);
}

void exchange_add_header(struct exchange *exchange, const char *format, ...)
{
	size_t used = exchange->extra.length;
	size_t room = sizeof exchange->extra_bytes - used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(exchange->extra_bytes + used, room, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length + 2 >= room)
		return;
	memcpy(exchange->extra_bytes + used + length, "\r\n", 2);
	exchange->extra = (struct text){exchange->extra_bytes, used + (size_t)length + 2};
}

/* --- the answer's head ------------------------------------------------------------------------------------------ */

static const char *phrase_of(int status)
{
	for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++)
		if (PHRASES[i].status == status)
			return PHRASES[i].phrase;
	return "";
}

static void write_date(const struct gateway *gateway, struct buffer *out)
{
	time_t now = (time_t)(gateway_wall_now_ms(gateway) / 1000);
	char date[64];
	struct tm parts;

	if (gmtime_r(&now, &parts) && strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0)
		buffer_append_format(out, "Date: %s\r\n", date);
}

void exchange_write_head(const struct gateway *gateway, int status, const char *type, const char *cache,
	struct text extra, int64_t length, bool closes, struct buffer *out)
{
	static const char room[LWS_PRE];

	buffer_append(out, room, sizeof room);
	buffer_append_format(out, "HTTP/1.1 %d %s\r\n", status, phrase_of(status));
	write_date(gateway, out);
	buffer_append_string(out, gateway->standing_headers);
	buffer_append_format(out, "Cache-Control: %s\r\n", cache ? cache : "no-store");
	if (type)
		buffer_append_format(out, "Content-Type: %s\r\n", type);
	if (status != 304)
		buffer_append_format(out, "Content-Length: %lld\r\n", (long long)length);
	buffer_append_text(out, extra);
	buffer_append_format(out, "Connection: %s\r\n\r\n", closes ? "close" : "keep-alive");
}

/* --- answering -------------------------------------------------------------------------------------------------- */

static bool may_answer(const struct connection *connection)
{
	return connection->wsi && connection->exchange && !connection->exchange->is_answered;
}

static void begin_sending(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;

	exchange->is_answered = true;
	exchange->sent = LWS_PRE;
	if (exchange->is_waiting)
		lws_rx_flow_control(connection->wsi, 1);
	exchange->is_waiting = false;
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_SECONDS);
	lws_callback_on_writable(connection->wsi);
}

void exchange_answer(struct connection *connection, int status, const char *type, const char *cache, struct text body)
{
	struct exchange *exchange = connection->exchange;

	if (!may_answer(connection))
		return;
	if (connection->gateway->is_stopping)
		exchange->closes = true;
	exchange_write_head(connection->gateway, status, type, cache, exchange->extra, (int64_t)body.length,
		exchange->closes, &exchange->answer);
	if (exchange->method != METHOD_HEAD)
		buffer_append_text(&exchange->answer, body);
	begin_sending(connection);
}

void exchange_refuse(struct connection *connection, enum error error, int status, const struct refusal *refusal)
{
	struct exchange *exchange = connection->exchange;
	struct buffer body = {0};

	if (!may_answer(connection))
		return;
	if (refusal && refusal->retry_after_ms > 0)
		exchange_add_header(exchange, "Retry-After: %lld", (long long)(refusal->retry_after_ms + 999) / 1000);
	codec_encode_refusal("", error, refusal, &body);
	exchange_answer(connection, status ? status : STATUS_OF[error], "application/json", NULL, buffer_text(&body));
	buffer_deinit(&body);
}

/* The client names the version it has in If-None-Match, as a list; W/ is what proxies make of it. */
static bool client_has(struct connection *connection, const struct asset *asset)
{
	char buffer[512];
	struct text tags;

	if (!request_header(connection->wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, buffer, sizeof buffer, &tags) || !tags.data)
		return false;
	return strstr(buffer, asset->etag) != NULL;
}

void exchange_answer_asset(struct connection *connection, const struct asset *asset)
{
	struct exchange *exchange = connection->exchange;

	if (!may_answer(connection))
		return;
	exchange_add_header(exchange, "ETag: %s", asset->etag);
	if (client_has(connection, asset)) {
		exchange_answer(connection, 304, NULL, asset->cache, (struct text){0});
		return;
	}
	if (connection->gateway->is_stopping)
		exchange->closes = true;
	exchange_write_head(connection->gateway, 200, asset->type, asset->cache, exchange->extra,
		(int64_t)asset->content.length, exchange->closes, &exchange->answer);
	if (exchange->method != METHOD_HEAD)
		exchange->asset = asset;
	begin_sending(connection);
}

void exchange_wait(struct connection *connection)
{
	connection->exchange->is_waiting = true;
	lws_rx_flow_control(connection->wsi, 0);
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WAIT_SECONDS);
}

/* --- sending ---------------------------------------------------------------------------------------------------- */

/* One piece of some bytes; returns how many were taken, or -1. libwebsockets keeps what the socket does not take. */
static int send_piece(struct lws *wsi, const char *bytes, size_t length)
{
	size_t piece = length < PIECE_BYTES ? length : PIECE_BYTES;
	struct buffer copy = {0};
	static const char room[LWS_PRE];
	int written;

	buffer_append(&copy, room, sizeof room);
	buffer_append(&copy, bytes, piece);
	if (copy.failed) {
		buffer_deinit(&copy);
		return -1;
	}
	written = lws_write(wsi, (unsigned char *)copy.data + LWS_PRE, piece, LWS_WRITE_HTTP);
	buffer_deinit(&copy);
	return written < 0 ? -1 : (int)piece;
}

static int end_exchange(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;

	if (exchange->lingers) {
		lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_OK, LINGER_SECONDS);
		return 0;
	}
	connection->exchange = NULL;
	if (exchange->closes) {
		exchange_free(exchange);
		return -1;
	}
	exchange_free(exchange);
	return lws_http_transaction_completed(connection->wsi) ? -1 : 0;
}

int exchange_writeable(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;
	size_t left;
	int taken;

	if (!exchange || !exchange->is_answered)
		return 0;
	if (exchange->answer.failed)
		return -1;
	left = exchange->answer.length - exchange->sent;
	if (left > 0) {
		taken = send_piece(connection->wsi, exchange->answer.data + exchange->sent, left);
		exchange->sent += taken > 0 ? (size_t)taken : 0;
	} else if (exchange->asset && exchange->asset_sent < exchange->asset->content.length) {
		taken = send_piece(connection->wsi, exchange->asset->content.data + exchange->asset_sent,
			exchange->asset->content.length - exchange->asset_sent);
		exchange->asset_sent += taken > 0 ? (size_t)taken : 0;
	} else {
		return end_exchange(connection);
	}
	if (taken < 0)
		return -1;
	lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_SECONDS);
	lws_callback_on_writable(connection->wsi);
	return 0;
}
