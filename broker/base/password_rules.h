/*
 * Whether a new password is good enough: long, and not one that a program guesses early (ASVS 5.0 6.2; no rules about
 * kinds of characters). A thin cover over zxcvbn, which knows passwords that were stolen, words, names, dates, rows of keys.
 *
 * Layer: base; password_rules.c alone sees zxcvbn. Thread: any.
 */
#ifndef BASE_PASSWORD_RULES_H
#define BASE_PASSWORD_RULES_H

#include <stddef.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

enum { PASSWORD_CHARACTERS_MIN = 12, PASSWORD_CHARACTERS_MAX = 128, PASSWORD_BYTES_MAX = 512, PASSWORD_WORDS_MAX = 15 };

/* What the rules are, for whoever is about to choose one. */
extern const char password_rules_sentence[];

/* ERROR_BAD_REQUEST, with a sentence for its person, unless the password may be used. words are those that others know of
 * the person (handle, parts of their name, of their organisation); at most PASSWORD_WORDS_MAX of them are looked at, and
 * those shorter than three bytes are not. Looked at in its one form (password_form.h), whose length is counted in
 * characters (Unicode code points). */
MUST_USE enum error password_check(
	struct text password, const struct text *words, size_t word_count, const char **problem);

#endif
