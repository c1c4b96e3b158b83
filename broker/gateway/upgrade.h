/*
 * The WebSocket handshake: every check there is, before libwebsockets says yes.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_UPGRADE_H
#define GATEWAY_UPGRADE_H

#include "gateway/state.h"

#define UPGRADE_PROTOCOL "corridor.v1"

/* Looks at a request that has an Upgrade header. Returns what LWS_CALLBACK_HTTP_CONFIRM_UPGRADE must: 0 to go on (the
 * connection may upgrade, and knows its session), -1 to close, which comes after an answer that says why. */
int upgrade_check(struct connection *connection);

#endif
