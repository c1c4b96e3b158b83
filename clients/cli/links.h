/*
 * The table of links that `corridor links` and `corridorctl links list` show.
 *
 * Layer: cli.
 */
#ifndef CLI_LINKS_H
#define CLI_LINKS_H

#include "command.h"

/* Tells the result of link.list. */
void links_tell(const struct invocation *invocation, const json_t *result);

#endif
