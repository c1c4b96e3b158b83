#include "gateway/http.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "gateway/auth.h"
#include "gateway/ops.h"
#include "gateway/report.h"

#define READING (METHOD_GET | METHOD_HEAD)

static const struct route WEB_ROUTES[] = {
	{"/auth/login", METHOD_POST, "POST", auth_login, NULL},
	{"/auth/invitation", METHOD_POST, "POST", auth_invitation, NULL},
	{"/auth/enrol", METHOD_POST, "POST", auth_enrol, NULL},
	{"/auth/password", METHOD_POST, "POST", NULL, auth_password},
	{"/auth/recovery-codes", METHOD_POST, "POST", NULL, auth_recovery_codes},
	{"/auth/logout", METHOD_POST, "POST", auth_logout, NULL},
	{"/auth/me", READING, "GET, HEAD", NULL, auth_me},
	{REPORT_FOLDER, READING, "GET, HEAD", NULL, report_ask}, /* and all in it */
	{"/ws", 0, "GET", NULL, NULL},                           /* only as a handshake */
	{NULL, 0, NULL, NULL, NULL},
};

static const struct route OPS_ROUTES[] = {
	{"/healthz", READING, "GET, HEAD", ops_health, NULL},
	{"/readyz", READING, "GET, HEAD", ops_ready, NULL},
	{"/metrics", READING, "GET, HEAD", ops_metrics, NULL},
	{"/ca.crl", READING, "GET, HEAD", ops_crl, NULL},
	{NULL, 0, NULL, NULL, NULL},
};

/* A path that ends with a slash stands for what is in that folder. */
static bool is_at(struct text path, const char *route)
{
	size_t length = strlen(route);

	if (length > 1 && route[length - 1] == '/')
		return path.length > length && memcmp(path.data, route, length) == 0;
	return text_is(path, route);
}

static const struct route *find_route(const struct connection *connection, struct text path)
{
	const struct route *route = connection->is_ops ? OPS_ROUTES : WEB_ROUTES;

	while (route->path && !is_at(path, route->path))
		route++;
	return route->path ? route : NULL;
}

enum { ADDRESS_BYTES = 4096 }; /* of a path with its query */

/* --- what is wrong with a request ------------------------------------------------------------------------------- */

