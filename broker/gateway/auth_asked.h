/*
 * What is asked for under /auth with a password or a code: read from the body, given to the engine, refused.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_AUTH_ASKED_H
#define GATEWAY_AUTH_ASKED_H

#include "gateway/auth.h"

/* Logs a sign-in that failed. What somebody typed as a name is logged only when there is such a person. */
void auth_log_failure(const struct sign_in *sign_in);

/* Refuses the exchange of a query as the engine said, and counts a wrong attempt against its address. */
void auth_refuse(struct connection *connection, struct session_query *query);

#endif
