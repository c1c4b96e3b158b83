/*
 * From what was typed to an invocation.
 *
 * Layer: cli. Options may stand anywhere, as --name value or --name=value; "--" ends them.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "command.h"

/* One option that every command takes; for the help. */
struct setting_row {
	const char *name;
	const char *value; /* NULL: a flag */
	size_t offset;     /* in struct settings */
	const char *doc;
};
extern const struct setting_row setting_rows[]; /* ended by a NULL name */

/* Reads the command line. True when it can be run (or only help was asked for); false after telling on standard error what
 * is wrong. row is NULL when no command was named. */
bool options_read(int count, char **words, struct invocation *invocation);
void options_free(struct invocation *invocation);

#endif
