/*
 * What the reports share: whom and which days they are about, the walk over cases, and rows that are grouped by keys.
 *
 * Layer: store, SQLite driver. Thread: the reader's, inside a snapshot. A struct report is begun and ended in one
 * query.
 *
 * Reports are functions of the log alone: what needs a "now" takes the time of the newest event, so that the same
 * month of the same log is the same export on any day. Only what is waiting at this moment is measured against the
 * clock.
 */
#ifndef STORE_SQLITE_REPORT_H
#define STORE_SQLITE_REPORT_H

#include "base/map.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/rows.h"

/* A treatment function of a neighbourhood: linked, or with cases. Its place in the list orders by neighbourhood. */
struct service {
	struct neighbourhood_id neighbourhood;
	int32_t treatment_function;
	int64_t population;
	struct decimal expected_first; /* a week, for the population */
	struct decimal expected_total;
	struct text source; /* of what is expected */
	int64_t year;
	int32_t neighbourhood_key; /* for grouping: its first service's place, plus 1 */
};

/* A month, and its first instant and that of the next. */
struct month_span {
	int32_t month; /* yyyymm */
	int64_t from_ms;
	int64_t until_ms;
};

struct group;
struct report;

/* How groups become the rows of a result. */
struct report_shape {
	const struct record_type *type;
	/* Fills what the key says: all that is not counted and tells the row from others. */
	enum error (*name)(struct report *report, const struct group *group, void *row);
	/* Derives the rest from the counts as they are shown. May be NULL. */
	enum error (*finish)(struct report *report, struct group *group, void *row);
};

struct report {
	struct query *query;
	const struct report_shape *shape; /* NULL: not grouped */
	int32_t from;                     /* London days, both included */
	int32_t until;
	int64_t from_ms;
	int64_t until_ms;  /* first instant after */
	int64_t newest_ms; /* when the newest event of the log happened */
	bool is_beyond;    /* for readers outside the integrated care board: whole months only */
	uint32_t by;   /* set of enum report_key; beyond the board, all is by month until its counts are disturbed */
	bool sees_all; /* else one neighbourhood only */
	struct neighbourhood_id neighbourhood;
	struct list services;    /* struct service: what the reader may see */
	struct month_span month; /* of asking */
	struct map *groups;
	struct rows ordered; /* struct group * */
	struct group *last;
};

/* Begins a report about [from, until] for the actor of the query. ERROR_BAD_REQUEST when the last day is before the
 * first, or when a part of a month is asked for beyond the board. End it with report_end, also when this failed. */
MUST_USE enum error report_begin(struct report *report, struct query *query, const struct report_shape *shape,
	int32_t from, int32_t until, enum report_reach reach);
void report_end(struct report *report);

/* The London month of a time, yyyymm. Cheap for times of the same month one after another. */
int32_t month_of(struct month_span *span, int64_t time_ms);

/* --- cases ----------------------------------------------------------------------------------------------------------- */

struct case_row {
	const struct service *service;
	int64_t thread;
	int64_t asked_at_ms;
	char practice[LIMIT_ODS_BYTES + 1];
	int64_t fate; /* case_fate.h */
	enum ledger_state ledger;
	int64_t avoided_at_ms;
	int32_t referred_on;
	bool is_timed; /* answered, and the next two are known */
	int64_t reply_ms;
	bool is_within; /* answered by the promise as it stood then */
};

/* What of a case is wanted, for each column takes its time: all rows have their service,
 * thread and asked_at_ms, and besides */
enum case_columns {
	CASES_BY_FATE,  /* practice, fate, ledger, avoided_at_ms, referred_on */
	CASES_BY_REPLY, /* practice, fate, is_timed, reply_ms, is_within */
	CASES_BY_END    /* fate, ledger */
};

/* Calls count for every case that was asked in the period, and every specialty that an MDT decided about for a case put
 * on its agenda then (FATE_IS_MDT), service by service, in the order of asking. */
typedef enum error (*case_counter)(struct report *report, const struct case_row *row, void *context);
MUST_USE enum error report_each_case(
	struct report *report, enum case_columns columns, case_counter count, void *context);

/* --- groups ---------------------------------------------------------------------------------------------------------- */

/* Rows are ordered by their keys, first to last; those not grouped by are left zero. */
struct group_key {
	int32_t month;
	int32_t first; /* a treatment function or a word */
	int32_t second;
	int32_t third;
	int32_t neighbourhood; /* neighbourhood_key of a service */
	char organisation[LIMIT_ODS_BYTES + 2];
};

/* Numbers of which the median is wanted; a zeroed struct has none. */
struct samples {
	int64_t *values; /* heap */
	size_t count;
	size_t capacity;
};

/* ERROR_BUSY with no memory. */
MUST_USE enum error samples_add(struct samples *samples, int64_t value);
void samples_deinit(struct samples *samples);

struct group {
	struct group_key key;
	struct samples samples; /* freed by report_end */
	void *row;              /* zeroed when made */
	uint64_t *keys;         /* beyond the board: of the cases that each field of the row counts */
};

/* The group of a key, made where there is none. ERROR_BAD_REQUEST with too many groups, ERROR_BUSY with no memory. The
 * key's padding must be zero. */
MUST_USE enum error report_group(struct report *report, const struct group_key *key, struct group **group);

/* Counts a case in a group: in the columns that are not 0 in one, which is a row. */
void report_count(const struct report *report, struct group *group, int64_t thread, const void *one);

/* Finds the group, and counts a case in it. */
MUST_USE enum error report_count_by(
	struct report *report, const struct group_key *key, int64_t thread, const void *one, struct group **group);

/* The month that a case is counted under: its own where that is asked for or has to be disturbed first, else 0. */
int32_t report_month_key(struct report *report, int64_t time_ms);

/* The rows of the groups, sorted, as the list of a result. Beyond the board their counts are disturbed first, and the
 * months of a group then added. */
MUST_USE enum error report_rows(struct report *report, struct list *rows);

/* "2026-11" in the arena. */
struct text report_month_text(struct report *report, int32_t month);

/* The neighbourhood of a neighbourhood_key; none for 0. */
struct neighbourhood_id report_neighbourhood_of(const struct report *report, int32_t key);

/* The one neighbourhood that the report is limited to, or none. */
struct neighbourhood_id report_scope(const struct report *report);

#endif
