/*
 * Lists of the contract, told whole: page after page, as a table or as JSON.
 *
 * Layer: ctl.
 */
#ifndef CTL_LISTING_H
#define CTL_LISTING_H

#include "clients/cli/session.h"
#include "clients/cli/table.h"

enum { LISTING_COLUMNS = 12 };

struct listing {
	const char *rows;   /* member of the result: "people" */
	const char *cursor; /* argument that names the last row of the page before: "after" */
	const char *id;     /* member of a row that goes there: "person" */
	const char *none;   /* what is said when there are none */
	struct table_column columns[LISTING_COLUMNS];
	const char *members[LISTING_COLUMNS]; /* of a row, one for each column */
};

/* Asks for all pages of a list; args are borrowed, and changed. On STATUS_OK *rows is a new array. */
int listing_collect(
	struct session *session, const char *command, const struct listing *listing, json_t *args, json_t **rows);

/* A whole run: fills the arguments, collects, and tells. */
int listing_run(struct invocation *invocation, const struct listing *listing);

/* A member of a row as text: lists with the separator between their entries, true as "yes", false as "". Heap
 * (client_memory_free); NULL with no memory. */
char *listing_text(const json_t *row, const char *member, const char *separator);

#endif
