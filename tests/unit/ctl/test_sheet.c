/* Files of people and links: their columns, their lines, and what a spreadsheet does to them. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clients/ctl/csv_write.h"
#include "clients/ctl/sheet.h"

static const struct sheet_shape shape = {.columns = {"person", "name", "state"}, .may_be_missing = {"state"}};

/* Reads a text as a file; true when it can be used. */
static bool read_text(const char *text, struct sheet *sheet)
{
	char path[] = "/tmp/corridorctl-XXXXXX";
	int file = mkstemp(path);
	bool is_read;

	cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
	close(file);
	*sheet = (struct sheet){.shape = &shape};
	is_read = sheet_read(sheet, path);
	unlink(path);
	return is_read;
}

static void expect_lines(const char *text, const char *json)
{
	struct sheet sheet;
	char *lines;

	cr_assert(read_text(text, &sheet), "%s", sheet.why);
	lines = json_dumps(sheet.lines, JSON_COMPACT);
	cr_assert_str_eq(lines, json);
	free(lines);
	sheet_deinit(&sheet);
}

Test(sheet, columns_stand_in_any_order_and_lines_keep_their_numbers)
{
	expect_lines("name,person\nDr A,a.khan\n\nDr B,b.osei\n",
		"[{\"line\":2,\"name\":\"Dr A\",\"person\":\"a.khan\"},{\"line\":4,\"name\":\"Dr "
		"B\",\"person\":\"b.osei\"}]");
}

Test(sheet, a_file_as_spreadsheets_save_it_is_read)
{
	expect_lines("\xEF\xBB\xBF\"person\",\"name\",\"state\"\r\na.khan,\"Khan, "
		     "A\",\r\n,,\r\nb.osei,\"two\r\nlines\",x\r\n",
		"[{\"line\":2,\"person\":\"a.khan\",\"name\":\"Khan, A\"},"
		"{\"line\":4,\"person\":\"b.osei\",\"name\":\"two\\r\\nlines\",\"state\":\"x\"}]");
}

Test(sheet, what_is_wrong_is_told_with_its_line)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"", "the file is empty"},
		{"person\n", "line 1: the column \"name\" is missing"},
		{"person,name,shoe\n", "line 1: the column \"shoe\" is not known"},
		{"person,name,person\n", "line 1: the column \"person\" stands there twice"},
		{"person,name\na,b,c\n", "line 2: there are 3 cells under 2 columns"},
		{"person,name\na,b\na\n", "line 3: there are 1 cells under 2 columns"},
		{"person,name\na,\xFF\n", "line 2: name is not UTF-8"},
		{"person,name\na,\"b\n", "line 2 begins a quoted field that never ends"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sheet sheet;

		cr_assert(!read_text(rows[i].text, &sheet), "%s", rows[i].why);
		cr_assert(strncmp(sheet.why, rows[i].why, strlen(rows[i].why)) == 0, "%s, not %s", sheet.why,
			rows[i].why);
		sheet_deinit(&sheet);
	}
}

Test(sheet, a_file_that_is_not_there_is_told_so)
{
	struct sheet sheet = {.shape = &shape};

	cr_assert(!sheet_read(&sheet, "/nowhere/at.csv"));
	cr_assert_not_null(strstr(sheet.why, "/nowhere/at.csv cannot be read"));
	sheet_deinit(&sheet);
}

/* What a spreadsheet would run as a formula is guarded, and comes back as it was. */
Test(sheet, formulas_are_guarded_in_the_file_and_read_as_they_were, .init = cr_redirect_stdout)
{
	static const char *const cells[] = {"=1+1", "+44", "-5", "@a", "'", "'a", "plain", "=\"x\"", "", "'=x"};
	bool is_first = true;
	char written[512];
	size_t length;

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		csv_write_cell(cells[i], &is_first);
	csv_write_end();
	fflush(stdout);
	length = fread(written, 1, sizeof(written) - 1, cr_get_redirected_stdout());
	written[length] = '\0';
	cr_assert_str_eq(
		written, "\"'=1+1\",\"'+44\",\"'-5\",\"'@a\",\"'\",\"'a\",\"plain\",\"'=\"\"x\"\"\",\"\",\"''=x\"\r\n");
	cr_assert_str_eq(csv_unguarded("'=1+1"), "=1+1");
	cr_assert_str_eq(csv_unguarded("'@a"), "@a");
	cr_assert_str_eq(csv_unguarded("''=x"), "'=x");
	cr_assert_str_eq(csv_unguarded("'a"), "'a");
	cr_assert_str_eq(csv_unguarded("'"), "'");
	cr_assert_str_eq(csv_unguarded("plain"), "plain");
}
