#include "referral_line.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "clients/cli/display.h"
#include "clients/lib/memory.h"
#include "specialty.h"

enum { ERS_REFERENCE_DIGITS = 12 };

static const struct {
	const char *title, *names;
} known[COLUMN_COUNT] = {
#define COLUMN(symbol, title, names) [COLUMN_##symbol] = {title, names},
#include "import_columns.def"
#undef COLUMN
};

/* --- the header ------------------------------------------------------------------------------------------------------- */

static void normalise(const char *typed, char *plain, size_t size)
{
	size_t length = 0;

	for (; *typed != '\0' && length + 1 < size; typed++)
		if (isalnum((unsigned char)*typed))
			plain[length++] = (char)tolower((unsigned char)*typed);
	plain[length] = '\0';
}

/* names are separated by '|'. */
static bool is_one_of(const char *names, const char *plain)
{
	size_t length = strlen(plain);

	while (length > 0 && *names != '\0') {
		size_t end = strcspn(names, "|");

		if (end == length && strncmp(names, plain, length) == 0)
			return true;
		names += end + (names[end] == '|');
	}
	return false;
}

static int find_column(const char *title)
{
	char plain[64];

	normalise(title, plain, sizeof(plain));
	for (int column = 0; column < COLUMN_COUNT; column++)
		if (is_one_of(known[column].names, plain))
			return column;
	return -1;
}

static bool has_all(const struct import_columns *columns, char problem[LINE_PROBLEM_BYTES])
{
	static const enum import_column needed[] = {COLUMN_REFERENCE, COLUMN_NHS_NUMBER, COLUMN_REFERRED_ON};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (columns->at[needed[i]] >= 0)
			continue;
		snprintf(problem, LINE_PROBLEM_BYTES, "has no column for the %s", known[needed[i]].title);
		return false;
	}
	if (columns->at[COLUMN_SPECIALTY] >= 0 || columns->at[COLUMN_FUNCTION] >= 0)
		return true;
	snprintf(problem, LINE_PROBLEM_BYTES, "has no column for the specialty or the treatment function");
	return false;
}

bool import_columns_find(const struct csv_row *header, struct import_columns *columns, char problem[LINE_PROBLEM_BYTES])
{
	for (int column = 0; column < COLUMN_COUNT; column++)
		columns->at[column] = -1;
	for (size_t i = 0; i < header->count; i++) {
		int column = find_column(header->fields[i]);

		if (column < 0)
			continue;
		if (columns->at[column] >= 0) {
			snprintf(problem, LINE_PROBLEM_BYTES, "has two columns for the %s", known[column].title);
			return false;
		}
		columns->at[column] = (int)i;
	}
	return has_all(columns, problem);
}

/* --- a row -------------------------------------------------------------------------------------------------------------- */

static const char *field_of(const struct csv_row *row, const struct import_columns *columns, enum import_column column)
{
	int at = columns->at[column];

	return at >= 0 && (size_t)at < row->count ? row->fields[at] : "";
}

static bool reject(struct referral_line *line, const char *problem)
{
	snprintf(line->problem, sizeof(line->problem), "%s", problem);
	return false;
}

/* More digits than any date or code has: perhaps an NHS number in the wrong column. */
static bool may_be_number(const char *typed)
{
	size_t digits = 0;

	for (; *typed != '\0'; typed++)
		digits += *typed >= '0' && *typed <= '9';
	return digits > 8;
}

/* What was typed is shown clean, and cut: it may be anything. */
static bool reject_value(struct referral_line *line, const char *before, const char *typed, const char *behind)
{
	char *clean = display_clean(may_be_number(typed) ? "(a long number)" : typed, false);
	char *cut = clean ? display_cut(clean, 40) : NULL;

	snprintf(line->problem, sizeof(line->problem), "%s \"%s\" %s", before, cut ? cut : "", behind);
	client_memory_free(cut);
	client_memory_free(clean);
	return false;
}

static bool is_digits(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

static bool read_reference(const char *typed, const char *source, struct referral_line *line)
{
	char *reference = line->reference;
	size_t length = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (!isalnum((unsigned char)*typed) && *typed != '-' && *typed != '/')
			return reject(line, "the UBRN holds something else than letters and digits "
					    "(a spreadsheet may have rewritten it)");
		if (length + 1 == REFERENCE_BYTES)
			return reject(line, "the UBRN is too long");
		reference[length++] = *typed;
		reference[length] = '\0';
	}
	if (length == 0)
		return reject(line, "there is no UBRN");
	if (strcasecmp(source, "e-RS") != 0 || !is_digits(reference))
		return true;
	if (length > ERS_REFERENCE_DIGITS)
		return reject(line, "the UBRN has more than twelve digits");
	memmove(reference + (ERS_REFERENCE_DIGITS - length), reference, length + 1);
	memset(reference, '0', ERS_REFERENCE_DIGITS - length);
	return true;
}

static bool read_function(const char *function, const char *specialty, struct referral_line *line)
{
	const char *typed = function[0] != '\0' ? function : specialty;

	if (typed[0] == '\0')
		return reject(line, "there is no specialty and no treatment function");
	switch (specialty_find(typed, &line->function)) {
	case SPECIALTY_FOUND:
		return true;
	case SPECIALTY_AMBIGUOUS:
		return reject_value(
			line, "the specialty", typed, "is no single treatment function: give its code in a column");
	case SPECIALTY_UNKNOWN:
		break;
	}
	return reject_value(line, "the specialty", typed, "is not known");
}

/* ODS: three to ten capitals and digits. Extracts often hold a name instead, which is no reason to lose the referral. */
static void read_provider(const char *typed, struct referral_line *line)
{
	size_t length = strlen(typed);

	if (length == 0)
		return;
	line->is_provider_left_out = length < 3 || length >= sizeof(line->provider) ||
				     typed[strspn(typed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] != '\0';
	if (!line->is_provider_left_out)
		memcpy(line->provider, typed, length + 1);
}

static bool read_date(const char *typed, const char *today, struct referral_line *line)
{
	if (!referral_date_read(typed, line->referred_on))
		return reject_value(
			line, "the referral date", typed, "is no date such as 2026-10-03, 03/10/2026 or 03-Oct-2026");
	if (strcmp(line->referred_on, today) > 0)
		return reject(line, "the referral date is in the future");
	return true;
}

void referral_line_read(const struct csv_row *row, const struct import_columns *columns, const char *today,
	const char *source, struct referral_line *line)
{
	*line = (struct referral_line){.line = row->line};
	if (!read_reference(field_of(row, columns, COLUMN_REFERENCE), source, line))
		return;
	if (!nhs_number_read(field_of(row, columns, COLUMN_NHS_NUMBER), line->nhs_number)) {
		reject(line, "the NHS number is none: ten digits, the last one fitting the others");
		return;
	}
	if (!read_function(field_of(row, columns, COLUMN_FUNCTION), field_of(row, columns, COLUMN_SPECIALTY), line))
		return;
	if (!read_date(field_of(row, columns, COLUMN_REFERRED_ON), today, line))
		return;
	read_provider(field_of(row, columns, COLUMN_PROVIDER), line);
}

bool referral_line_is_same(const struct referral_line *a, const struct referral_line *b)
{
	return strcmp(a->nhs_number, b->nhs_number) == 0 && strcmp(a->function, b->function) == 0 &&
	       strcmp(a->referred_on, b->referred_on) == 0 && strcmp(a->provider, b->provider) == 0;
}
