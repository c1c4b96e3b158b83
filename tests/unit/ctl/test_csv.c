/* CSV files, as RFC 4180 and the programs that write them have it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "clients/ctl/csv_read.h"

/* What was read: "1:a|b;" for a row of two fields that begins on line 1. */
static char seen[4096];

static bool note(void *context, const struct csv_row *row)
{
	size_t length = strlen(seen);

	(void)context;
	length += (size_t)snprintf(seen + length, sizeof(seen) - length, "%ld:", row->line);
	for (size_t i = 0; i < row->count; i++)
		length += (size_t)snprintf(
			seen + length, sizeof(seen) - length, "%s%s", i > 0 ? "|" : "", row->fields[i]);
	snprintf(seen + length, sizeof(seen) - length, ";");
	return true;
}

static bool read_bytes(const char *bytes, size_t length, char why[CSV_WHY_BYTES])
{
	FILE *in = tmpfile();
	bool is_read;

	seen[0] = '\0';
	cr_assert_not_null(in);
	cr_assert(fwrite(bytes, 1, length, in) == length);
	rewind(in);
	is_read = csv_read(in, note, NULL, why);
	fclose(in);
	return is_read;
}

Test(csv, reads_what_spreadsheets_and_extracts_write)
{
	static const struct {
		const char *file, *rows;
	} cases[] = {
		{"", ""},
		{"a,b\n1,2\n", "1:a|b;2:1|2;"},
		{"a,b\r\n1,2\r\n", "1:a|b;2:1|2;"},
		{"a,b\r\n1,2", "1:a|b;2:1|2;"},
		{"\xEF\xBB\xBF"
		 "a,b\n",
			"1:a|b;"},
		{"\xEF\xBB\xBF\"a\",b\n", "1:a|b;"},
		{"\"a,b\",\"c \"\"d\"\"\"\n", "1:a,b|c \"d\";"},
		{"a,\n,b\n", "1:a|;2:|b;"},
		{" a , b \n", "1:a|b;"},
		{"a,\" b \"\n", "1:a| b ;"},
		{"\n\na\n\n\r\nb\n", "3:a;6:b;"},
		{"\"two\nlines\",x\nnext\n", "1:two\nlines|x;3:next;"},
		{"\"a\n\nb\"\nc\n", "1:a\n\nb;4:c;"},
		{"\"\"\n", "1:;"},
		{"caf\xC3\xA9,\xE2\x82\xAC\n", "1:caf\xC3\xA9|\xE2\x82\xAC;"},
	};
	char why[CSV_WHY_BYTES];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_assert(read_bytes(cases[i].file, strlen(cases[i].file), why), "case %zu: %s", i, why);
		cr_assert_str_eq(seen, cases[i].rows, "case %zu gives %s", i, seen);
		cr_assert_str_empty(why);
	}
}

Test(csv, says_on_which_line_a_file_is_none)
{
	static const struct {
		const char *file, *why;
	} cases[] = {
		{"a\nb\"c\n", "line 2 has a quote in the wrong place"},
		{"\"a\"b\n", "line 1 has a quote in the wrong place"},
		{"a\n\n\"b\n", "line 3 begins a quoted field that never ends"},
	};
	char why[CSV_WHY_BYTES];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_assert_not(read_bytes(cases[i].file, strlen(cases[i].file), why), "case %zu", i);
		cr_assert_str_eq(why, cases[i].why);
	}
	cr_assert_not(read_bytes("a\0b\n", 4, why));
	cr_assert_not_null(strstr(why, "zero byte"));
}

Test(csv, rows_beyond_all_bounds_are_refused_and_those_at_the_bound_are_read)
{
	static char wide[CSV_FIELDS_MOST + 2], wider[CSV_FIELDS_MOST + 3], longer[CSV_ROW_BYTES_MOST + 2];
	char why[CSV_WHY_BYTES];

	memset(wide, ',', CSV_FIELDS_MOST - 1);
	cr_assert(read_bytes(wide, strlen(wide), why), "%s", why);
	memset(wider, ',', CSV_FIELDS_MOST);
	cr_assert_not(read_bytes(wider, strlen(wider), why));
	memset(longer, 'x', CSV_ROW_BYTES_MOST);
	cr_assert_not(read_bytes(longer, strlen(longer), why));
	cr_assert_str_eq(why, "line 1 is too long for a row of such a file");
}

static bool stop_at_second(void *context, const struct csv_row *row)
{
	int *count = context;

	(void)row;
	return ++*count < 2;
}

Test(csv, reading_stops_when_the_reader_of_rows_has_had_enough)
{
	FILE *in = tmpfile();
	char why[CSV_WHY_BYTES] = "x";
	int count = 0;

	fputs("a\nb\nc\nd\n", in);
	rewind(in);
	cr_assert_not(csv_read(in, stop_at_second, &count, why));
	cr_assert_eq(count, 2);
	cr_assert_str_empty(why);
	fclose(in);
}
