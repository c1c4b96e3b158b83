/*
 * One value of the configuration, from its text to its member.
 *
 * Layer: app, private to config. Thread: the main one. Pure but for the arena.
 */
#ifndef APP_CONFIG_LINE_H
#define APP_CONFIG_LINE_H

#include "app/config.h"

enum config_type {
	CONFIG_TYPE_TEXT,
	CONFIG_TYPE_ADDRESS,
	CONFIG_TYPE_INTEGER,
	CONFIG_TYPE_BOOLEAN,
	CONFIG_TYPE_LEVEL,
	CONFIG_TYPE_LIST
};

struct config_key {
	const char *name;
	const char *default_value; /* NULL: nothing */
	const char *doc;
	int64_t least;
	int64_t most;
	size_t offset; /* in struct config */
	enum config_type type;
	bool required;
};

/* Reads a value into its member. NULL, or what it must be ("must be yes or no"), in the arena or static. */
const char *config_set(const struct config_key *key, struct text value, struct arena *arena, void *member);

/* "key = value": trims both. False when the line is something else. */
bool config_split(struct text line, struct text *name, struct text *value);

#endif
