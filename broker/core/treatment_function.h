/*
 * The treatment functions of treatment_functions.def.
 *
 * Layer: core. Pure.
 */
#ifndef CORE_TREATMENT_FUNCTION_H
#define CORE_TREATMENT_FUNCTION_H

#include <stddef.h>

struct treatment_function {
	int code;           /* 320 */
	const char *name;   /* "Cardiology Service" */
	int expected_first; /* first outpatient attendances a week for 50,000 people; 0 where the seed table has none */
	int expected_total; /* all outpatient attendances, likewise */
};

/* The population for which expected_first and expected_total are given. */
enum { EXPECTED_PER_POPULATION = 50000 };

/* NULL when there is no such code. */
const struct treatment_function *treatment_function_find(int code);

/* All of them, by code. */
const struct treatment_function *treatment_function_list(size_t *count);

#endif
