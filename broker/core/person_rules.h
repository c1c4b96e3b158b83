/*
 * What must be true of a person, whoever adds or changes them: one by one or from a file.
 *
 * Layer: core. Thread: any. Pure.
 */
#ifndef CORE_PERSON_RULES_H
#define CORE_PERSON_RULES_H

#include "core/facts.h"

/* A person as they would be. */
struct profile {
	uint32_t roles;                  /* set of enum role */
	struct text professional_number; /* absent: none */
	int32_t treatment_function;      /* 0: none */
	struct organisation_id organisation;
	struct neighbourhood_id neighbourhood;
	bool organisation_found; /* it exists; only looked at when one is given */
	bool neighbourhood_found;
	bool is_number_new; /* one that was taken before stands, however it is written */
};

/* What is wrong; the sentence is whole. */
struct profile_problem {
	const char *field; /* "args.neighbourhood": the member's name stands behind the dot */
	const char *sentence;
};

/* OK, or ERROR_BAD_REQUEST (contradicts itself or the form of a number) or ERROR_NOT_FOUND (names what is not there) with
 * the first problem. */
MUST_USE enum error profile_check(const struct profile *profile, struct profile_problem *problem);

/* True when the text has the form of a GMC (7 digits, or L and 6), NMC (98I1234E), HCPC (two letters and up to 6 digits)
 * or GPhC number (7 digits). */
bool professional_number_is_valid(struct text number);

#endif
