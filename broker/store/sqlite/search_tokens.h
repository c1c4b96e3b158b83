/*
 * Texts cut into the very tokens that the search index makes of them, for searching what it has not taken in yet.
 *
 * A text becomes its tokens with one '\n' before each and one behind the last; no token holds one. So a row of tokens
 * stands in a text when its bytes do.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_SEARCH_TOKENS_H
#define STORE_SQLITE_SEARCH_TOKENS_H

#include "store/sqlite/connection.h"
#include "store/sqlite/search_text.h"

/* How schema.c tells FTS5 to tokenize. */
#define SEARCH_TOKENIZER "unicode61"
#define SEARCH_TOKENIZER_OPTION "remove_diacritics"
#define SEARCH_TOKENIZER_VALUE "2"

struct search_tokens {
	fts5_tokenizer methods;
	Fts5Tokenizer *tokenizer;
	struct buffer wanted[LIMIT_SEARCH_TOKENS]; /* the tokens of each word that is looked for */
	size_t wanted_count;
	struct buffer text; /* of the last text that was looked at */
};

/* Makes ready to look for these words. ERROR_BUSY with no memory. Closed with search_tokens_close, whatever it answers. */
MUST_USE enum error search_tokens_open(
	struct search_tokens *tokens, struct connection *connection, const struct search_words *words);

/* Whether a text holds all the words, as the index would say: a word of which no token is left (a dash) is not looked
 * for, and when none is left at all nothing is found. ERROR_BUSY with no memory. */
MUST_USE enum error search_tokens_match(struct search_tokens *tokens, struct text text, bool *matches);

void search_tokens_close(struct search_tokens *tokens);

#endif
