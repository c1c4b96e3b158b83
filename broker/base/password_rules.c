#include "base/password_rules.h"

#include <stdbool.h>
#include <string.h>

#include <zxcvbn.h>

/* A thousand million guesses: with a lock-out that slows and a second factor, more than anybody gets. */
static const double BITS_MIN = 30.0;

enum { WORD_BYTES = 64, WORD_BYTES_MIN = 3 };

static const char product[] = "corridor";

const char password_rules_sentence[] = "At least 12 characters, and nothing a program would guess early: not a known "
				       "password, a name, a date or a row of "
				       "keys. Three or four unrelated words do well.";

static size_t count_characters(struct text text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.length; i++)
		count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return count;
}

static char lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
}

/* Of a word that is too long, its beginning. */
static void copy_word(struct text word, char copy[WORD_BYTES])
{
	size_t length = word.length < WORD_BYTES - 1 ? word.length : WORD_BYTES - 1;

	for (size_t i = 0; i < length; i++)
		copy[i] = lower(word.data[i]);
	copy[length] = '\0';
}

/* How hard it is to guess, for somebody who knows the words. */
static double bits_of(const char *password, const struct text *words, size_t word_count)
{
	char copies[PASSWORD_WORDS_MAX][WORD_BYTES];
	const char *known[PASSWORD_WORDS_MAX + 2] = {product};
	size_t count = 1;

	for (size_t i = 0; i < word_count && count <= PASSWORD_WORDS_MAX; i++) {
		if (words[i].length < WORD_BYTES_MIN)
			continue;
		copy_word(words[i], copies[count - 1]);
		known[count] = copies[count - 1];
		count++;
	}
	return ZxcvbnMatch(password, known, NULL);
}

enum error password_check(struct text password, const struct text *words, size_t word_count, const char **problem)
{
	char copy[PASSWORD_BYTES_MAX + 1];
	size_t characters = count_characters(password);

	if (characters < PASSWORD_CHARACTERS_MIN)
		*problem = "The password is too short; use at least 12 characters.";
	else if (characters > PASSWORD_CHARACTERS_MAX || password.length > PASSWORD_BYTES_MAX)
		*problem = "The password is too long; use at most 128 characters.";
	else if (memchr(password.data, '\0', password.length))
		*problem = "The password holds a character that cannot be typed; choose another.";
	else
		*problem = NULL;
	if (*problem)
		return ERROR_BAD_REQUEST;
	memcpy(copy, password.data, password.length);
	copy[password.length] = '\0';
	bool is_guessable = bits_of(copy, words, word_count) < BITS_MIN;

	memset(copy, 0, sizeof(copy));
	if (!is_guessable)
		return OK;
	*problem =
		"This password is known or easily guessed, perhaps from a name; three or four unrelated words do well.";
	return ERROR_BAD_REQUEST;
}
