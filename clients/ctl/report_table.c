#include <stdio.h>
#include <string.h>

#include "clients/cli/display.h"
#include "clients/cli/table.h"
#include "clients/lib/memory.h"
#include "report.h"

_Static_assert((int)REPORT_COLUMNS_MOST <= (int)TABLE_COLUMNS, "a table takes every column");

static void print_rows(const struct report_columns *columns, const json_t *rows)
{
	struct table_column shown[REPORT_COLUMNS_MOST + 1] = {{0}};
	struct table table;
	const json_t *row;
	size_t i;

	for (size_t column = 0; column < columns->count; column++)
		shown[column] = (struct table_column){.title = columns->items[column].heading,
			.is_number = columns->items[column].is_number,
			.is_flexible = strcmp(columns->items[column].name, "treatment_function_name") == 0};
	table_init(&table, shown);
	json_array_foreach(rows, i, row)
	{
		table_add_row(&table);
		for (size_t column = 0; column < columns->count; column++) {
			char cell[256];

			report_cell(row, columns->items[column].name, cell, sizeof(cell));
			table_set(&table, column, cell);
		}
	}
	table_show(&table);
	table_deinit(&table);
}

/* A column that is empty everywhere was left out of the table. */
static bool is_shown(const struct report_column *column, const json_t *rows)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		char cell[256];

		report_cell(row, column->name, cell, sizeof(cell));
		if (cell[0] != '\0')
			return true;
	}
	return false;
}

static void print_definitions(const struct report_columns *columns, const json_t *rows)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct report_column *column = &columns->items[i];

		if (column->doc[0] != '\0' && column->is_number && is_shown(column, rows))
			printf("%-12s %s\n", column->heading, column->doc);
	}
}

static void print_inner(const struct report *report, const json_t *rows)
{
	struct report_columns columns;
	const json_t *row;
	size_t i;

	report_columns_of(report->inner, &columns);
	json_array_foreach(rows, i, row)
	{
		char name[256];
		const json_t *people = json_object_get(row, "people");
		char *clean;

		if (json_array_size(people) == 0)
			continue;
		report_cell(row, "name", name, sizeof(name));
		clean = display_clean(name, false);
		printf("\n%s%s%s\n", display_begin(MARK_BOLD), clean ? clean : "", display_end(MARK_BOLD));
		client_memory_free(clean);
		print_rows(&columns, people);
	}
}

void report_print_table(const struct report *report, const json_t *rows)
{
	struct report_columns columns;

	if (json_array_size(rows) == 0) {
		puts("Nothing to count in that time.");
		return;
	}
	report_columns_of(report->record, &columns);
	print_rows(&columns, rows);
	if (report->inner)
		print_inner(report, rows);
	putchar('\n');
	print_definitions(&columns, rows);
}
