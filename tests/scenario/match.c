#include "tests/scenario/match.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- filling in --------------------------------------------------------------------------------------------------- */

static size_t name_length(const char *text)
{
	size_t length = 0;

	while (islower((unsigned char)text[length]) || isdigit((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length;
}

static void append(char **out, size_t *length, const char *bytes, size_t count)
{
	*out = realloc(*out, *length + count + 1);
	if (!*out)
		abort();
	memcpy(*out + *length, bytes, count);
	*length += count;
	(*out)[*length] = '\0';
}

char *match_fill(const char *text, json_t *names, char missing[64])
{
	char *out = NULL;
	size_t length = 0;

	append(&out, &length, "", 0);
	while (*text) {
		size_t plain = strcspn(text, "$");

		append(&out, &length, text, plain);
		text += plain;
		if (*text != '$')
			break;
		size_t name_bytes = name_length(++text);
		char name[64];

		snprintf(name, sizeof name, "%.*s", (int)name_bytes, text);
		const json_t *bound = json_object_get(names, name);
		const char *value = json_string_value(bound);
		char number[32];

		if (json_is_integer(bound)) {
			snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(bound));
			value = number;
		}
		if (!value) {
			snprintf(missing, 64, "%s", name);
			free(out);
			return NULL;
		}
		append(&out, &length, value, strlen(value));
		text += name_bytes;
	}
	return out;
}

/* --- comparing ---------------------------------------------------------------------------------------------------- */

static bool differ(char why[400], const char *where, const json_t *expected, const json_t *actual)
{
	char *wanted = json_dumps(expected, JSON_ENCODE_ANY | JSON_COMPACT);
	char *got = actual ? json_dumps(actual, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	snprintf(why, 400, "%s is %.160s, not %.160s", where[0] ? where : "it", got ? got : "absent",
		wanted ? wanted : "?");
	free(wanted);
	free(got);
	return false;
}

static bool match_at(const char *where, const json_t *expected, const json_t *actual, json_t *names, char why[400]);

static bool match_object(const char *where, const json_t *expected, const json_t *actual, json_t *names, char why[400])
{
	/* jansson walks objects through pointers that are not const */
	json_t *walked = json_deep_copy(expected);
	const char *key;
	json_t *value;
	bool is_same = true;

	json_object_foreach(walked, key, value)
	{
		char inner[200];

		snprintf(inner, sizeof inner, "%s%s%s", where, where[0] ? "." : "", key);
		is_same = is_same && match_at(inner, value, json_object_get(actual, key), names, why);
	}
	json_decref(walked);
	return is_same;
}

static bool match_list(const char *where, const json_t *expected, const json_t *actual, json_t *names, char why[400])
{
	size_t wanted = json_array_size(expected), got = json_array_size(actual);
	const char *last = wanted ? json_string_value(json_array_get(expected, wanted - 1)) : NULL;
	bool is_beginning = last && strcmp(last, "...") == 0;

	wanted -= is_beginning;
	if (is_beginning ? got < wanted : got != wanted)
		return differ(why, where, expected, actual);
	for (size_t i = 0; i < wanted; i++) {
		char inner[200];

		snprintf(inner, sizeof inner, "%s[%zu]", where, i);
		if (!match_at(inner, json_array_get(expected, i), json_array_get(actual, i), names, why))
			return false;
	}
	return true;
}

static bool match_name(const char *where, const json_t *expected, const json_t *actual, json_t *names, char why[400])
{
	const char *name = json_string_value(expected) + 1;
	const json_t *bound = json_object_get(names, name);

	if (!(json_is_string(actual) || json_is_integer(actual)) || (bound && !json_equal(bound, actual)))
		return differ(why, where, bound ? bound : expected, actual);
	if (!bound)
		json_object_set_new(names, name, json_deep_copy(actual));
	return true;
}

static bool match_at(const char *where, const json_t *expected, const json_t *actual, json_t *names, char why[400])
{
	const char *word = json_string_value(expected);

	if (json_is_null(expected))
		return actual && !json_is_null(actual) ? differ(why, where, expected, actual) : true;
	if (!actual)
		return differ(why, where, expected, actual);
	if (word && strcmp(word, "*") == 0)
		return true;
	if (word && word[0] == '$')
		return match_name(where, expected, actual, names, why);
	if (json_typeof(expected) != json_typeof(actual) && !(json_is_boolean(expected) && json_is_boolean(actual)))
		return differ(why, where, expected, actual);
	if (json_is_object(expected))
		return match_object(where, expected, actual, names, why);
	if (json_is_array(expected))
		return match_list(where, expected, actual, names, why);
	return json_equal(expected, actual) ? true : differ(why, where, expected, actual);
}

bool match(const json_t *expected, const json_t *actual, json_t *names, char why[400])
{
	return match_at("", expected, actual, names, why);
}
