/*
 * Virtual MDTs as lists, agendas and minutes show them.
 *
 * Layer: store, SQLite driver. Thread: the reader's. Everything read lives in the query's arena; ERROR_BUSY with no
 * memory.
 */
#ifndef STORE_SQLITE_MDT_READ_H
#define STORE_SQLITE_MDT_READ_H

#include "store/sqlite/queries.h"
#include "store/sqlite/statement.h"

/* The treatment functions, in order, of a statement that gives one a row. */
MUST_USE enum error mdt_read_codes(struct sql *sql, struct arena *arena, struct list *codes);

/* The people a statement gives, one id a row, as struct mdt_member_row. */
MUST_USE enum error mdt_read_members(struct query *query, struct sql *sql, struct list *members);

/* A meeting, with counts of its cases; *found = false when there is none. */
MUST_USE enum error mdt_read_meeting(
	struct query *query, struct meeting_id meeting, struct meeting_row *row, bool *found);

/* A case of an MDT with its views, decision and actions, as it stood at a position of the log (INT64_MAX: as it stands);
 * *found = false when the thread is none. */
MUST_USE enum error mdt_read_case(
	struct query *query, struct thread_id thread, int64_t until, struct mdt_case_row *row, bool *found);

/* A page of a meeting's cases: so many after those skipped, as far as an answer holds them. */
struct case_page {
	int64_t skip;
	int64_t limit;     /* 0: all */
	struct list cases; /* struct mdt_case_row in order */
	bool complete;     /* no more after these */
};

/* The cases on a meeting's agenda, or that it decided or put off. */
MUST_USE enum error mdt_read_cases(struct query *query, struct meeting_id meeting, struct case_page *page);

/* Actions as struct action_row, from a statement that gives their ids. */
MUST_USE enum error mdt_read_actions(struct query *query, struct sql *sql, struct list *actions);

/* How somebody is called; their handle when they are nobody we know. */
MUST_USE enum error mdt_read_name(struct query *query, const struct person_id *person, struct text *name);

#endif
