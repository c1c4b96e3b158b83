/*
 * Refusals as a person wants to read them: what is wrong, with what they typed, and what to do next.
 *
 * Layer: cli. Prints on standard error.
 */
#ifndef CLI_REFUSAL_H
#define CLI_REFUSAL_H

#include "command.h"

/* root is the refusal as received; args what was sent. row may be NULL. */
void refusal_tell(const struct command_row *row, const json_t *args, const json_t *root);

/* The same for a refusal as text, of a command of an earlier run. */
void refusal_tell_answer(const char *json);

#endif
