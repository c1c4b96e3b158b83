/*
 * What the operator reads: one line per happening on standard error, never content, never a secret.
 *
 * Layer: base; called by engine, gateway, mqtt and app only (layers up to the store do not log). Thread: any.
 * A line: 2026-11-22T09:31:05.123Z info mqtt.connected host=127.0.0.1 port=8883
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "corridor/errors.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below this level are dropped; LOG_INFO at start. */
void log_set_level(enum log_level level);

/* event is a dotted name; the format gives "key=value" pairs and may be NULL. Keeps errno. A line
 * is cut at 2 KiB. Control characters and line ends are written as '?'. */
__attribute__((format(printf, 3, 4))) void log_event(enum log_level level, const char *event, const char *format, ...);

#endif
