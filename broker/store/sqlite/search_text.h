/*
 * What people type into a search, made into words to look for; and the piece of a text that shows them.
 *
 * Layer: store, SQLite driver. Pure.
 */
#ifndef STORE_SQLITE_SEARCH_TEXT_H
#define STORE_SQLITE_SEARCH_TEXT_H

#include "base/buffer.h"
#include "base/arena.h"
#include "corridor/limits.h"

struct search_word {
	struct text word; /* borrowed from the text typed */
	bool is_prefix;   /* ended in '*': finds beginnings */
};

struct search_words {
	struct search_word words[LIMIT_SEARCH_TOKENS];
	size_t count;
};

/* Splits into words; nothing in the text is syntax but a '*' behind a word of at least two characters. Words past the
 * limit are left out. */
void search_words_of(struct text typed, struct search_words *words);

/* Appends the words as FTS5 wants them, each quoted: "chest" "pain"* */
void search_words_match(const struct search_words *words, struct buffer *out);

enum { EXCERPT_BYTES = 400 };

/* The part of a text around its first match, its beginning without one; at most EXCERPT_BYTES, whole characters, cut
 * between words where it can be. Borrowed from the text. */
struct text search_excerpt(const struct search_words *words, struct text text);

#endif
