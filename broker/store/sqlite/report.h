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
	int64_t expected_first; /* a week, hundredths, for the population */
	int64_t expected_total;
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

struct report {
	struct query *query;
	int32_t from; /* London days, both included */
	int32_t until;
	int64_t from_ms;
	int64_t until_ms;  /* first instant after */
	int64_t newest_ms; /* when the newest event of the log happened */
	bool is_beyond;    /* for readers outside the integrated care board */
	bool sees_all;     /* else one neighbourhood only */
	struct neighbourhood_id neighbourhood;
	struct list services;    /* struct service: what the reader may see */
	struct month_span month; /* of asking */
	struct map *groups;
	struct rows ordered; /* struct group * */
	struct group *last;
};

/* Begins a report about [from, until] for the actor of the query. ERROR_BAD_REQUEST when the last day is before the
 * first. End it with report_end, also when this failed. */
MUST_USE enum error report_begin(
	struct report *report, struct query *query, int32_t from, int32_t until, enum report_reach reach);
void report_end(struct report *report);

/* The London month of a time, yyyymm. Cheap for times of the same month one after another. */
int32_t month_of(struct month_span *span, int64_t time_ms);

/* --- cases ----------------------------------------------------------------------------------------------------------- */

struct case_row {
	const struct service *service;
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

/* What of a case is wanted, for each column takes its time: all rows have their service, and besides */
enum case_columns {
	CASES_BY_FATE,  /* asked_at_ms, practice, fate, ledger, avoided_at_ms, referred_on */
	CASES_BY_REPLY, /* asked_at_ms, practice, is_timed, reply_ms, is_within */
	CASES_BY_END    /* fate, ledger */
};

/* Calls count for every case that was asked in the period, service by service, in the order of asking. */
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
};

/* The group of a key, made with a row of that size where there is none. ERROR_BAD_REQUEST with too many groups,
 * ERROR_BUSY with no memory. The key's padding must be zero. */
MUST_USE enum error report_group(
	struct report *report, const struct group_key *key, size_t row_size, struct group **group);

/* Sorts the groups by key. */
struct group **report_sorted(struct report *report, size_t *count);

/* The rows of the groups, sorted, as the list of a result; beyond the board their counts are withheld first. */
MUST_USE enum error report_rows(struct report *report, const struct record_type *type, struct list *rows);

/* "2026-11" in the arena. */
struct text report_month_text(struct report *report, int32_t month);

/* The neighbourhood of a neighbourhood_key; none for 0. */
struct neighbourhood_id report_neighbourhood_of(const struct report *report, int32_t key);

/* The one neighbourhood that the report is limited to, or none. */
struct neighbourhood_id report_scope(const struct report *report);

#endif
