/* Files in, files out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

void append_golden(const char *kind, const char *wire, const char *ending, struct buffer *out)
{
	char name[LONGEST_PATH];

	snprintf(name, sizeof name, "%s%s%s%s", kind, kind[0] ? "/" : "", wire, ending);
	read_file(golden_folder, name, out);
}
