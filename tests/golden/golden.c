#include "tests/golden/golden.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 64 * 1024 };

/* Takes the white space between tokens out, in place. */
static size_t minify(char *json, size_t length)
{
	size_t kept = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		if (!in_string && strchr(" \n\t\r", json[i]))
			continue;
		if (json[i] == '"')
			in_string = !in_string;
		json[kept++] = json[i];
		if (in_string && json[i] == '\\')
			json[kept++] = json[++i];
	}
	return kept;
}

struct text golden_read(const char *folder, const char *wire, const char *ending, struct arena *arena)
{
	struct text path = arena_format(arena, "%s/%s%s%s", GOLDEN_FOLDER, folder, wire, ending);
	char *bytes = arena_take(arena, LARGEST_FILE);
	FILE *file;
	size_t length;

	cr_assert(path.data && bytes);
	file = fopen(path.data, "rb");
	cr_assert(file != NULL, "there is no golden file %s: write one", path.data);
	length = fread(bytes, 1, LARGEST_FILE - 1, file);
	fclose(file);
	cr_assert(length > 0 && length < LARGEST_FILE - 1, "%s is empty or too large", path.data);
	length = minify(bytes, length);
	bytes[length] = '\0';
	return (struct text){bytes, length};
}

static const char *find_member(struct text json, const char *name)
{
	char key[80];
	const char *found;

	snprintf(key, sizeof key, "\"%s\":", name);
	found = strstr(json.data, key);
	cr_assert(found != NULL, "%s has no %s", json.data, name);
	return found + strlen(key);
}

struct text golden_last_member(struct text json, const char *name)
{
	const char *value = find_member(json, name);

	return (struct text){value, json.length - (size_t)(value - json.data) - 1};
}

const char *golden_string(struct text json, const char *name, struct arena *arena)
{
	const char *value = find_member(json, name) + 1;
	const char *end = strchr(value, '"');

	cr_assert(end != NULL);
	return arena_text(arena, (struct text){value, (size_t)(end - value)}).data;
}

int64_t golden_integer(struct text json, const char *name)
{
	return strtoll(find_member(json, name), NULL, 10);
}
