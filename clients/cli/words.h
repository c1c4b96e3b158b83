/*
 * The words and commands of the contract, as tables for the command line.
 *
 * Layer: cli. Constants, made from include/corridor/vocabulary.def, treatment_functions.def and commands.def.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *wire; /* NULL ends a table */
	const char *meaning;
};

#define VOCABULARY(name) extern const struct word name##_words[];
#define WORD(name, symbol, wire, meaning)
#define END_VOCABULARY(name)
#include "corridor/vocabulary.def"
#undef VOCABULARY
#undef WORD
#undef END_VOCABULARY

/* The wire form of what somebody typed: the word itself or a beginning that only one has, in any case, with - for _.
 * NULL when there is none, or several. */
const char *words_match(const struct word *words, const char *typed);

/* What a word means, or the word itself when it is new. */
const char *words_meaning(const struct word *words, const char *wire);

/* The code of a specialty typed as "320", or as the beginning of its name. NULL when there is none, or several. */
const char *words_specialty(const char *typed);

/* Whether a command of the contract changes something and so has to be kept: "WRITE", "READ", "HINT"; NULL: unknown. */
const char *words_command_kind(const char *wire);

#endif
