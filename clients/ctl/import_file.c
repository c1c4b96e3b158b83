#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clients/lib/memory.h"

enum { LINES_AT_FIRST = 256, LINES_MOST = 200000 };

struct reading {
	struct import *import;
	struct import_columns columns;
	bool has_header;
};

static bool fail(long line, const char *problem)
{
	fprintf(stderr, "%s: line %ld %s.\n", this_program.name, line, problem);
	return false;
}

/* The old block is wiped, which realloc would not do. */
static bool make_room(struct import *import)
{
	size_t capacity = import->capacity ? 2 * import->capacity : LINES_AT_FIRST;
	struct referral_line *lines;

	if (import->count < import->capacity)
		return true;
	lines = client_memory_new(capacity * sizeof(*lines));
	if (!lines)
		return false;
	if (import->count > 0) {
		memcpy(lines, import->lines, import->count * sizeof(*lines));
		client_memory_wipe(import->lines, import->count * sizeof(*lines));
	}
	client_memory_free(import->lines);
	import->lines = lines;
	import->capacity = capacity;
	return true;
}

static bool take_row(void *context, const struct csv_row *row)
{
	struct reading *reading = context;
	struct import *import = reading->import;
	char problem[LINE_PROBLEM_BYTES] = "";

	if (!reading->has_header) {
		reading->has_header = true;
		return import_columns_find(row, &reading->columns, problem) || fail(row->line, problem);
	}
	if (import->count == LINES_MOST)
		return fail(row->line, "is one too many: split the file");
	if (!make_room(import))
		return fail(row->line, "cannot be kept: there is no memory left");
	referral_line_read(row, &reading->columns, import->today, import->source, &import->lines[import->count++]);
	return true;
}

/* By reference, then by place in the file; rejected lines have none that can be trusted and come last. */
static int compare(const void *a, const void *b)
{
	const struct referral_line *x = *(struct referral_line *const *)a;
	const struct referral_line *y = *(struct referral_line *const *)b;
	int order = (x->problem[0] != '\0') - (y->problem[0] != '\0');

	if (order == 0)
		order = strcmp(x->reference, y->reference);
	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* A referral that stands there twice is one; under two descriptions it is neither. */
static void compare_with_first(struct referral_line *first, struct referral_line *line)
{
	if (strcmp(first->reference, line->reference) != 0 || line->problem[0] != '\0')
		return;
	if (referral_line_is_same(first, line)) {
		line->same_as = first->line;
		return;
	}
	snprintf(line->problem, sizeof(line->problem), "line %ld says something else of the same UBRN", first->line);
	snprintf(first->problem, sizeof(first->problem), "line %ld says something else of the same UBRN", line->line);
}

static bool find_repeated(struct import *import)
{
	struct referral_line **sorted = client_memory_new((import->count + 1) * sizeof(struct referral_line *));
	struct referral_line *first;

	if (!sorted)
		return fail(1, "and what follows cannot be compared: there is no memory left");
	for (size_t i = 0; i < import->count; i++)
		sorted[i] = &import->lines[i];
	qsort(sorted, import->count, sizeof(struct referral_line *), compare);
	first = sorted[0];
	for (size_t i = 1; i < import->count; i++) {
		if (strcmp(first->reference, sorted[i]->reference) == 0)
			compare_with_first(first, sorted[i]);
		else
			first = sorted[i];
	}
	client_memory_free(sorted);
	return true;
}

static void count_lines(struct import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		const struct referral_line *line = &import->lines[i];

		import->rejected += line->problem[0] != '\0';
		import->repeated += line->problem[0] == '\0' && line->same_as > 0;
		import->providers_left_out += line->problem[0] == '\0' && line->is_provider_left_out;
	}
}

static bool read_file(struct import *import, FILE *in)
{
	struct reading reading = {.import = import};
	char why[CSV_WHY_BYTES];

	if (!csv_read(in, take_row, &reading, why)) {
		if (why[0] != '\0')
			fprintf(stderr, "%s: %s.\n", this_program.name, why);
		return false;
	}
	if (!reading.has_header)
		return fail(1, "is missing: the file is empty");
	if (!find_repeated(import))
		return false;
	count_lines(import);
	return true;
}

int import_read(struct import *import, const char *path)
{
	char said[96];
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	bool is_read;

	if (!in) {
		if (strerror_r(errno, said, sizeof(said)) != 0)
			said[0] = '\0';
		fprintf(stderr, "%s: %s cannot be read: %s.\n", this_program.name, path, said);
		return STATUS_USAGE;
	}
	is_read = read_file(import, in);
	if (in != stdin)
		fclose(in);
	return is_read ? STATUS_OK : STATUS_USAGE;
}

void import_deinit(struct import *import)
{
	if (import->lines)
		client_memory_wipe(import->lines, import->count * sizeof(*import->lines));
	client_memory_free(import->lines);
	import->lines = NULL;
	import->count = 0;
}
