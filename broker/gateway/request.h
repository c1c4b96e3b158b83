/*
 * What a browser asked, read from libwebsockets' header table and distrusted: it accepts more than HTTP allows.
 *
 * Layer: gateway. Thread: network, inside the callback that got the headers.
 */
#ifndef GATEWAY_REQUEST_H
#define GATEWAY_REQUEST_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"
#include "gateway/state.h"

enum request_method { METHOD_NONE, METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4, METHOD_OTHER = 8 };

/* Said to a page that was not served by us. */
#define REQUEST_FOREIGN_ORIGIN \
	"This request comes from a page of another address. Open Corridor at the address it was set up with."

enum { REQUEST_HEADER_BYTES = 4096 }; /* longest header value we read */

/* The request's method, and its path as it was decoded; false when there is none. */
bool request_line(struct lws *wsi, enum request_method *method, struct text *path);

/* How long the path with its query is, as far as libwebsockets kept it. */
int request_address_bytes(struct lws *wsi);

/* The value of a header that may be there once: absent when it is not there. False when it is there twice, is longer
 * than the buffer, or holds a control character. */
bool request_header(struct lws *wsi, enum lws_token_indexes token, char *buffer, size_t size, struct text *value);

/* True when the headers can be read in one way only: exactly one Host; nothing twice that must not be; no NUL or
 * control characters in any; no Transfer-Encoding. */
bool request_is_sane(struct lws *wsi);

/* The Content-Length: -1 when there is none, -2 when it is not a plain number below a billion. */
int64_t request_length(struct lws *wsi);

/* True when the connection ends with this request: HTTP/1.0, or "Connection: close". */
bool request_is_last(struct lws *wsi);

/* True when the Origin header is one that is configured; missing_is counts when there is none. */
bool request_origin_is_ours(struct connection *connection, bool missing_is);

/* The session that the cookie names. ERROR_UNAUTHENTICATED when there is no cookie that we made. */
MUST_USE enum error request_session(struct connection *connection, struct digest *token);

/* How many parameters the query has, and the name of one, counted from 0; is_first tells that none before it has the same.
 * False when the name does not fit. */
int request_parameter_count(struct lws *wsi);
bool request_parameter_name(struct lws *wsi, int index, char *buffer, size_t size, bool *is_first);

/* A parameter of the query, decoded: absent when it is not there. All of them under that name are joined with commas.
 * False when they do not fit. */
bool request_parameter(struct lws *wsi, const char *name, char *buffer, size_t size, struct text *value);

#endif
