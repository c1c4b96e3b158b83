/*
 * HTTP: from a request line to the function that answers it, by a table.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_HTTP_H
#define GATEWAY_HTTP_H

#include "gateway/exchange.h"
#include "gateway/sessions.h"

enum { HTTP_BODY_BYTES = 4096, HTTP_BODY_SECONDS = 10 };

/* One row per path. Either run or run_signed_in is set. */
struct route {
	const char *path;
	unsigned methods;  /* set of enum request_method */
	const char *allow; /* the same, for the Allow header */
	/* Answers, or begins to: the request's body is in exchange->body. */
	void (*run)(struct connection *connection);
	/* The same for a route that needs a session: called when the engine has confirmed it. */
	void (*run_signed_in)(struct connection *connection, const struct sign_in *who);
};

/* What libwebsockets calls when a request's head is there, when a piece of its body came, and when that was all of it.
 * They return what the callback must: -1 to close. */
int http_head(struct connection *connection);
int http_body(struct connection *connection, struct text piece);
int http_complete(struct connection *connection);

/* The engine's answer to a QUERY_REQUEST. */
void http_session_answered(struct session_query *query);

#endif
