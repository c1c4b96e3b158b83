/*
 * May this be done? Deny by default, from facts alone.
 *
 * Layer: authz. Thread: any. Pure.
 */
#ifndef AUTHZ_AUTHZ_H
#define AUTHZ_AUTHZ_H

#include "core/facts.h"

/* OK, or why not: ERROR_UNAUTHENTICATED for an unknown or suspended actor, ERROR_NOT_FOUND when what the command is
 * about does not exist for this actor, ERROR_FORBIDDEN when they may see it but not do this (design 4.3). */
MUST_USE enum error authorise(const struct command_row *row, const struct facts *facts);

#endif
