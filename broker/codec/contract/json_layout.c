/* JSON text moved about: one value per line, or all on one. */
#include <string.h>

#include "codec/contract/contract.h"

static void new_line(struct buffer *out, int depth)
{
	buffer_append(out, "\n", 1);
	for (int i = 0; i < depth; i++)
		buffer_append(out, "  ", 2);
}

/* Appends the string that begins at a quote and returns where it ends. */
static const char *append_string(const char *at, const char *end, struct buffer *out)
{
	const char *begin = at;

	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\')
			at++;
	if (at >= end)
		give_up("a text of the JSON does not end");
	buffer_append(out, begin, (size_t)(at + 1 - begin));
	return at;
}

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at))
		at++;
	return at;
}

static bool is_closing(const char *at, const char *end)
{
	return at < end && (*at == '}' || *at == ']');
}

void append_laid_out(struct text json, struct buffer *out)
{
	const char *end = json.data + json.length;
	int depth = 0;

	for (const char *at = skip_space(json.data, end); at < end; at = skip_space(at + 1, end)) {
		if (*at == '"') {
			at = append_string(at, end, out);
		} else if (*at == '{' || *at == '[') {
			buffer_append(out, at, 1);
			depth++;
			if (!is_closing(skip_space(at + 1, end), end))
				new_line(out, depth);
		} else if (is_closing(at, end)) {
			char last = out->data[out->length - 1];

			depth--;
			if (last != '{' && last != '[')
				new_line(out, depth);
			buffer_append(out, at, 1);
		} else {
			buffer_append(out, at, 1);
			if (*at == ',')
				new_line(out, depth);
			if (*at == ':')
				buffer_append(out, " ", 1);
		}
	}
	if (depth != 0)
		give_up("the brackets of the JSON do not match");
}

void append_compact(struct text json, struct buffer *out)
{
	const char *end = json.data + json.length;

	for (const char *at = skip_space(json.data, end); at < end; at = skip_space(at + 1, end)) {
		if (*at == '"')
			at = append_string(at, end, out);
		else
			buffer_append(out, at, 1);
	}
}
