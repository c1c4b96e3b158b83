/*
 * The arithmetic of reports: rounding, percentiles, and what may be shown beyond the integrated care board.
 *
 * Layer: core. Pure. A DECIMAL is a number of hundredths, rounded half up.
 *
 * Beyond the board a count must not be had by taking one number from another: not within a row, not between exports
 * that are grouped otherwise, not between periods. So every count of a month is disturbed at random, once; a longer
 * period is the sum of its disturbed months, which tells no more than they do; and totals are disturbed by themselves,
 * so that rows do not add up. A count goes down or up to a multiple of 5, so that it is right on average; from 5 on it
 * sometimes goes a step further or is withheld, so that neither a number nor a withheld count ever rules out that there
 * was one case more. Counts of 1 to 4 are always withheld. What is derived from counts is derived from what is shown, or
 * left out.
 */
#ifndef CORE_REPORT_RULES_H
#define CORE_REPORT_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "core/record.h"

enum { COUNT_SHOWN_FROM = 5, COUNT_ROUNDED_TO = 5 };

/* What is made of a count beyond the board, month by month. A zeroed one counts nothing. */
struct hidden_count {
	int64_t sum;   /* of the disturbed counts; may be negative */
	int64_t least; /* what the months, each by itself, let everybody know there were at least */
};

/* Adds the count of a month. draw is 64 random bits, the same whenever this count of this month is asked for. */
void report_hide(struct hidden_count *hidden, int64_t count, uint64_t draw);

/* What is shown: 0 when there is none, COUNT_WITHHELD, or a multiple of 5 from 5 on. */
int64_t report_shown(const struct hidden_count *hidden);

/* The smallest value that at least percent (1 to 100) of all values do not exceed: the nearest rank. Reorders the
 * values, of which there must be one at least. Linear. */
int64_t report_percentile(int64_t *values, size_t count, int percent);

/* The value in the middle, or the mean of the two in the middle. Likewise. */
int64_t report_median(int64_t *values, size_t count);

/* Hours as a DECIMAL; rounded to whole ones or not. */
int64_t report_hours(int64_t duration_ms);
int64_t report_whole_hours(int64_t duration_ms);

/* What is expected a week for a population, as a DECIMAL, when per_week is expected for EXPECTED_PER_POPULATION
 * people. */
int64_t report_scaled(int64_t per_week, int64_t population);

/* Weeks of a number of days, as a DECIMAL. */
int64_t report_weeks(int64_t days);

/* A count as a percentage of what is expected in so many days, as a DECIMAL; not known when nothing is
 * expected. */
struct decimal report_percent_of_expected(int64_t count, int64_t expected_per_week, int64_t days);

#endif
