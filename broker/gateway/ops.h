/*
 * What the operator's machines ask: is it alive, is it ready, how is it doing.
 *
 * Layer: gateway. Thread: network. Plain HTTP, on its own port, which must not be reachable from outside.
 */
#ifndef GATEWAY_OPS_H
#define GATEWAY_OPS_H

#include "gateway/state.h"

/* GET /healthz: 200 while the loop runs. */
void ops_health(struct connection *connection);

/* GET /readyz: 200 {"ready":true}, or 503 {"ready":false,"reasons":[...]}. */
void ops_ready(struct connection *connection);

/* GET /metrics: Prometheus text. */
void ops_metrics(struct connection *connection);

/* GET /ca.crl: the list of certificates taken back (RFC 5280), as it stands in its file now; 404 without one. */
void ops_crl(struct connection *connection);

#endif
