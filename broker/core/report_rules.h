/*
 * The arithmetic of reports: rounding, percentiles, and what may be shown beyond the integrated care board.
 *
 * Layer: core. Pure. A DECIMAL is a number of hundredths, rounded half up.
 *
 * Beyond the board, counts of 1 to 4 are withheld and every other count is rounded to the nearest 5: the practice of
 * NHS hospital statistics (Hospital Episode Statistics, disclosure control: suppress small counts, round the rest to
 * 5). Were the others exact, a small count would be what is left when they are taken from a total, of the same export
 * or of one that is grouped otherwise. What is derived from counts is derived from the rounded ones, or left out with
 * them.
 */
#ifndef CORE_REPORT_RULES_H
#define CORE_REPORT_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

enum { COUNT_SHOWN_FROM = 5, COUNT_ROUNDED_TO = 5 };

/* What stands for a count beyond the board: itself when 0, COUNT_WITHHELD for 1 to 4, else the nearest 5. */
int64_t report_count_beyond(int64_t count);

/* The same for every COUNT of a record; what is derived from them is the caller's to do. */
void report_withhold(const struct record_type *type, void *record);

/* True when what is shown of a total and of all its parts leaves one value only for a part that is withheld: then the
 * total must be withheld too. It takes every count to stand at the edge of its rounding, as in 4 + 4 = 8, which is
 * shown as 10. */
bool report_gives_away(int64_t shown_total, const int64_t *shown_parts, size_t count);

/* The smallest value that at least percent (1 to 100) of all values do not exceed: the nearest rank. Reorders the
 * values, of which there must be one at least. Linear. */
int64_t report_percentile(int64_t *values, size_t count, int percent);

/* The value in the middle, or the mean of the two in the middle. Likewise. */
int64_t report_median(int64_t *values, size_t count);

/* Hours as a DECIMAL. */
int64_t report_hours(int64_t duration_ms);

/* What is expected a week for a population, as a DECIMAL, when per_week is expected for EXPECTED_PER_POPULATION
 * people. */
int64_t report_scaled(int64_t per_week, int64_t population);

/* Weeks of a number of days, as a DECIMAL. */
int64_t report_weeks(int64_t days);

/* A count as a percentage of what is expected in so many days, as a DECIMAL; 0 when nothing is expected. */
int64_t report_percent_of_expected(int64_t count, int64_t expected_per_week, int64_t days);

#endif
