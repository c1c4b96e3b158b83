/* What is typed into a search, and what is shown of a match. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/text.h"
#include "store/sqlite/search_text.h"

static void assert_match(const char *typed, const char *expected)
{
	struct search_words words;
	struct buffer out = {0};

	search_words_of(text_of(typed), &words);
	search_words_match(&words, &out);
	cr_assert(text_is(buffer_text(&out), expected), "'%s' gives '%.*s'", typed, TEXT_ARGS(buffer_text(&out)));
	buffer_deinit(&out);
}

Test(search_words, are_quoted_and_nothing_else_is_passed_on)
{
	assert_match("chest pain", "\"chest\" \"pain\"");
	assert_match("  chest,pain! ", "\"chest\" \"pain\"");
	assert_match("card* p*", "\"card\"* \"p\"");
	assert_match("a\"b OR c", "\"a\" \"b\" \"OR\" \"c\"");
	assert_match("scope : c1", "\"scope\" \"c1\"");
	assert_match("caf\xc3\xa9*", "\"caf\xc3\xa9\"*");
	assert_match("* ** -", "");
	assert_match("a b c d e f g h i j k l m n",
		"\"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" \"h\" \"i\" \"j\" \"k\" \"l\"");
}

static struct text excerpt(const char *typed, const char *text)
{
	struct search_words words;

	search_words_of(text_of(typed), &words);
	return search_excerpt(&words, text_of(text));
}

Test(excerpt, is_the_whole_of_a_short_text)
{
	cr_assert(text_is(excerpt("pain", "No pain here"), "No pain here"));
	cr_assert(text_is(excerpt("other", "No pain here"), "No pain here"));
	cr_assert_eq(excerpt("other", "").length, 0);
	cr_assert_eq(excerpt("other", NULL).length, 0);
}

Test(excerpt, shows_the_first_match_of_a_long_text)
{
	static const char pain[5] = {'P', '\xc3', '\xa1', 'i', 'n'};
	static char text[6000];

	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 6 == 5 ? ' ' : 'x';
	memcpy(text + 3000, pain, sizeof(pain));
	struct text shown = excerpt("pain", text);
	cr_assert(shown.length <= EXCERPT_BYTES && shown.length > EXCERPT_BYTES / 2);
	cr_assert(shown.data > text && shown.data <= text + 3000);
	cr_assert(shown.data + shown.length > text + 3005);
	cr_assert_eq(shown.data[-1], ' ', "it begins with a word");
	shown = excerpt("pa*", text);
	cr_assert(shown.data > text);
	shown = excerpt("pa", text);
	cr_assert_eq(shown.data, text, "no match: the beginning");
	shown = excerpt("xxxxx", text);
	cr_assert_eq(shown.data, text);
}

Test(excerpt, splits_no_character)
{
	static char text[3001];

	for (size_t i = 0; i < 3000; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	memcpy(text + 1500, " go ", 4);
	for (size_t i = 1504; i < 2998; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	text[2998] = '\0';
	struct text shown = excerpt("go", text);
	cr_assert(shown.length <= EXCERPT_BYTES);
	cr_assert_neq((unsigned char)shown.data[0] & 0xC0u, 0x80u);
	cr_assert_eq(text_cut(shown, shown.length).length, shown.length);
	unsigned char last = (unsigned char)shown.data[shown.length];
	cr_assert((last & 0xC0u) != 0x80u, "what follows begins a character");
}
