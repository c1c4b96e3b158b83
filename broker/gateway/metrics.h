/*
 * Metrics that are more than one number, in Prometheus' text form.
 *
 * Layer: gateway. Thread: network.
 */
#ifndef GATEWAY_METRICS_H
#define GATEWAY_METRICS_H

#include "base/buffer.h"
#include "engine/engine.h"
#include "gateway/state.h"

/* A histogram corridor_<name>; its numbers are multiplied by scale. */
void metrics_histogram(
	struct buffer *out, const char *name, const char *help, const struct engine_histogram *histogram, double scale);

/* Refused commands, a counter for each error. */
void metrics_refusals(struct buffer *out, const struct engine_health *health);

/* When the certificates that this daemon shows to browsers and to the MQTT server expire. */
void metrics_certificates(struct buffer *out, const struct gateway *gateway);

#endif