/* What makes the rest of the connection unreadable: answered at once, and then it ends. 0: nothing. */
static int framing_problem(struct connection *connection, const struct exchange *exchange)
{
	if (request_address_bytes(connection->wsi) > ADDRESS_BYTES)
		return 414;
	if (lws_hdr_total_length(connection->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
		return 501;
	if (!request_is_sane(connection->wsi) || exchange->announced == -2)
		return 400;
	if (exchange->method == METHOD_POST && exchange->announced == -1)
		return 411;
	if (exchange->announced > HTTP_BODY_BYTES)
		return 413;
	if (exchange->method != METHOD_POST && exchange->announced > 0)
		return 400;
	return 0;
}

static bool is_json(struct lws *wsi)
{
	static const char JSON[] = "application/json";
	char buffer[128];
	struct text type;

	if (!request_header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, buffer, sizeof buffer, &type) || !type.data)
		return false;
	if (type.length < sizeof JSON - 1 || strncasecmp(type.data, JSON, sizeof JSON - 1) != 0)
		return false;
	return type.length == sizeof JSON - 1 || type.data[sizeof JSON - 1] == ';' || type.data[sizeof JSON - 1] == ' ';
}

/* Sent by the browser itself, and not by a page elsewhere: absent in old browsers and programs. */
static bool comes_from_elsewhere(struct lws *wsi)
{
	static const char NAME[] = "sec-fetch-site:";
	char site[32];
	int length = lws_hdr_custom_copy(wsi, site, sizeof site, NAME, sizeof NAME - 1);

	if (length < 0)
		return lws_hdr_custom_length(wsi, NAME, sizeof NAME - 1) >= 0;
	return !text_is(text_of(site), "same-origin") && !text_is(text_of(site), "none");
}

/* What is wrong with a request that changes something; remembered until its body has been read. */
static void check_post(struct connection *connection, struct exchange *exchange)
{
	if (!request_origin_is_ours(connection, true) || comes_from_elsewhere(connection->wsi)) {
		log_event(LOG_WARNING, "http.foreign_origin", "path=%s", exchange->route->path);
		exchange->problem = ERROR_FORBIDDEN;
		exchange->problem_status = 403;
		exchange->problem_sentence = REQUEST_FOREIGN_ORIGIN;
	} else if (!is_json(connection->wsi)) {
		exchange->problem = ERROR_BAD_REQUEST;
		exchange->problem_status = 415;
		exchange->problem_sentence = "Send this with the header Content-Type: application/json.";
	}
}

/* --- answering -------------------------------------------------------------------------------------------------- */

static void ask_session(struct connection *connection)
{
	struct session_query *query;
	struct digest token;

	if (request_session(connection, &token)) {
		exchange_refuse(connection, ERROR_UNAUTHENTICATED, 0, NULL);
		return;
	}
	query = query_new(connection->gateway, QUERY_REQUEST, connection->id);
	if (!query) {
		exchange_refuse(connection, ERROR_BUSY, 0, &(struct refusal){.retry_after_ms = 1000});
		return;
	}
	exchange_wait(connection);
	query->sign_in.token = token;
	query_ask(query);
}

void http_session_answered(struct session_query *query)
{
	struct connection *connection = connection_find(query->gateway, query->connection);
	const struct sign_in *who = &query->sign_in;

	if (who->error == OK)
		session_lives(query->gateway, &who->session);
	if (who->error == ERROR_UNAUTHENTICATED)
		session_ends(query->gateway, &who->token);
	if (!connection || !connection->exchange || !connection->exchange->route)
		return;
	if (who->error)
		exchange_refuse(connection, who->error, 0, &who->refusal);
	else
		connection->exchange->route->run_signed_in(connection, who);
}

static void run_route(struct connection *connection)
{
	const struct exchange *exchange = connection->exchange;

	if (exchange->problem)
		exchange_refuse(connection, exchange->problem, exchange->problem_status,
			&(struct refusal){.sentence = text_of(exchange->problem_sentence)});
	else if (exchange->route->run)
		exchange->route->run(connection);
	else
		ask_session(connection);
}

static void answer_asset(struct connection *connection, struct text path)
{
	struct exchange *exchange = connection->exchange;
	const struct asset *asset = connection->is_ops ? NULL : files_find(connection->gateway->files, path);

	if (!asset) {
		exchange_refuse(connection, ERROR_NOT_FOUND, 0, NULL);
	} else if (!(exchange->method & READING)) {
		exchange_add_header(exchange, "Allow: GET, HEAD");
		exchange_refuse(connection, ERROR_BAD_REQUEST, 405, NULL);
	} else {
		exchange_answer_asset(connection, asset);
	}
}

static void answer_wrong_method(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;

	if (text_is(text_of(exchange->route->path), "/ws") && exchange->method == METHOD_GET) {
		exchange->closes = true;
		exchange_add_header(exchange, "Upgrade: websocket");
		exchange_refuse(connection, ERROR_BAD_REQUEST, 426, NULL);
		return;
	}
	exchange_add_header(exchange, "Allow: %s", exchange->route->allow);
	exchange_refuse(connection, ERROR_BAD_REQUEST, 405, NULL);
}

/* --- what libwebsockets calls ----------------------------------------------------------------------------------- */

int http_head(struct connection *connection)
{
	struct exchange *exchange = exchange_begin(connection);
	struct text path;
	int problem;

	if (!exchange || !request_line(connection->wsi, &exchange->method, &path))
		return -1;
	connection->gateway->counters.requests++;
	exchange->announced = request_length(connection->wsi);
	exchange->closes = request_is_last(connection->wsi);
	problem = framing_problem(connection, exchange);
	if (problem) {
		exchange->closes = true;
		exchange->lingers = exchange->announced != 0;
		exchange_refuse(connection, problem == 413 || problem == 414 ? ERROR_TOO_LARGE : ERROR_BAD_REQUEST,
			problem, NULL);
		return 0;
	}
	exchange->route = find_route(connection, path);
	/* libwebsockets 4.1.6 may spin for good when a connection goes on after a request whose body came in one record with
	 * its head and whose answer had to wait: nothing follows a POST. */
	exchange->closes = exchange->closes || exchange->method == METHOD_POST;
	if (!exchange->route)
		answer_asset(connection, path);
	else if (!(exchange->route->methods & exchange->method))
		answer_wrong_method(connection);
	else if (exchange->method == METHOD_POST)
		check_post(connection, exchange);
	else
		run_route(connection);
	return 0;
}

int http_body(struct connection *connection, struct text piece)
{
	struct exchange *exchange = connection->exchange;

	if (!exchange || gateway_now_ms(connection->gateway) - exchange->began_ms > HTTP_BODY_SECONDS * 1000)
		return -1;
	if (exchange->is_answered)
		return 0;
	exchange->body.limit = HTTP_BODY_BYTES;
	buffer_append(&exchange->body, piece.data, piece.length);
	return exchange->body.failed ? -1 : 0;
}

int http_complete(struct connection *connection)
{
	struct exchange *exchange = connection->exchange;

	/* libwebsockets calls this again for what follows the body while the answer is not out yet. */
	if (!exchange || exchange->is_complete || exchange->is_answered || !exchange->route)
		return 0;
	exchange->is_complete = true;
	run_route(connection);
	return 0;
}
