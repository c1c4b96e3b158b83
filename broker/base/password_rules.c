#define _GNU_SOURCE /* explicit_bzero */

#include "base/password_rules.h"

#include <stdbool.h>
#include <string.h>

#include <zxcvbn.h>

#include "base/password_form.h"

/* A thousand million guesses: with a lock-out that slows and a second factor, more than anybody gets. */
static const double BITS_MIN = 30.0;

enum { WORD_BYTES = 64, WORD_BYTES_MIN = 3 };

static const char product[] = "corridor";

const char password_rules_sentence[] = "At least 12 characters, and nothing a program would guess early: not a known "
				       "password, a name, a date or a row of "
				       "keys. Three or four unrelated words do well.";

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

static const char *problem_of(const struct password_form *form, const struct text *words, size_t word_count)
{
	char copy[PASSWORD_FORM_BYTES + 1];

	if (form->characters < PASSWORD_CHARACTERS_MIN)
		return "The password is too short; use at least 12 characters.";
	if (form->characters > PASSWORD_CHARACTERS_MAX)
		return "The password is too long; use at most 128 characters.";
	if (!form->can_be_typed)
		return "The password holds a character that cannot be typed; choose another.";
	memcpy(copy, form->text.data, form->text.length);
	copy[form->text.length] = '\0';
	bool is_guessable = bits_of(copy, words, word_count) < BITS_MIN;

	explicit_bzero(copy, form->text.length);
	return is_guessable ? "This password is known or easily guessed, perhaps from a name; three or four unrelated "
			      "words do well."
			    : NULL;
}

enum error password_check(struct text password, const struct text *words, size_t word_count, const char **problem)
{
	struct password_form form;

	if (password.length > PASSWORD_BYTES_MAX)
		*problem = "The password is too long; use at most 128 characters.";
	else if (password_form_of(password, &form) != OK)
		*problem = "The password holds a character that cannot be typed; choose another.";
	else
		*problem = problem_of(&form, words, word_count);
	password_form_forget(&form);
	return *problem ? ERROR_BAD_REQUEST : OK;
}
