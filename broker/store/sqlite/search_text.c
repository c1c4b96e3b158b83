#include "store/sqlite/search_text.h"

#include "base/text.h"
#include "store/sqlite/folding.h"

/* A beginning of one letter would find nearly everything. */
enum { SHORTEST_PREFIX_BYTES = 2, BYTES_BEFORE_MATCH = 120 };

/* Takes the next word off the front of rest; false when there is none. */
static bool take_word(struct text *rest, struct text *word)
{
	size_t start = 0;
	size_t end;

	while (start < rest->length && !folding_is_word(rest->data[start]))
		start++;
	end = start;
	while (end < rest->length && folding_is_word(rest->data[end]))
		end++;
	*word = (struct text){rest->data + start, end - start};
	*rest = (struct text){rest->data + end, rest->length - end};
	return word->length > 0;
}

void search_words_of(struct text typed, struct search_words *words)
{
	struct text word;

	words->count = 0;
	while (words->count < LIMIT_SEARCH_TOKENS && take_word(&typed, &word)) {
		bool is_starred = typed.length > 0 && typed.data[0] == '*';

		words->words[words->count++] = (struct search_word){
			.word = word, .is_prefix = is_starred && word.length >= SHORTEST_PREFIX_BYTES};
	}
}

void search_words_match(const struct search_words *words, struct buffer *out)
{
	for (size_t i = 0; i < words->count; i++) {
		/* a word holds no quote: quotes are not letters */
		buffer_append_format(out, "%s\"%.*s\"%s", i > 0 ? " " : "", TEXT_ARGS(words->words[i].word),
			words->words[i].is_prefix ? "*" : "");
	}
}

static bool is_match(const struct search_words *words, struct text word)
{
	for (size_t i = 0; i < words->count; i++) {
		struct text behind;

		if (folding_begins(word, words->words[i].word, &behind) &&
			(behind.length == 0 || words->words[i].is_prefix))
			return true;
	}
	return false;
}

/* Where the first match begins; 0 without one. */
static size_t find_match(const struct search_words *words, struct text text)
{
	struct text rest = text;
	struct text word;

	while (text.data && take_word(&rest, &word)) {
		if (is_match(words, word))
			return (size_t)(word.data - text.data);
	}
	return 0;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t';
}

/* The start of a word within the bytes before a place, else of a character. */
static size_t step_back(struct text text, size_t from)
{
	size_t start = from > BYTES_BEFORE_MATCH ? from - BYTES_BEFORE_MATCH : 0;

	for (size_t i = start; start > 0 && i < from; i++) {
		if (is_space(text.data[i]))
			return i + 1;
	}
	while (start > 0 && ((unsigned char)text.data[start] & 0xC0u) == 0x80u)
		start--;
	return start;
}

struct text search_excerpt(const struct search_words *words, struct text text)
{
	size_t start = step_back(text, find_match(words, text));
	struct text rest = {text.data ? text.data + start : NULL, text.length - start};
	struct text cut = text_cut(rest, EXCERPT_BYTES);

	if (cut.length == rest.length)
		return cut;
	for (size_t length = cut.length; length > EXCERPT_BYTES / 2; length--) {
		if (is_space(cut.data[length - 1]))
			return text_trim((struct text){cut.data, length});
	}
	return cut;
}
