/*
 * The help texts, made from the rows.
 *
 * Layer: cli.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "command.h"

void help_print_all(FILE *out);
void help_print(FILE *out, const struct command_row *row);

#endif
