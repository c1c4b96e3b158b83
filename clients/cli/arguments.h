/*
 * From an invocation to the arguments of a command of the contract, as JSON.
 *
 * Layer: cli.
 */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "command.h"

/* Fills args (an object) from everything in the row that names an argument. False after telling what is wrong. */
bool arguments_fill(const struct invocation *invocation, json_t *args);

/* Sets the member at a dotted path, making the objects on the way; takes value. False with no memory. */
bool arguments_set(json_t *args, const char *path, json_t *value);

/* All of standard input as text; heap, or NULL after telling what is wrong (nothing there, too long, not UTF-8). */
char *arguments_read_all(void);

/* A JSON object from a file, or from standard input for "-"; a new reference, or NULL after telling what is wrong. */
json_t *arguments_read_object(const char *path);

#endif
