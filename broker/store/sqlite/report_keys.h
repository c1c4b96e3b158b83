/*
 * The keys that report.avoided and report.reply_times are grouped by.
 *
 * Layer: store, SQLite driver. Thread: the reader's.
 */
#ifndef STORE_SQLITE_REPORT_KEYS_H
#define STORE_SQLITE_REPORT_KEYS_H

#include "store/sqlite/report.h"

/* The key of a case's group; by is a set of enum report_key. */
struct group_key report_key_of(
	struct report *report, uint32_t by, const struct service *service, int64_t asked_at_ms, const char *practice);

/* The fields of a row that its key fills. */
struct key_fields {
	struct text *month;
	int32_t *treatment_function;
	struct text *treatment_function_name;
	struct neighbourhood_id *neighbourhood;
	struct organisation_id *practice;
};

/* ERROR_BUSY with no memory. */
MUST_USE enum error report_fill_keys(
	struct report *report, const struct group_key *key, const struct key_fields *fields);

#define REPORT_FILL_KEYS(report, key, row)                                                                       \
	report_fill_keys(report, key,                                                                            \
		&(struct key_fields){&(row)->month, &(row)->treatment_function, &(row)->treatment_function_name, \
			&(row)->neighbourhood, &(row)->practice})

/* The name of a treatment function, which need not be one of the list. */
struct text report_function_name(int32_t treatment_function);

#endif
