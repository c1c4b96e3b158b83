/* Files in, files out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/text.h"
#include "codec/contract/contract.h"

enum { LONGEST_PATH = 4096 };

const char *golden_folder;

void give_up(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("corridor_contract: ", stderr);
	vfprintf(stderr, format, arguments);
	fputs("\n", stderr);
	va_end(arguments);
	exit(EXIT_FAILURE); /* NOLINT(concurrency-mt-unsafe): there is one thread */
}

void read_file(const char *folder, const char *name, struct buffer *out)
{
	char path[LONGEST_PATH];
	char bytes[4096];
	FILE *file;
	size_t length;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file)
		give_up("cannot read %s", path);
	while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
		buffer_append(out, bytes, length);
	fclose(file);
}

void write_file(const char *folder, const char *name, struct text content)
{
	char path[LONGEST_PATH];
	size_t written;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file)
		give_up("cannot write %s", path);
	written = fwrite(content.data, 1, content.length, file);
	if (fclose(file) != 0 || written != content.length)
		give_up("cannot write all of %s", path);
}

static int append_piece(const char *bytes, size_t length, void *out)
{
	buffer_append(out, bytes, length);
	return 0;
}

/* Appends what is given, or what is left of it. */
static void append_acceptable(struct text golden, struct buffer *out)
{
	json_t *json = json_loadb(golden.data, golden.length, 0, NULL);
	json_t *args = json_object_get(json, "args"), *clear = json_object_get(args, "clear"), *word;
	size_t i;

	json_array_foreach(clear, i, word)
	{
		(void)json_object_del(args, json_string_value(word));
	}
	if (!clear)
		buffer_append_text(out, golden);
	else if (json_dump_callback(json, append_piece, out, JSON_INDENT(2)) != 0)
		give_up("cannot write an example again");
	else
		buffer_append_string(out, "\n");
	json_decref(json);
}

void append_golden(const char *kind, const char *wire, const char *ending, struct buffer *out)
{
	struct buffer golden = {0};
	char name[LONGEST_PATH];

	snprintf(name, sizeof name, "%s%s%s%s", kind, kind[0] ? "/" : "", wire, ending);
	read_file(golden_folder, name, &golden);
	append_acceptable(buffer_text(&golden), out);
	buffer_deinit(&golden);
}
