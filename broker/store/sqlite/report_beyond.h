/*
 * Rows of reports as they are shown beyond the integrated care board (core/report_rules.h).
 *
 * Layer: store, SQLite driver. Thread: the reader's.
 */
#ifndef STORE_SQLITE_REPORT_BEYOND_H
#define STORE_SQLITE_REPORT_BEYOND_H

#include "core/report_rules.h"
#include "store/sqlite/report.h"

enum { BEYOND_FIELDS = 32 };

/* A row in the making. What is random about a count is drawn under a secret of the installation over the very cases that
 * it counts (the cell key method of census tables): so it is the same for these cases in whatever column, row, report and
 * period they are counted, and asking again teaches nothing. */
struct beyond {
	const struct report *report;
	const struct record_type *type;
	struct text cell; /* what tells the row from others; stands for its cases where they are not at hand */
	struct hidden_count counts[BEYOND_FIELDS];
};

/* Begins a row that is named already. ERROR_BUSY with no memory. */
MUST_USE enum error beyond_begin(
	struct beyond *beyond, const struct report *report, const struct record_type *type, const void *named);

/* What stands for a case; what stands for several is the sum. */
uint64_t beyond_case_key(const struct report *report, int64_t thread);

/* Adds the counts of a month (yyyymm), or of no month in particular (0). keys are those of the cases that each field
 * counts, or NULL: then the row, its column and the month stand for them. ERROR_INTERNAL when nothing can be drawn. */
MUST_USE enum error beyond_add(struct beyond *beyond, int32_t month, const void *counts, const uint64_t *keys);

/* Puts what may be shown into the counts of a record. */
void beyond_show(const struct beyond *beyond, void *record);

#endif
