/* Many cases of three months, made by chance. */
#ifndef REPORTS_MANY_CASES_H
#define REPORTS_MANY_CASES_H

#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

/* A fresh store in memory with so many cases of the first three months of 2027. */
void many_cases_open(struct subject *subject, struct world *world, uint64_t seed, int count);

/* The same, and everything that happens to one of them (from 0; -1: none) happens a second time to another patient. */
void many_cases_open_twice(struct subject *subject, struct world *world, uint64_t seed, int count, int twice);

/* Asks and answers so many cases of a practice of Riverside's cardiology on the tenth of a month (202701). */
void many_cases_ask(struct world *world, const char *practice, int32_t month, int64_t count);

#endif
