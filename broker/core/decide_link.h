/*
 * The events by which a link comes into being, for whoever decides that it does.
 *
 * Layer: core. Thread: whichever runs the command.
 */
#ifndef CORE_DECIDE_LINK_H
#define CORE_DECIDE_LINK_H

#include "core/decision.h"

/* Adds what link.create does once everything about it was found right. neighbourhood_name is what its people call it.
 * ERROR_BUSY with no memory. */
MUST_USE enum error link_add(struct decision *decision, const struct link_create_args *args,
	struct text neighbourhood_name, struct link_create_result *result);

#endif
