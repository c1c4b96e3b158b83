/* An extract of referrals as a file: csv_read, the search for its columns, and each line of it. */
#include <string.h>

#include "clients/ctl/referral_line.h"
#include "tests/fuzz/fuzz.h"

struct reading {
	struct import_columns columns;
	bool has_columns;
};

static void check_line(const struct referral_line *line)
{
	MUST(memchr(line->problem, '\0', sizeof line->problem));
	if (line->problem[0])
		return;
	MUST(strlen(line->nhs_number) == 10 && strspn(line->nhs_number, "0123456789") == 10);
	MUST(line->function && strlen(line->referred_on) == strlen("2026-11-22"));
	MUST(referral_line_is_same(line, line));
}

static bool take(void *context, const struct csv_row *row)
{
	struct reading *reading = context;
	char problem[LINE_PROBLEM_BYTES] = "";
	struct referral_line line;

	MUST(row->count > 0 && row->count <= CSV_FIELDS_MOST && row->line > 0);
	if (!reading->has_columns) {
		reading->has_columns = import_columns_find(row, &reading->columns, problem);
		MUST(reading->has_columns == (problem[0] == '\0'));
		return reading->has_columns;
	}
	referral_line_read(row, &reading->columns, "2026-11-22", "e-RS", &line);
	check_line(&line);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	FILE *file = copy && size > 0 ? fmemopen(memcpy(copy, data, size), size, "r") : NULL;
	struct reading reading = {0};
	char why[CSV_WHY_BYTES] = "";

	if (file) {
		(void)!csv_read(file, take, &reading, why);
		MUST(memchr(why, '\0', sizeof why));
		fclose(file);
	}
	free(copy);
	return 0;
}
