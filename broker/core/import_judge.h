/*
 * What the lines of an import mean, as long as nothing else happens: the same for the check and for the application.
 *
 * Layer: core. Thread: any. Pure. Judgements live in the arena, and borrow from the facts.
 */
#ifndef CORE_IMPORT_JUDGE_H
#define CORE_IMPORT_JUDGE_H

#include "core/facts.h"

struct judgement {
	int64_t line; /* in the file */
	enum import_fate fate;
	const char *field;  /* of a line rejected: its member, such as "roles" */
	struct text reason; /* and a sentence why */
	struct text subject;
	union {
		struct person_create_args person; /* as the line says it */
		struct link_create_args link;
	} as;
	const struct person_facts *known; /* of a line about a person who is there already */
	uint32_t changed;                 /* bits of enum import_change */
	struct text neighbourhood_name;   /* of a link */
};

/* What of a person a line changes. */
enum import_change {
	CHANGES_DISPLAY_NAME = 1 << 0,
	CHANGES_ROLES = 1 << 1,
	CHANGES_JOB_TITLE = 1 << 2,
	CHANGES_PROFESSIONAL_NUMBER = 1 << 3,
	CHANGES_ORGANISATION = 1 << 4,
	CHANGES_NEIGHBOURHOOD = 1 << 5,
	CHANGES_TREATMENT_FUNCTION = 1 << 6,
};

/* The lines of an import, judged, in the order of the file: struct judgement. ERROR_BUSY with no memory. */
MUST_USE enum error import_judge(const struct import_facts *import, struct arena *arena, struct list *judgements);

/* How many lines have this fate. */
int64_t import_count(const struct list *judgements, enum import_fate fate);

/* The columns that a line changes, with commas between them; absent when it changes none, or with no memory. */
struct text import_changes(const struct judgement *judgement, struct arena *arena);

/* --- what is known ---------------------------------------------------------------------------------------------------- */

/* Finds what begins with an id in a list sorted by it; ids are texts at the front of each item. NULL: not there. */
const void *import_find(const struct list *list, size_t item_size, const char *id);

/* The person with this id, or NULL. */
const struct person_facts *import_find_person(const struct import_facts *import, const struct person_id *id);

/* --- import_people.c, import_links.c: one line ----------------------------------------------------------------------- */

/* Rejects a line for a member; the sentence is text in the arena or constant. */
void judgement_reject(struct judgement *judgement, const char *field, struct text reason);

/* Reads a member of a line as the command's argument of the same name. An absent text leaves the argument absent, and
 * rejects the line when it is required. False when the line is rejected now, or with no memory (*error). */
bool judgement_read(struct judgement *judgement, const struct record_type *args, const char *name, struct text typed,
	void *as, struct arena *arena, enum error *error);

/* Takes the next part between semicolons off the front of rest, trimmed; false when there is none. */
bool judgement_next_part(struct text *rest, struct text *part);

MUST_USE enum error judge_person(const struct import_facts *import, const struct person_line *line, struct arena *arena,
	struct judgement *judgement);
MUST_USE enum error judge_link(const struct import_facts *import, const struct link_line *line, struct arena *arena,
	struct judgement *judgement);

#endif
