/* People from a file, and into one. */
#include "clients/lib/memory.h"
#include "csv_write.h"
#include "ctl.h"
#include "listing.h"
#include "staging.h"

static const struct staging_kind people_file = {
	.wire = "import.people",
	.prefix = "people",
	.shape = {.columns = {"person", "display_name", "roles", "job_title", "professional_number", "organisation",
			  "neighbourhood", "treatment_function", "state", NULL},
		.may_be_missing = {"state"}},
};

static int import(struct invocation *invocation)
{
	return staging_run(invocation, &people_file);
}

const struct command_row people_import_command = {
	.name = "people import",
	.summary = "add and change people from a CSV file, all of it or nothing",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, true, "the CSV file; - reads standard input"}},
	.options = {{"dry-run", INPUT_FLAG, NULL, NULL, false, "only say, line by line, what would be done"}},
	.notes = "The first line names the columns, in any order: person, display_name, roles (with semicolons between "
		 "them), job_title, professional_number, organisation, neighbourhood, treatment_function, and state if "
		 "wanted. All but state must be there; an empty cell means that there is none. Who is not there yet "
		 "is added, who is there becomes as the file says; who is not in the file stays as they are. An import "
		 "neither suspends nor reinstates. If one line is rejected, nothing is changed. `people export` writes "
		 "such a file.",
	.examples = "people import people.csv --dry-run --as o.frost\npeople import people.csv --as o.frost",
	.run = import,
};

static const struct listing everybody = {.rows = "people", .cursor = "after", .id = "person"};

static void write_rows(const struct sheet_shape *shape, const json_t *rows)
{
	const json_t *row;
	size_t i;
	bool is_first = true;

	csv_write_begin();
	for (size_t column = 0; shape->columns[column]; column++)
		csv_write_cell(shape->columns[column], &is_first);
	csv_write_end();
	json_array_foreach(rows, i, row)
	{
		is_first = true;
		for (size_t column = 0; shape->columns[column]; column++) {
			char *text = listing_text(row, shape->columns[column], ";");

			csv_write_cell(text ? text : "", &is_first);
			client_memory_free(text);
		}
		csv_write_end();
	}
}

static int export(struct invocation *invocation)
{
	json_t *args = json_object();
	json_t *rows = NULL;
	struct session session;
	int status = session_open(&session, invocation, NULL, false);

	if (status == STATUS_OK) {
		status = listing_collect(&session, "person.list", &everybody, args, &rows);
		session_close(&session);
	}
	if (status == STATUS_OK)
		write_rows(&people_file.shape, rows);
	json_decref(rows);
	json_decref(args);
	return status;
}

const struct command_row people_export_command = {
	.name = "people export",
	.summary = "write everybody to a CSV file that can be imported again",
	.notes =
		"On standard output, for a spreadsheet. Importing it unchanged changes nothing. A coordinator gets the "
		"people of their own neighbourhood.",
	.examples = "people export --as o.frost > people.csv",
	.run = export,
};
