/*
 * The predicates that the rules of commands.def stand for.
 *
 * Layer: authz. Pure.
 */
#ifndef AUTHZ_RULES_H
#define AUTHZ_RULES_H

#include "core/facts.h"

/* What a rule says about an actor and what the command is about. */
enum verdict {
	VERDICT_HIDDEN,  /* the actor may not even know that it exists */
	VERDICT_VISIBLE, /* they may see it, not do this */
	VERDICT_ALLOWED
};

/* The verdict of a rule; the roles of the command's row are not looked at here. */
enum verdict rule_verdict(enum rule rule, const struct facts *facts);

#endif
