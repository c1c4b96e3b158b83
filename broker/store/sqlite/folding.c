#include "store/sqlite/folding.h"

#include <stddef.h>

/* What U+00C0 ... U+017F are without case and accent; '\0': as they are. */
static const char plain_letters[] = "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0\0"
				    "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y"
				    "aaaaaaccccccccdddd"
				    "eeeeeeeeeegggggggghhhh"
				    "iiiiiiiiii\0\0jjkkk"
				    "llllllllllnnnnnn\0\0\0oooooo\0\0"
				    "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

enum { FIRST_PLAIN = 0xC0, LAST_PLAIN = 0x17F };

_Static_assert(sizeof(plain_letters) - 1 == LAST_PLAIN - FIRST_PLAIN + 1, "a letter for each");

static unsigned long fold(unsigned long character)
{
	if (character >= 'A' && character <= 'Z')
		return character + ('a' - 'A');
	if (character == 0xC6 || character == 0xD0 || character == 0xDE)
		return character + 0x20; /* capitals of letters that have no plain one */
	if (character >= FIRST_PLAIN && character <= LAST_PLAIN && plain_letters[character - FIRST_PLAIN])
		return (unsigned char)plain_letters[character - FIRST_PLAIN];
	return character;
}

/* Bytes behind the first of a character; texts in the log are valid UTF-8, anything else is taken byte by byte. */
static size_t following_bytes(unsigned char first)
{
	if (first >= 0xF0)
		return 3;
	if (first >= 0xE0)
		return 2;
	return first >= 0xC0 ? 1 : 0;
}

unsigned long folding_next(struct text *rest)
{
	unsigned char first = (unsigned char)rest->data[0];
	size_t following = following_bytes(first);
	unsigned long character = first;

	rest->data++;
	rest->length--;
	if (following > 0)
		character = first & (0x3Ful >> following);
	for (; following > 0 && rest->length > 0; following--) {
		character = character << 6 | ((unsigned char)rest->data[0] & 0x3Fu);
		rest->data++;
		rest->length--;
	}
	return fold(character);
}

bool folding_begins(struct text text, struct text prefix, struct text *behind)
{
	while (prefix.length > 0) {
		if (text.length == 0 || folding_next(&text) != folding_next(&prefix))
			return false;
	}
	if (behind)
		*behind = text;
	return true;
}

bool folding_contains(struct text text, struct text part)
{
	while (!folding_begins(text, part, NULL)) {
		if (text.length == 0)
			return false;
		(void)folding_next(&text);
	}
	return true;
}

bool folding_is_word(char byte)
{
	unsigned char c = (unsigned char)byte;

	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
