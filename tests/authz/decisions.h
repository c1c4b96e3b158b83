/*
 * The lines of decisions.txt, and the facts that its words stand for.
 *
 * Layer: tests of authz.
 */
#ifndef AUTHZ_DECISIONS_H
#define AUTHZ_DECISIONS_H

#include "core/facts.h"

enum relation {
	RELATION_NEIGHBOURHOOD,
	RELATION_SPECIALIST,
	RELATION_AUTHOR,
	RELATION_FORMER_AUTHOR,
	RELATION_OUTSIDER,
	RELATION_ELSEWHERE,
	RELATION_ABSENT,
	RELATION_UNNAMED,
	RELATION_SELF,
	RELATION_COLLEAGUE,
	RELATION_STRANGER,
	RELATION_OWN,
	RELATION_PLACELESS,
	RELATION_DEPUTY,
	RELATION_KEEPER,
	RELATION_CONTACT,
	RELATION_CHAIR,
	RELATION_FORMER_CHAIR,
	RELATION_GUEST,
	RELATION_SUSPENDED,
	RELATION_UNKNOWN,
	RELATION_COUNT
};

extern const char *const relation_names[RELATION_COUNT];

struct decision_line {
	int number; /* in the file, from 1 */
	const struct command_row *row;
	uint32_t roles;
	enum relation relation;
	enum error decision; /* OK: allow */
};

enum { DECISION_LINES_LIMIT = 4000 };

/* Reads the file; fails the test on a word it does not know. Returns how many lines there are. */
size_t decisions_read(struct decision_line lines[DECISION_LINES_LIMIT]);

/* What the store would have loaded for somebody of these roles in this relation. */
struct facts decisions_facts(const struct decision_line *line);

/* What a command can name in a conversation, seen from its arguments. */
struct naming {
	bool can_name;  /* a conversation, thread, message, meeting or action */
	bool must_name; /* one of them is required */
	bool is_about_message;
	bool is_about_person; /* or their device */
	bool may_leave_person_out;
	bool is_in_thread; /* a thread, or what stands in one */
	bool must_name_meeting;
	bool is_about_mdt;             /* of a virtual MDT only */
	bool is_about_leave;           /* of somebody */
	bool is_for_one_neighbourhood; /* named among the arguments, and it matters whose */
};
struct naming decisions_naming(const struct command_row *row);

#endif
