/*
 * Signing in and out of the browser's session.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_AUTH_H
#define GATEWAY_AUTH_H

#include "gateway/http.h"

/* POST /auth/login {"person","password","totp"}: sets the session's cookie, and answers as /auth/me does. */
void auth_login(struct connection *connection);

/* POST /auth/logout: ends the session, its sockets, and the cookie. */
void auth_logout(struct connection *connection);

/* GET /auth/me: who is signed in. */
void auth_me(struct connection *connection, const struct sign_in *who);

/* The engine's answers to QUERY_SIGN_IN and QUERY_SIGN_OUT. */
void auth_signed_in(struct session_query *query);
void auth_signed_out(struct session_query *query);

#endif
