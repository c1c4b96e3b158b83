#include "csv_write.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>

#include "clients/lib/memory.h"

/* Behind any apostrophes: one that stood there before must not be taken for a guard. */
static bool is_formula(const char *text)
{
	text += strspn(text, "'");
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]);
}

void csv_write_begin(void)
{
	fputs("\xEF\xBB\xBF", stdout);
}

void csv_write_cell(const char *text, bool *is_first)
{
	size_t length = strlen(text);
	char *guarded = is_formula(text) ? client_memory_new(length + 2) : NULL;

	if (!*is_first)
		putchar(',');
	*is_first = false;
	if (!guarded) {
		/* without memory for the apostrophe, nothing is better than a formula */
		csv_fwrite(stdout, text, is_formula(text) ? 0 : length);
		return;
	}
	guarded[0] = '\'';
	memcpy(guarded + 1, text, length);
	csv_fwrite(stdout, guarded, length + 1);
	client_memory_free(guarded);
}

void csv_write_end(void)
{
	fputs("\r\n", stdout);
}

const char *csv_unguarded(const char *cell)
{
	return cell[0] == '\'' && is_formula(cell + 1) ? cell + 1 : cell;
}
