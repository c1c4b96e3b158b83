#include "codec/refuse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { LONGEST_PATH = 512, LONGEST_PROBLEM = 1024, SHOWN_NAME_BYTES = 64 };

/* The text so far and its length; what does not fit is left out. */
struct line {
	char text[LONGEST_PATH];
	size_t length;
};

static void append(struct line *line, const char *string)
{
	size_t room = sizeof line->text - 1 - line->length;
	size_t length = strlen(string) < room ? strlen(string) : room;

	memcpy(line->text + line->length, string, length);
	line->length += length;
	line->text[line->length] = '\0';
}

/* Paths are a handful of steps long: the descriptions nest no deeper. */
static void append_path(struct line *line, const struct path *path)
{
	char index[24];

	if (path->parent)
		append_path(line, path->parent);
	if (path->name) {
		append(line, line->length > 0 ? "." : "");
		append(line, path->name);
		return;
	}
	snprintf(index, sizeof index, "[%zu]", path->index);
	append(line, index);
}

enum error refuse(struct decoder *decoder, enum error error, const struct path *path, const char *format, ...)
{
	struct line field = {.length = 0};
	char problem[LONGEST_PROBLEM];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(problem, sizeof problem, format, arguments);
	va_end(arguments);
	length = strlen(problem);
	if (length > 0 && problem[length - 1] == '.')
		problem[length - 1] = '\0';
	if (path)
		append_path(&field, path);
	decoder->refusal->sentence =
		arena_format(decoder->arena, "%s %s.", field.length > 0 ? field.text : "This", problem);
	if (!decoder->refusal->sentence.data)
		return ERROR_BUSY;
	if (field.length == 0)
		return error;
	decoder->refusal->field = arena_text(decoder->arena, (struct text){field.text, field.length}).data;
	return decoder->refusal->field ? error : ERROR_BUSY;
}

struct text showable(const char *name)
{
	size_t length = 0;

	for (; name[length]; length++)
		if (name[length] < 0x20 || name[length] > 0x7e)
			return (struct text){0};
	return (struct text){name, length < SHOWN_NAME_BYTES ? length : SHOWN_NAME_BYTES};
}

enum error refuse_unknown(struct decoder *decoder, const struct path *parent, const char *name)
{
	struct text shown = showable(name);
	char cut[SHOWN_NAME_BYTES + 1];
	struct path path = {parent, cut, 0};

	if (shown.length == 0)
		return refuse(
			decoder, ERROR_BAD_REQUEST, parent, "has a name that is not a field of %s", decoder->owner);
	memcpy(cut, shown.data, shown.length);
	cut[shown.length] = '\0';
	return refuse(decoder, ERROR_BAD_REQUEST, &path, "is not a field of %s", decoder->owner);
}
