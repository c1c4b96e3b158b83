#include "csv_read.h"

#include <csv.h>
#include <string.h>

#include "clients/lib/memory.h"

enum { CHUNK_BYTES = 16 * 1024 };

struct reading {
	struct csv_parser parser;
	bool (*each)(void *context, const struct csv_row *row);
	void *context;
	char *why;
	bool has_failed;
	long line;           /* of the bytes that are being parsed */
	long row_line;       /* on which the row being read began */
	bool is_in_row;      /* something of a row has been read, but not its end */
	bool has_ended_row;  /* in the bytes last parsed */
	size_t count, bytes; /* of the row being read */
	const char *fields[CSV_FIELDS_MOST];
	char text[CSV_ROW_BYTES_MOST];
};

static void fail(struct reading *reading, const char *problem)
{
	if (reading->has_failed)
		return;
	reading->has_failed = true;
	snprintf(reading->why, CSV_WHY_BYTES, "line %ld %s", reading->row_line, problem);
}

static void take_field(void *bytes, size_t length, void *context)
{
	struct reading *reading = context;

	if (reading->has_failed)
		return;
	if (reading->count == CSV_FIELDS_MOST || length >= sizeof(reading->text) - reading->bytes) {
		fail(reading, "is too long for a row of such a file");
		return;
	}
	if (length > 0 && memchr(bytes, '\0', length)) {
		fail(reading, "holds a zero byte: this is no text file (or UTF-16: save it as UTF-8)");
		return;
	}
	reading->fields[reading->count++] = reading->text + reading->bytes;
	if (length > 0)
		memcpy(reading->text + reading->bytes, bytes, length);
	reading->text[reading->bytes + length] = '\0';
	reading->bytes += length + 1;
}

static void take_row(int ending, void *context)
{
	struct reading *reading = context;
	struct csv_row row = {reading->row_line, reading->count, reading->fields};

	(void)ending;
	reading->has_ended_row = true;
	if (!reading->has_failed && !reading->each(reading->context, &row)) {
		reading->has_failed = true;
		reading->why[0] = '\0';
	}
	reading->count = 0;
	reading->bytes = 0;
}

static bool is_blank(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!memchr(" \t\r\n", bytes[i], 4))
			return false;
	return true;
}

/* Parses bytes of one line, its end included when they have it. */
static void parse(struct reading *reading, const char *bytes, size_t length)
{
	bool was_blank = is_blank(bytes, length);

	if (!reading->is_in_row)
		reading->row_line = reading->line;
	reading->has_ended_row = false;
	if (csv_parse(&reading->parser, bytes, length, take_field, take_row, reading) != length)
		fail(reading, csv_error(&reading->parser) == CSV_EPARSE ? "has a quote in the wrong place"
									: "cannot be read: no memory");
	if (reading->has_ended_row)
		reading->is_in_row = false;
	else if (!was_blank)
		reading->is_in_row = true;
}

static void parse_chunk(struct reading *reading, const char *bytes, size_t length)
{
	while (length > 0 && !reading->has_failed) {
		const char *end = memchr(bytes, '\n', length);
		size_t part = end ? (size_t)(end - bytes) + 1 : length;

		parse(reading, bytes, part);
		reading->line += end != NULL;
		bytes += part;
		length -= part;
	}
}

static void read_all(struct reading *reading, FILE *in)
{
	static const char mark[] = "\xEF\xBB\xBF";
	char chunk[CHUNK_BYTES];
	size_t length = fread(chunk, 1, sizeof(chunk), in);
	size_t skip = length >= 3 && memcmp(chunk, mark, 3) == 0 ? 3 : 0;

	while (length > 0 && !reading->has_failed) {
		parse_chunk(reading, chunk + skip, length - skip);
		skip = 0;
		length = fread(chunk, 1, sizeof(chunk), in);
	}
	if (ferror(in))
		fail(reading, "cannot be read");
	if (!reading->has_failed && csv_fini(&reading->parser, take_field, take_row, reading) != 0)
		fail(reading, "begins a quoted field that never ends");
}

bool csv_read(FILE *in, bool (*each)(void *context, const struct csv_row *row), void *context, char why[CSV_WHY_BYTES])
{
	struct reading *reading = client_memory_new(sizeof(*reading));
	bool is_read;

	why[0] = '\0';
	if (!reading) {
		snprintf(why, CSV_WHY_BYTES, "there is no memory left");
		return false;
	}
	reading->each = each;
	reading->context = context;
	reading->why = why;
	reading->line = 1;
	reading->row_line = 1;
	csv_init(&reading->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&reading->parser, client_memory_resize);
	csv_set_free_func(&reading->parser, client_memory_free);
	read_all(reading, in);
	is_read = !reading->has_failed;
	if (reading->parser.entry_buf)
		client_memory_wipe(reading->parser.entry_buf, reading->parser.entry_size);
	csv_free(&reading->parser);
	client_memory_wipe(reading, sizeof(*reading));
	client_memory_free(reading);
	return is_read;
}
