#include <stdio.h>

#include "csv_write.h"
#include "report.h"

static void write_headings(const struct report_columns *columns, bool *is_first)
{
	for (size_t i = 0; i < columns->count; i++)
		csv_write_cell(columns->items[i].name, is_first);
}

static void write_cells(const struct report_columns *columns, const json_t *row, bool *is_first)
{
	for (size_t i = 0; i < columns->count; i++) {
		char cell[512];

		report_cell(row, columns->items[i].name, cell, sizeof(cell));
		csv_write_cell(cell, is_first);
	}
}

/* A row with rows inside becomes one for each of them, its own cells repeated. */
static void write_row(const struct report_columns *columns, const struct report_columns *inner, const json_t *row)
{
	const json_t *people = inner ? json_object_get(row, "people") : NULL;
	size_t count = json_array_size(people);

	for (size_t i = 0; i == 0 || i < count; i++) {
		bool is_first = true;

		write_cells(columns, row, &is_first);
		if (inner)
			write_cells(inner, json_array_get(people, i), &is_first);
		csv_write_end();
	}
}

static void write_pair(const char *left, const char *right)
{
	bool is_first = true;

	csv_write_cell(left, &is_first);
	csv_write_cell(right ? right : "", &is_first);
	csv_write_end();
}

static void write_definitions(const struct report_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->items[i].doc[0] != '\0')
			write_pair(columns->items[i].name, columns->items[i].doc);
}

/* As the contract has it when nothing is said. */
static const char *args_reach(const json_t *args)
{
	const char *reach = json_string_value(json_object_get(args, "reach"));

	return reach ? reach : "local";
}

/* Period, grouping and reach: without them nobody could tell two files apart. */
static void write_arguments(const json_t *args)
{
	const json_t *by = json_object_get(args, "by");
	const json_t *key;
	size_t i;

	write_pair("from", json_string_value(json_object_get(args, "from")));
	write_pair("until", json_string_value(json_object_get(args, "until")));
	json_array_foreach(by, i, key) write_pair("by", json_string_value(key));
	write_pair("reach", args_reach(args));
}

void report_print_csv(const struct report *report, const json_t *rows, const json_t *args)
{
	struct report_columns columns, inner;
	const struct report_columns *inside = report->inner ? &inner : NULL;
	bool is_first = true;
	const json_t *row;
	size_t i;

	report_columns_of(report->record, &columns);
	if (inside)
		report_columns_of(report->inner, &inner);
	csv_write_begin();
	write_headings(&columns, &is_first);
	if (inside)
		write_headings(&inner, &is_first);
	csv_write_end();
	json_array_foreach(rows, i, row) write_row(&columns, inside, row);
	csv_write_end();
	write_pair("report", report->name);
	write_arguments(args);
	write_definitions(&columns);
	if (inside)
		write_definitions(&inner);
}
