#include "gateway/sessions.h"

#include <openssl/crypto.h>

#include "base/log.h"
#include "base/memory.h"
#include "gateway/web_socket.h"

/* How soon an answer that said nothing (store away, engine busy) is asked for again. */
enum { ASK_AGAIN_MS = 2000 };

/* --- queries ---------------------------------------------------------------------------------------------------- */

struct session_query *query_new(struct gateway *gateway, enum query_purpose purpose, uint64_t connection)
{
	struct session_query *query;

	if (gateway->queries_out >= gateway->config.limits.queue_capacity)
		return NULL;
	query = memory_new(sizeof *query);
	if (!query)
		return NULL;
	query->gateway = gateway;
	query->purpose = purpose;
	query->connection = connection;
	query->sign_in.context = query;
	return query;
}

/* On an engine thread. There is room: no more queries are out than the queue holds. */
static void query_done(struct sign_in *sign_in)
{
	struct session_query *query = sign_in->context;

	if (queue_push(query->gateway->answers, query))
		query_free(query);
}

void query_ask(struct session_query *query)
{
	struct engine *engine = query->gateway->config.engine;

	query->gateway->queries_out++;
	query->sign_in.done = query_done;
	switch (query->purpose) {
	case QUERY_SIGN_IN:
		engine_sign_in(engine, &query->sign_in);
		return;
	case QUERY_INVITATION:
		engine_look_at_invitation(engine, &query->sign_in);
		return;
	case QUERY_ENROL:
		engine_enrol(engine, &query->sign_in);
		return;
	case QUERY_PASSWORD:
		engine_change_password(engine, &query->sign_in);
		return;
	case QUERY_RECOVERY_CODES:
		engine_renew_recovery_codes(engine, &query->sign_in);
		return;
	case QUERY_SIGN_OUT:
		engine_sign_out(engine, &query->sign_in);
		return;
	case QUERY_REQUEST:
	case QUERY_SESSION:
		engine_check_session(engine, &query->sign_in);
	}
}

void query_free(struct session_query *query)
{
	if (!query)
		return;
	/* It held a password. */
	OPENSSL_cleanse(query, sizeof *query);
	memory_free(query);
}

/* --- sessions --------------------------------------------------------------------------------------------------- */

static struct text key_of(const struct digest *token)
{
	return (struct text){(const char *)token->bytes, sizeof token->bytes};
}

struct web_session *session_find(struct gateway *gateway, const struct digest *token)
{
	return map_find(gateway->sessions, key_of(token));
}

struct web_session *session_get(struct gateway *gateway, const struct digest *token)
{
	struct web_session *session = session_find(gateway, token);

	if (session)
		return session;
	session = memory_new(sizeof *session);
	if (!session)
		return NULL;
	session->token = *token;
	session->ends_at_ms = gateway_wall_now_ms(gateway) + gateway->config.session_limit_ms;
	session->used_ms = gateway_now_ms(gateway);
	ring_init(&session->sockets);
	if (map_set(gateway->sessions, key_of(&session->token), session, NULL) == OK)
		return session;
	memory_free(session);
	return NULL;
}

void session_ask(struct gateway *gateway, struct web_session *session)
{
	struct session_query *query;

	session->ask_at_ms = gateway_now_ms(gateway) + gateway->config.limits.session_check_ms;
	if (session->is_asked)
		return;
	query = query_new(gateway, QUERY_SESSION, 0);
	if (!query) {
		session->ask_at_ms = gateway_now_ms(gateway) + ASK_AGAIN_MS;
		return;
	}
	session->is_asked = true;
	query->sign_in.token = session->token;
	query_ask(query);
}

/* The sockets may leave the ring while they are told. */
static void tell_sockets(struct web_session *session, void (*tell)(struct web_socket *socket))
{
	struct ring *link = session->sockets.next;

	while (link != &session->sockets) {
		struct web_socket *socket = RING_ITEM(link, struct web_socket, of_session);

		link = link->next;
		tell(socket);
	}
}

