#define _GNU_SOURCE /* memmem */
#include "store/sqlite/search_tokens.h"

#include <limits.h>
#include <string.h>

static int add_token(void *context, int flags, const char *token, int length, int start, int end)
{
	struct buffer *out = context;

	(void)flags;
	(void)start;
	(void)end;
	buffer_append(out, token, (size_t)length);
	buffer_append(out, "\n", 1);
	return out->failed ? SQLITE_NOMEM : SQLITE_OK;
}

/* Leaves out empty when the text has no token. */
static enum error tokenize(struct search_tokens *tokens, int reason, struct text text, struct buffer *out)
{
	int code;

	buffer_clear(out);
	if (text.length > INT_MAX)
		return ERROR_TOO_LARGE;
	buffer_append(out, "\n", 1);
	code = tokens->methods.xTokenize(tokens->tokenizer, out, reason, text.data, (int)text.length, add_token);
	if (out->failed)
		return ERROR_BUSY;
	if (out->length == 1)
		buffer_clear(out);
	return connection_error(code);
}

/* SQLite hands out its full-text interface by way of a pointer that a statement carries. */
static enum error find_interface(struct connection *connection, fts5_api **api)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(connection->db, "SELECT fts5(?1)", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_bind_pointer(statement, 1, api, "fts5_api_ptr", NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	(void)sqlite3_finalize(statement);
	return connection_error(code);
}

static enum error make_tokenizer(struct search_tokens *tokens, struct connection *connection)
{
	const char *options[] = {SEARCH_TOKENIZER_OPTION, SEARCH_TOKENIZER_VALUE};
	fts5_api *api = NULL;
	void *context = NULL;
	enum error error = find_interface(connection, &api);
	int code;

	if (error == OK && !api)
		error = ERROR_INTERNAL;
	if (error != OK)
		return error;
	code = api->xFindTokenizer(api, SEARCH_TOKENIZER, &context, &tokens->methods);
	if (code == SQLITE_OK)
		code = tokens->methods.xCreate(context, options, 2, &tokens->tokenizer);
	return connection_error(code);
}

enum error search_tokens_open(
	struct search_tokens *tokens, struct connection *connection, const struct search_words *words)
{
	enum error error;

	*tokens = (struct search_tokens){0};
	error = make_tokenizer(tokens, connection);
	for (size_t i = 0; error == OK && i < words->count; i++) {
		const struct search_word *word = &words->words[i];
		struct buffer *wanted = &tokens->wanted[tokens->wanted_count];

		error = tokenize(tokens, FTS5_TOKENIZE_QUERY, word->word, wanted);
		if (word->is_prefix && wanted->length > 0)
			wanted->length--; /* what comes behind it does not matter */
		tokens->wanted_count += wanted->length > 0;
	}
	return error;
}

enum error search_tokens_match(struct search_tokens *tokens, struct text text, bool *matches)
{
	enum error error = tokenize(tokens, FTS5_TOKENIZE_DOCUMENT, text, &tokens->text);

	*matches = tokens->wanted_count > 0;
	for (size_t i = 0; *matches && i < tokens->wanted_count; i++) {
		const struct buffer *wanted = &tokens->wanted[i];

		*matches = tokens->text.length > 0 &&
			   memmem(tokens->text.data, tokens->text.length, wanted->data, wanted->length) != NULL;
	}
	return error;
}

void search_tokens_close(struct search_tokens *tokens)
{
	if (tokens->tokenizer)
		tokens->methods.xDelete(tokens->tokenizer);
	for (size_t i = 0; i < LIMIT_SEARCH_TOKENS; i++)
		buffer_deinit(&tokens->wanted[i]);
	buffer_deinit(&tokens->text);
	*tokens = (struct search_tokens){0};
}
