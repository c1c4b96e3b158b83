/*
 * One HTTP request and its answer.
 *
 * Layer: gateway. Thread: network. Owned by its connection; there is at most one at a time.
 * An answer is written down whole, then sent piece by piece as the socket takes it. While an answer is being found out
 * (a question to the engine), nothing is read from the connection.
 */
#ifndef GATEWAY_EXCHANGE_H
#define GATEWAY_EXCHANGE_H

#include "base/buffer.h"
#include "gateway/request.h"
#include "gateway/static_files.h"

struct route;

struct exchange {
	const struct route *route;
	enum request_method method;
	int64_t announced; /* bytes of the request's body, by Content-Length */
	int64_t began_ms;  /* monotonic */
	struct buffer body;
	const char *problem_sentence; /* what is wrong and what to do; NULL: the usual one */
	enum error problem;           /* answered when the body has been read */
	int problem_status;
	bool is_complete; /* the body is here, the route has run */
	bool is_waiting;  /* for the engine */
	bool is_answered;
	bool closes;          /* the connection ends with this answer */
	bool lingers;         /* and what the client still sends is read and thrown away for a while */
	struct buffer answer; /* head, and body unless it is an asset's */
	size_t sent;
	const struct asset *asset;
	size_t asset_sent;
	struct text extra; /* more header lines for the answer, each with its CRLF; in extra_bytes */
	char extra_bytes[1024];
};

/* Begins to answer the request that came on a connection; NULL with no memory. */
struct exchange *exchange_begin(struct connection *connection);
void exchange_free(struct exchange *exchange); /* NULL is fine */

/* Adds a header line to the answer to come. */
__attribute__((format(printf, 2, 3))) void exchange_add_header(struct exchange *exchange, const char *format, ...);

/* Answers with a text. type may be NULL when there is none; cache NULL means never kept anywhere. */
void exchange_answer(struct connection *connection, int status, const char *type, const char *cache, struct text body);

/* Answers with an error of ours, as a refusal in JSON; status 0 means the error's own. */
void exchange_refuse(struct connection *connection, enum error error, int status, const struct refusal *refusal);

/* Answers with a file of the web client. */
void exchange_answer_asset(struct connection *connection, const struct asset *asset);

/* Stops reading until exchange_answer or exchange_refuse. */
void exchange_wait(struct connection *connection);

/* The socket takes more. Returns what the callback must: -1 to close. */
int exchange_writeable(struct connection *connection);

/* A whole answer for a handshake that is turned away, appended to out. */
void exchange_write_head(const struct gateway *gateway, int status, const char *type, const char *cache,
	struct text extra, int64_t length, bool closes, struct buffer *out);

#endif
