/*
 * The rows of commands.def, as data.
 *
 * Layer: core. Thread: any. Constants.
 */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "core/record.h"

/* READ is answered from committed state, REPORT likewise but with time, WRITE decided and committed, HINT passed on and
 * forgotten. */
enum command_class { COMMAND_CLASS_READ, COMMAND_CLASS_REPORT, COMMAND_CLASS_WRITE, COMMAND_CLASS_HINT };

/* The predicates of authz/rules.c. */
enum rule {
	RULE_SIGNED_IN,
	RULE_HAS_ROLE,
	RULE_CONVERSATION_MEMBER,
	RULE_FULL_MEMBER,
	RULE_NEIGHBOURHOOD_CLINICIAN,
	RULE_LINK_SPECIALIST,
	RULE_MESSAGE_AUTHOR,
	RULE_MESSAGE_AUTHOR_OR_ADMINISTRATOR,
	RULE_REPORT_READER,
	RULE_PEOPLE_KEEPER,
	RULE_PERSON_KEEPER,
	RULE_OWN_DEVICES,
	RULE_DEVICE_OWNER,
	RULE_LINK_PROPOSER,
	RULE_LINK_SIDE,
	RULE_LINK_KEEPER,
	RULE_COVER_KEEPER,
	RULE_COVER_PARTY,
	RULE_MDT_KEEPER,
	RULE_MDT_STEWARD,
	RULE_MDT_CHAIR,
	RULE_COUNT
};

struct command_row {
	enum command_kind kind;
	const char *wire; /* "case.ask" */
	enum command_class class;
	uint32_t roles; /* set of enum role */
	enum rule rule;
	const char *who;
	const char *doc;
	const struct record_type *args;
	const struct record_type *result;
};

/* The row of a command; kind must be below COMMAND_COUNT. */
const struct command_row *command_row(enum command_kind kind);

/* The row with this wire name, or NULL. */
const struct command_row *command_find(struct text wire);

/* Who a command comes from, and under which id it is repeated. */
struct command {
	const struct command_row *row;
	const void *args; /* struct <symbol>_args */
	struct transaction_id txn;
	struct device_id device;
	struct person_id person;
};

#endif
