/*
 * What a script expects against what came: part of a JSON value, with names for what is not known beforehand.
 *
 *   "$thread"   the value bound to this name; the first time it is met it is bound
 *   "*"         anything that is there
 *   null        nothing: the field is absent
 *   [..., "..."] a list that begins so
 *
 * Objects need only hold the fields expected; other lists are as long as expected.
 *
 * Layer: tests.
 */
#ifndef SCENARIO_MATCH_H
#define SCENARIO_MATCH_H

#include <jansson.h>
#include <stdbool.h>

/* Fills in bound names in a piece of JSON text, as they are: "$thread" and $pos, which is a number; NULL when one is not bound, which is then in missing. Free the result. */
char *match_fill(const char *text, json_t *names, char missing[64]);

/* True when it matches; else why says where and how not. */
bool match(const json_t *expected, const json_t *actual, json_t *names, char why[400]);

#endif
