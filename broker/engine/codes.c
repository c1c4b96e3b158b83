#include "engine/codes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { SECRET_BYTES = 10, GROUP = 4, LETTERS_MAX = 48, POSITION_LETTERS_MAX = 12 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const char *const labels[] = {
	[CODE_PERSON] = "corridor person invitation", [CODE_DEVICE] = "corridor device invitation"};

/* --- spelling --------------------------------------------------------------------------------------------------------- */

/* 10 bytes are 16 letters of five bits. */
static void spell_bytes(const unsigned char bytes[SECRET_BYTES], char letters[CODE_SECRET_LETTERS])
{
	uint32_t bits = 0;
	int held = 0;
	size_t count = 0;
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 5; held -= 5) {
			letters[count++] = alphabet[bits >> (held - 5) & 31];
		}
	}
}

/* Groups of four, each with a dash before it; returns how much was written. */
static size_t write_groups(const char *letters, size_t count, char *out)
{
	size_t length = 0;
	for (size_t i = 0; i < count; i++) {
		if (i % GROUP == 0) {
			out[length++] = '-';
		}
		out[length++] = letters[i];
	}
	out[length] = '\0';
	return length;
}

static size_t write_position(int64_t pos, char *out)
{
	char backwards[POSITION_LETTERS_MAX + 2];
	size_t count = 0;
	for (; pos > 0; pos /= 32) {
		backwards[count++] = alphabet[pos % 32];
	}
	for (size_t i = 0; i < count; i++) {
		out[i] = backwards[count - 1 - i];
	}
	return count;
}

static int value_of(char letter)
{
	char upper = letter >= 'a' && letter <= 'z' ? (char)(letter - ('a' - 'A')) : letter;
	upper = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
	const char *found = memchr(alphabet, upper, sizeof alphabet - 1);
	return found ? (int)(found - alphabet) : -1;
}

/* The letters alone, as they stand in the alphabet. ERROR_BAD_REQUEST when there are others, or too many. */
static enum error read_letters(struct text typed, char letters[LETTERS_MAX], size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < typed.length; i++) {
		int value = value_of(typed.data[i]);
		if (typed.data[i] == '-' || typed.data[i] == ' ') {
			continue;
		}
		if (value < 0 || *count == LETTERS_MAX) {
			return ERROR_BAD_REQUEST;
		}
		letters[(*count)++] = alphabet[value];
	}
	return OK;
}

/* --- codes of invitations ----------------------------------------------------------------------------------------------- */

static enum error derive(struct text key, const char *label, int64_t pos, struct digest *digest)
{
	char name[64];
	snprintf(name, sizeof name, "%s %" PRId64, label, pos);
	return digest_keyed(key, text_of(name), digest);
}

static enum error secret_letters(
	struct text key, enum code_purpose purpose, int64_t pos, char letters[CODE_SECRET_LETTERS])
{
	struct digest digest;
	enum error error = derive(key, labels[purpose], pos, &digest);
	if (error == OK) {
		spell_bytes(digest.bytes, letters);
	}
	return error;
}

enum error code_write(struct text key, enum code_purpose purpose, int64_t pos, char code[CODE_TEXT_BYTES])
{
	char letters[CODE_SECRET_LETTERS];
	enum error error = secret_letters(key, purpose, pos, letters);
	if (error == OK) {
		write_groups(letters, sizeof letters, code + write_position(pos, code));
	}
	return error;
}

enum error code_position(struct text typed, int64_t *pos)
{
	char letters[LETTERS_MAX];
	size_t count;
	enum error error = read_letters(typed, letters, &count);
	if (error != OK || count <= CODE_SECRET_LETTERS || count > CODE_SECRET_LETTERS + POSITION_LETTERS_MAX) {
		return ERROR_BAD_REQUEST;
	}
	*pos = 0;
	for (size_t i = 0; i < count - CODE_SECRET_LETTERS; i++) {
		*pos = *pos * 32 + value_of(letters[i]);
	}
	return *pos > 0 ? OK : ERROR_BAD_REQUEST;
}

bool code_is_right(struct text key, enum code_purpose purpose, struct text typed)
{
	char letters[LETTERS_MAX], expected[CODE_SECRET_LETTERS];
	size_t count;
	int64_t pos;
	if (code_position(typed, &pos) != OK || read_letters(typed, letters, &count) != OK) {
		return false;
	}
	return secret_letters(key, purpose, pos, expected) == OK &&
	       bytes_equal_in_constant_time(expected, letters + count - CODE_SECRET_LETTERS, CODE_SECRET_LETTERS);
}

enum error code_totp_secret(struct text key, int64_t pos, unsigned char secret[TOTP_SECRET_BYTES])
{
	struct digest digest;
	enum error error = derive(key, "corridor totp", pos, &digest);
	if (error == OK) {
		memcpy(secret, digest.bytes, TOTP_SECRET_BYTES);
	}
	return error;
}

/* --- recovery codes ------------------------------------------------------------------------------------------------------ */

enum error recovery_code_new(char code[CODE_TEXT_BYTES])
{
	unsigned char bytes[SECRET_BYTES];
	char letters[CODE_SECRET_LETTERS], groups[CODE_TEXT_BYTES];
	enum error error = random_bytes(bytes, sizeof bytes);
	if (error != OK) {
		return error;
	}
	spell_bytes(bytes, letters);
	size_t length = write_groups(letters, sizeof letters, groups);
	memcpy(code, groups + 1, length); /* without the dash before the first group, with the NUL */
	return OK;
}

enum error recovery_code_digest(struct text key, struct text typed, struct digest *digest)
{
	static const char label[] = "corridor recovery ";
	char labelled[sizeof label - 1 + LETTERS_MAX];
	size_t count;
	enum error error = read_letters(typed, labelled + sizeof label - 1, &count);
	if (error != OK || count != CODE_SECRET_LETTERS) {
		return ERROR_BAD_REQUEST;
	}
	memcpy(labelled, label, sizeof label - 1);
	return digest_keyed(key, (struct text){labelled, sizeof label - 1 + count}, digest);
}
