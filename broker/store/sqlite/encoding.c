#include "store/sqlite/encoding.h"

#include <string.h>

#include "base/text.h"

static const char words_suffix[] = "#sha256";

bool encoding_next(struct text *rest, struct text *name, struct text *bytes)
{
	const char *end = rest->data + rest->length;
	const char *equals = rest->length > 0 ? memchr(rest->data, '=', rest->length) : NULL;
	const char *colon = equals ? memchr(equals, ':', (size_t)(end - equals)) : NULL;
	int64_t length = 0;

	if (!colon || text_to_integer((struct text){equals + 1, (size_t)(colon - equals - 1)}, &length) != OK)
		return false;
	if (length >= end - colon - 1 || colon[1 + length] != '\n')
		return false;
	*name = (struct text){rest->data, (size_t)(equals - rest->data)};
	*bytes = (struct text){colon + 1, (size_t)length};
	rest->data = colon + 2 + length;
	rest->length = (size_t)(end - rest->data);
	return true;
}

void encoding_put(struct buffer *out, const char *name, struct text bytes)
{
	buffer_append_string(out, name);
	buffer_append(out, "=", 1);
	buffer_append_count(out, bytes.length);
	buffer_append(out, ":", 1);
	buffer_append_text(out, bytes);
	buffer_append(out, "\n", 1);
}

struct text encoding_words_field(struct text name)
{
	size_t suffix = sizeof(words_suffix) - 1;

	if (name.length <= suffix || memcmp(name.data + name.length - suffix, words_suffix, suffix) != 0)
		return (struct text){0};
	return (struct text){name.data, name.length - suffix};
}
