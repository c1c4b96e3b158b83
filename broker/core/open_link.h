/*
 * New threads need an open link.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_OPEN_LINK_H
#define CORE_OPEN_LINK_H

#include "core/decision.h"

/* OK when the link of the facts' conversation is open today, or when the conversation is not a link's. Else ERROR_CONFLICT,
 * and the refusal says who has still to accept it, when it opens, or since when it is over. ERROR_BUSY with no memory. */
MUST_USE enum error refuse_unless_link_is_open(const struct facts *facts, struct decision *decision);

#endif
