/*
 * libwebsockets' context, its two listening sockets, TLS, and the callbacks that everything else hangs on.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_LISTEN_H
#define GATEWAY_LISTEN_H

#include "gateway/state.h"

/* Opens the context on the gateway's loop and listens. On failure nothing is left open and why says what is wrong. */
MUST_USE enum error listen_open(struct gateway *gateway, char why[256]);

/* Closes every connection and the context, running the loop until that is done. */
void listen_close(struct gateway *gateway);

#endif
