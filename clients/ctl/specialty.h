/*
 * From what an extract calls a specialty to its treatment function.
 *
 * Layer: ctl. Constants, from ers_specialties.def and the treatment functions of the contract.
 */
#ifndef CTL_SPECIALTY_H
#define CTL_SPECIALTY_H

enum specialty_kind {
	SPECIALTY_UNKNOWN,   /* no name that we know */
	SPECIALTY_AMBIGUOUS, /* an e-RS specialty that is no single treatment function */
	SPECIALTY_FOUND
};

/* Finds the code ("320") of a code, of a treatment function's name with or without "Service", or of an e-RS specialty.
 * Capitals, "&" for "and", and everything that is no letter or digit do not matter. */
enum specialty_kind specialty_find(const char *typed, const char **code);

/* The name of a treatment function by its code; "" when there is none. */
const char *specialty_name(const char *code);

#endif
