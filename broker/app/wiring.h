/*
 * The whole daemon, put together: record, engine, gateway and link, in this order, and taken apart in reverse.
 *
 * Layer: app. Thread: the main one, which is the loop's.
 */
#ifndef APP_WIRING_H
#define APP_WIRING_H

#include "app/config.h"
#include "app/secret.h"
#include "engine/engine.h"

enum { WIRING_WHY_BYTES = 512 };

/* Serves until a signal stops it. On failure why says in one line what is wrong: ERROR_BAD_REQUEST for what is configured,
 * ERROR_STORE_UNAVAILABLE for the record, ERROR_BUSY for memory, threads or ports. */
MUST_USE enum error wiring_run(const struct config *config, const struct secret *secret, char why[WIRING_WHY_BYTES]);

/* The record and an engine on it that is not started, for tools: engine_execute. */
MUST_USE enum error wiring_open_record(const struct config *config, const struct secret *secret, struct store **store,
	struct engine **engine, char why[WIRING_WHY_BYTES]);

#endif
