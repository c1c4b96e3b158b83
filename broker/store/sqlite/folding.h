/*
 * Comparing words as people mean them: without regard to case and accents.
 *
 * Layer: store, SQLite driver. Pure. Knows ASCII and the Latin letters of western Europe (U+00C0 to U+017F), which is
 * what names here are written with; other letters are compared as they are.
 */
#ifndef STORE_SQLITE_FOLDING_H
#define STORE_SQLITE_FOLDING_H

#include <stdbool.h>

#include "corridor/ids.h"

/* Takes one character off the front and returns it folded; rest must not be empty. */
unsigned long folding_next(struct text *rest);

/* True when the text begins with the prefix; *behind (may be NULL) is then what follows it. */
bool folding_begins(struct text text, struct text prefix, struct text *behind);

/* True when part stands anywhere in the text. */
bool folding_contains(struct text text, struct text part);

/* True for a byte that belongs to a word: a letter, a digit, or any character beyond ASCII. */
bool folding_is_word(char byte);

#endif
