/* Comparing words as people mean them. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "store/sqlite/folding.h"

Test(folding, finds_parts_without_case_and_accents)
{
	static const struct {
		const char *text, *part;
		bool found;
	} rows[] = {
		{"Dr Flavia Rossi", "ROSSI", true},
		{"Dr Flavia Rossi", "via r", true},
		{"Dr Flavia Rossi", "russi", false},
		{"S\xc3\xb3nia \xc3\x96zt\xc3\xbcrk", "sonia ozturk", true},
		{"Sonia Ozturk", "S\xc3\x93NIA", true},
		{"\xc5\x81ukasz", "lukasz", true},
		{"\xce\xa9mega", "mega", true},
		{"", "", true},
		{"", "a", false},
		{"abc", "", true},
		{"a\xc3", "a", true}, /* cut off inside a character */
		{"aab", "ab", true},
		{"\xc3\x86sir", "\xc3\xa6sir", true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_eq(
			folding_contains(text_of(rows[i].text), text_of(rows[i].part)), rows[i].found, "row %zu", i);
	cr_assert(folding_contains((struct text){0}, text_of("")));
	cr_assert_not(folding_contains((struct text){0}, text_of("x")));
}

Test(folding, knows_each_letter_of_western_europe)
{
	/* first and last of each run of letters in the table */
	static const struct {
		const char *letter;
		char plain;
	} rows[] = {{"\xc3\x80", 'a'}, {"\xc3\xa5", 'a'}, {"\xc3\x87", 'c'}, {"\xc3\x9d", 'y'}, {"\xc3\xbf", 'y'},
		{"\xc4\x80", 'a'}, {"\xc4\x85", 'a'}, {"\xc4\x8d", 'c'}, {"\xc4\x91", 'd'}, {"\xc4\x9b", 'e'},
		{"\xc4\xa3", 'g'}, {"\xc4\xa7", 'h'}, {"\xc4\xb1", 'i'}, {"\xc4\xb5", 'j'}, {"\xc4\xb8", 'k'},
		{"\xc5\x82", 'l'}, {"\xc5\x88", 'n'}, {"\xc5\x8c", 'o'}, {"\xc5\x91", 'o'}, {"\xc5\x99", 'r'},
		{"\xc5\xa1", 's'}, {"\xc5\xa7", 't'}, {"\xc5\xb3", 'u'}, {"\xc5\xb5", 'w'}, {"\xc5\xb8", 'y'},
		{"\xc5\xb9", 'z'}, {"\xc5\xbe", 'z'}, {"\xc5\xbf", 's'}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text text = text_of(rows[i].letter);

		cr_assert_eq(folding_next(&text), (unsigned long)rows[i].plain, "row %zu", i);
		cr_assert_eq(text.length, 0);
	}
}
