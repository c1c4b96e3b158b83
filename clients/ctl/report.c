#include "report.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "clients/cli/template.h"

static const struct report reports[] = {
#define REPORT(name, record, inner, by, doc) {#name, "report." #name, record, inner, by},
#include "reports.def"
#undef REPORT
};

const struct word report_words[] = {
#define REPORT(name, record, inner, by, doc) {#name, doc},
#include "reports.def"
#undef REPORT
	{NULL, NULL},
};

static const struct {
	const char *record, *type, *name, *doc;
} members[] = {
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc) {#record, #TYPE, #member, doc},
#define END(name)
#include "corridor/records.def"
#undef RECORD
#undef FIELD
#undef END
};

static const struct word headings[] = {
#define HEADING(column, text) {#column, text},
#include "headings.def"
#undef HEADING
	{NULL, NULL},
};

const struct report *report_find(const char *name)
{
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		if (strcmp(reports[i].name, name) == 0)
			return &reports[i];
	return NULL;
}

static bool is_one_of(const char *const *types, const char *type)
{
	for (; *types; types++)
		if (strcmp(*types, type) == 0)
			return true;
	return false;
}

/* The name in capitals, its underscores as spaces. */
static void make_heading(const char *name, char heading[40])
{
	const char *shorter = words_meaning(headings, name);

	snprintf(heading, 40, "%s", shorter);
	for (char *c = heading; shorter == name && *c != '\0'; c++)
		*c = *c == '_' ? ' ' : (char)toupper((unsigned char)*c);
}

void report_columns_of(const char *record, struct report_columns *columns)
{
	static const char *const nested[] = {"PAIR_ROWS", NULL};
	static const char *const numbers[] = {"COUNT", "INTEGER", "DECIMAL", NULL};

	columns->count = 0;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		bool is_wanted = strcmp(members[i].record, record) == 0 && !is_one_of(nested, members[i].type);

		if (!is_wanted || columns->count == REPORT_COLUMNS_MOST)
			continue;
		make_heading(members[i].name, columns->headings[columns->count]);
		columns->items[columns->count] = (struct report_column){
			.name = members[i].name,
			.heading = columns->headings[columns->count],
			.doc = members[i].doc,
			.is_number = is_one_of(numbers, members[i].type),
		};
		columns->count++;
	}
}

void report_cell(const json_t *row, const char *name, char *cell, size_t size)
{
	template_text(row, name, cell, size);
}
