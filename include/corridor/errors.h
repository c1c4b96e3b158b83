/*
 * The one error type of Corridor, from errors.def.
 *
 * Layer: include. OK is 0. Every function that can fail returns it and must be looked at.
 */
#ifndef CORRIDOR_ERRORS_H
#define CORRIDOR_ERRORS_H

enum error {
	OK = 0,
#define ERROR(symbol, wire, class, sentence) symbol,
#include "corridor/errors.def"
#undef ERROR
	ERROR_END
};

/* What to do about an error: see errors.def. */
enum error_class { ERROR_CLASS_CALLER, ERROR_CLASS_LATER, ERROR_CLASS_OURS };

#define MUST_USE __attribute__((warn_unused_result))

/* The wire name ("bad_request"), the sentence and the class of an error; error must not be OK. */
const char *error_wire(enum error error);
const char *error_sentence(enum error error);
enum error_class error_class(enum error error);

#endif