void session_lives(struct gateway *gateway, const struct session *session)
{
	struct web_session *known = session_get(gateway, &session->token);

	if (!known || known->state == WEB_SESSION_ENDED)
		return;
	known->state = WEB_SESSION_LIVE;
	known->id = session->id;
	known->person = session->person;
	known->device = session->device;
	known->ends_at_ms = session->ends_at_ms;
	known->ask_at_ms = gateway_now_ms(gateway) + gateway->config.limits.session_check_ms;
	tell_sockets(known, web_socket_open);
}

static void end_socket(struct web_socket *socket)
{
	web_socket_close(socket, CLOSE_SESSION_ENDED, "session ended");
}

void session_ends(struct gateway *gateway, const struct digest *token)
{
	struct web_session *session = session_get(gateway, token);

	if (!session)
		return;
	session->state = WEB_SESSION_ENDED;
	tell_sockets(session, end_socket);
}

void sessions_end_one(struct gateway *gateway, const struct session_ended_data *ended)
{
	struct text key;
	size_t cursor = 0;
	void *value;

	while (map_next(gateway->sessions, &cursor, &key, &value)) {
		struct web_session *session = value;

		if (session->state == WEB_SESSION_LIVE && session->id.pos == ended->session.pos)
			session_ends(gateway, &session->token);
	}
}

void sessions_ask_all(struct gateway *gateway)
{
	struct text key;
	size_t cursor = 0;
	void *value;

	while (map_next(gateway->sessions, &cursor, &key, &value))
		((struct web_session *)value)->ask_at_ms = 0;
}

void session_answered(struct session_query *query)
{
	struct web_session *session = session_find(query->gateway, &query->sign_in.token);

	if (!session)
		return;
	session->is_asked = false;
	if (query->sign_in.error == OK) {
		session_lives(query->gateway, &query->sign_in.session);
		return;
	}
	if (query->sign_in.error == ERROR_UNAUTHENTICATED) {
		session_ends(query->gateway, &session->token);
		return;
	}
	session->ask_at_ms = gateway_now_ms(query->gateway) + ASK_AGAIN_MS;
}

static bool is_idle(const struct gateway *gateway, const struct web_session *session, int64_t now)
{
	return gateway->config.session_idle_ms > 0 && session->state == WEB_SESSION_LIVE &&
	       now - session->used_ms > gateway->config.session_idle_ms;
}

/* Sockets that say nothing do not keep a session alive, although we look at it for them. */
static void end_idle(struct gateway *gateway, struct web_session *session)
{
	struct session_query *query = query_new(gateway, QUERY_SIGN_OUT, 0);

	if (query) {
		query->sign_in.token = session->token;
		query->sign_in.cause = SESSION_END_IDLE;
		query_ask(query);
	}
	log_event(LOG_INFO, "session.idle", "person=%s", session->person.text);
	session_ends(gateway, &session->token);
}

static void look_after(struct gateway *gateway, struct web_session *session, int64_t now)
{
	if (ring_is_empty(&session->sockets) || session->state == WEB_SESSION_ENDED)
		return;
	if (gateway_wall_now_ms(gateway) >= session->ends_at_ms)
		session_ends(gateway, &session->token);
	else if (is_idle(gateway, session, now))
		end_idle(gateway, session);
	else if (now >= session->ask_at_ms)
		session_ask(gateway, session);
}

void sessions_tick(struct gateway *gateway)
{
	int64_t now = gateway_now_ms(gateway);
	int64_t wall_now = gateway_wall_now_ms(gateway);
	struct web_session *session;
	struct text key;
	size_t cursor = 0;
	void *value;

	while (map_next(gateway->sessions, &cursor, &key, &value)) {
		session = value;
		look_after(gateway, session, now);
		/* Ended ones are remembered as long as their cookie could come. */
		if (!ring_is_empty(&session->sockets) || session->is_asked || wall_now < session->ends_at_ms)
			continue;
		map_remove(gateway->sessions, key_of(&session->token));
		memory_free(session);
	}
}

void sessions_free(struct gateway *gateway)
{
	map_free(gateway->sessions, memory_free);
	gateway->sessions = NULL;
}
