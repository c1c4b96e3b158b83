/*
 * corridord seed-demo: the demonstration data, for development only. A production start never makes it.
 *
 * Layer: app. Thread: the main one.
 */
#ifndef APP_SEED_COMMAND_H
#define APP_SEED_COMMAND_H

#include "app/wiring.h"

/* Fills the empty record of data_dir and writes people_csv. ERROR_CONFLICT when the record is not empty; on failure why
 * is one sentence. */
MUST_USE enum error seed_command(
	const struct config *config, const struct secret *secret, const char *people_csv, char why[WIRING_WHY_BYTES]);

#endif
