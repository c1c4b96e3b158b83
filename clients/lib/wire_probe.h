/*
 * Is anybody listening? A TCP connection that can be given up.
 *
 * Layer: client. libmosquitto's own connect blocks for minutes when packets vanish and tells little of why.
 */
#ifndef CLIENT_WIRE_PROBE_H
#define CLIENT_WIRE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when host and port take connections. Gives up after timeout_ms, or as soon as wake_file can be read; then why holds
 * a sentence. */
bool client_wire_probe(const char *host, int port, int wake_file, int64_t timeout_ms, char *why, size_t why_size);

#endif
