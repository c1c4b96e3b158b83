/*
 * The configuration file: "key = value" lines, '#' begins a line that is a comment. The keys are config_keys.def.
 *
 * Layer: app. Thread: the main one. Texts live in the arena it was read into.
 */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/log.h"
#include "corridor/errors.h"

enum { CONFIG_LIST_MOST = 16, CONFIG_WHY_BYTES = 512 };

struct config_address {
	const char *host; /* without brackets */
	int port;
};

struct config_list {
	const char *items[CONFIG_LIST_MOST];
	size_t count;
};

/* C types by TYPE: CONFIG_<TYPE>. */
typedef const char *CONFIG_TEXT;
typedef struct config_address CONFIG_ADDRESS;
typedef int64_t CONFIG_INTEGER;
typedef bool CONFIG_BOOLEAN;
typedef enum log_level CONFIG_LEVEL;
typedef struct config_list CONFIG_LIST;

struct config {
#define KEY(TYPE, name, default_value, need, least, most, doc) CONFIG_##TYPE name;
#include "app/config_keys.def"
#undef KEY
};

/* Reads a file. On failure why is one sentence that begins with file:line where there is one: ERROR_BAD_REQUEST for the
 * file or what it says, ERROR_BUSY with no memory. */
MUST_USE enum error config_load(
	const char *path, struct arena *arena, struct config *config, char why[CONFIG_WHY_BYTES]);

/* The table of keys, for --help. */
void config_describe(FILE *out);

#endif
