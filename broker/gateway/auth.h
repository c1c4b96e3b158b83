/*
 * Signing in and out of the browser's session.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_AUTH_H
#define GATEWAY_AUTH_H

#include "gateway/http.h"

/* POST /auth/login {"person","password","totp"} (or "recovery_code" for totp): sets the session's cookie, and answers as
 * /auth/me does, with wrong_attempts and wrong_since when there were some. */
void auth_login(struct connection *connection);

/* POST /auth/invitation {"person","code"}: what is needed to enrol. */
void auth_invitation(struct connection *connection);

/* POST /auth/enrol {"person","code","password","totp"}: sets both, signs in, and answers as /auth/login does, with
 * recovery_codes. */
void auth_enrol(struct connection *connection);

/* POST /auth/password {"password","new_password","totp"}: ends the person's other sessions. */
void auth_password(struct connection *connection, const struct sign_in *who);

/* POST /auth/recovery-codes {"password","totp"}: new ones. */
void auth_recovery_codes(struct connection *connection, const struct sign_in *who);

/* POST /auth/logout: ends the session, its sockets, and the cookie. */
void auth_logout(struct connection *connection);

/* GET /auth/me: who is signed in. */
void auth_me(struct connection *connection, const struct sign_in *who);

/* The engine's answers: to QUERY_SIGN_IN and QUERY_ENROL; QUERY_INVITATION; QUERY_PASSWORD; QUERY_RECOVERY_CODES;
 * QUERY_SIGN_OUT. */
void auth_signed_in(struct session_query *query);
void auth_invitation_found(struct session_query *query);
void auth_password_changed(struct session_query *query);
void auth_recovery_codes_made(struct session_query *query);
void auth_signed_out(struct session_query *query);

/* Answers who is signed in; more is further members, each with a comma before it. */
void auth_answer_who(struct connection *connection, const struct sign_in *who, bool tells_attempts, struct text more);

#endif
