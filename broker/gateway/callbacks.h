/*
 * What libwebsockets calls, by reason; all of it leads to a function named after what happened.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_CALLBACKS_H
#define GATEWAY_CALLBACKS_H

#include <libwebsockets.h>

/* Of protocols[0] of both virtual hosts: accepting, HTTP, the handshake's checks; never a WebSocket. */
int callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length);

/* Of corridor.v1: the WebSocket itself. */
int callback_socket(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length);

#endif
