#include "base/text.h"

#include <string.h>

struct text text_of(const char *string)
{
	if (!string)
		return (struct text){0};
	return (struct text){string, strlen(string)};
}

bool text_is_absent(struct text text)
{
	return !text.data;
}

bool text_equal(struct text a, struct text b)
{
	if (!a.data || !b.data)
		return !a.data && !b.data;
	return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

bool text_is(struct text text, const char *string)
{
	return text_equal(text, text_of(string));
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text text_trim(struct text text)
{
	while (text.length > 0 && is_space(text.data[0])) {
		text.data++;
		text.length--;
	}
	while (text.length > 0 && is_space(text.data[text.length - 1]))
		text.length--;
	return text;
}

enum error text_copy(struct text text, char *buffer, size_t size)
{
	if (text.length >= size)
		return ERROR_TOO_LARGE;
	if (text.length > 0 && memchr(text.data, '\0', text.length))
		return ERROR_TOO_LARGE;
	if (text.length > 0)
		memcpy(buffer, text.data, text.length);
	buffer[text.length] = '\0';
	return OK;
}

enum error text_to_integer(struct text text, int64_t *value)
{
	int64_t number = 0;

	if (text.length == 0)
		return ERROR_BAD_REQUEST;
	for (size_t i = 0; i < text.length; i++) {
		int digit = text.data[i] - '0';

		if (digit < 0 || digit > 9 || number > (INT64_MAX - digit) / 10)
			return ERROR_BAD_REQUEST;
		number = number * 10 + digit;
	}
	*value = number;
	return OK;
}

static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xC0u) == 0x80u;
}

struct text text_cut(struct text text, size_t limit)
{
	size_t length = limit;

	if (text.length <= limit)
		return text;
	while (length > 0 && is_inside_character(text.data[length]))
		length--;
	/* A character has at most three bytes behind its first; more means that this is not UTF-8 at all. */
	text.length = limit - length <= 3 ? length : limit;
	return text;
}
