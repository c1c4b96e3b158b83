/*
 * The sessions this gateway has heard of: which of them live, which sockets belong to them, when to look again.
 *
 * Layer: gateway. Thread: network; a query's done function runs on the engine's threads and only queues it.
 * The engine decides what lives; what stands here lets a handshake be answered at once, and ends the sockets of a
 * session that has ended. A cookie that we sealed but do not know was made before the last start: its sockets wait,
 * without reading or hearing anything, until the engine has confirmed it.
 */
#ifndef GATEWAY_SESSIONS_H
#define GATEWAY_SESSIONS_H

#include "gateway/cookie.h"
#include "gateway/state.h"

enum web_session_state { WEB_SESSION_UNKNOWN, WEB_SESSION_LIVE, WEB_SESSION_ENDED };

struct web_session {
	struct digest token;
	enum web_session_state state;
	bool is_asked;        /* a query about it is under way */
	struct session_id id; /* while live, as the next */
	struct person_id person;
	struct device_id device;
	int64_t ends_at_ms;  /* wall clock */
	int64_t ask_at_ms;   /* monotonic: look again then */
	int64_t used_ms;     /* monotonic: last command on any of its sockets */
	struct ring sockets; /* struct web_socket, of_session */
};

enum query_purpose {
	QUERY_SIGN_IN,
	QUERY_INVITATION,
	QUERY_ENROL,
	QUERY_PASSWORD,
	QUERY_RECOVERY_CODES,
	QUERY_SIGN_OUT,
	QUERY_REQUEST, /* an HTTP request wants to know whose session it is */
	QUERY_SESSION  /* sockets of a session wait, or it is time to look again */
};

/* A question to the engine about sign-in, on its way there and back. */
struct session_query {
	struct sign_in sign_in; /* its context is this */
	struct gateway *gateway;
	enum query_purpose purpose;
	uint64_t connection; /* who waits, for all but QUERY_SESSION */
	char browser[BROWSER_COOKIE_BYTES + 1];
};

/* A new query; NULL with no memory, or when too many are under way. */
struct session_query *query_new(struct gateway *gateway, enum query_purpose purpose, uint64_t connection);

/* Sends it to the engine, which answers through gateway->answers. Takes the query. */
void query_ask(struct session_query *query);
void query_free(struct session_query *query);

/* The session, or NULL when it was never heard of. */
struct web_session *session_find(struct gateway *gateway, const struct digest *token);

/* Finds or adds it, unknown at first; NULL with no memory. */
struct web_session *session_get(struct gateway *gateway, const struct digest *token);

/* Asks the engine about a session with sockets; the sockets hear of the answer. */
void session_ask(struct gateway *gateway, struct web_session *session);

/* What the engine said, for any purpose: it lives (new or known), or it has ended, and its sockets with it. */
void session_lives(struct gateway *gateway, const struct session *session);
void session_ends(struct gateway *gateway, const struct digest *token);

/* An event ended it, wherever it was asked for. */
void sessions_end_one(struct gateway *gateway, const struct session_ended_data *ended);

/* Looks at all of them again with the next tick. */
void sessions_ask_all(struct gateway *gateway);

/* The answer to a QUERY_SESSION. */
void session_answered(struct session_query *query);

/* Once a second: looks again, ends idle and old ones, forgets those that nobody can use. */
void sessions_tick(struct gateway *gateway);
void sessions_free(struct gateway *gateway);

#endif
