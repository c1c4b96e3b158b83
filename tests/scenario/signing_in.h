/*
 * The lines of a story about signing in, which is no command.
 *
 * Layer: tests.
 */
#ifndef SCENARIO_SIGNING_IN_H
#define SCENARIO_SIGNING_IN_H

#include "tests/scenario/telling.h"

/* With the code of an invitation: sets password and phone, and signs in, in a browser web-<person>. is_refused: cannot. */
bool signing_in_enrols(struct story *story, const char *person, const char *code, bool is_refused);

/* Tries with a wrong password, from a browser of their own. */
bool signing_in_guesses(struct story *story, const char *person);

/* Out of the session of the last who enrolled. */
bool signing_in_out(struct story *story);

#endif
