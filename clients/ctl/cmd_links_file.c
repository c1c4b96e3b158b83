/* Links from a file, and into one. */
#include <string.h>

#include "clients/lib/memory.h"
#include "corridor/limits.h"
#include "csv_write.h"
#include "ctl.h"
#include "listing.h"
#include "staging.h"

static const struct staging_kind links_file = {
	.wire = "import.links",
	.prefix = "links",
	.shape = {.columns = {"neighbourhood", "treatment_function", "specialists", "reply_working_days",
			  "weekly_limit", "agreed_on", "starts_on", "ends_on", NULL},
		.may_be_missing = {"agreed_on", "starts_on", "ends_on", NULL}},
};

static int import(struct invocation *invocation)
{
	return staging_run(invocation, &links_file);
}

const struct command_row links_import_command = {
	.name = "links import",
	.summary = "add links from a CSV file, all of it or nothing",
	.follow = {{"file", INPUT_TEXT, NULL, NULL, true, "the CSV file; - reads standard input"}},
	.options = {{"dry-run", INPUT_FLAG, NULL, NULL, false, "only say, line by line, what would be done"}},
	.notes = "The first line names the columns, in any order: neighbourhood, treatment_function, specialists (with "
		 "semicolons between them, the lead first), reply_working_days and weekly_limit; and, if wanted, "
		 "agreed_on (without it a link is proposed, and opens when both sides accept it), starts_on and "
		 "ends_on. "
		 "Import the people first. If one line is rejected, nothing is changed. `links export` writes such a "
		 "file.",
	.examples = "links import links.csv --dry-run --as o.frost\nlinks import links.csv --as o.frost",
	.run = import,
};

static void write_link(const json_t *link)
{
	bool is_first = true;

	for (size_t column = 0; links_file.shape.columns[column]; column++) {
		char *text = listing_text(link, links_file.shape.columns[column], ";");

		csv_write_cell(text ? text : "", &is_first);
		client_memory_free(text);
	}
	csv_write_end();
}

static void keep_unended(json_t *links, const json_t *page)
{
	json_t *link;
	size_t i;

	json_array_foreach(page, i, link)
	{
		const char *state = json_string_value(json_object_get(link, "state"));

		if (state && strcmp(state, "ended") != 0)
			json_array_append(links, link);
	}
}

/* Page by page, from the newest: all links at once may be more than one answer holds. */
static int collect(struct session *session, json_t *links)
{
	json_t *args = json_pack("{s:i}", "limit", LIMIT_PAGE_ROWS);
	bool is_complete = false;
	int status = STATUS_OK;

	while (status == STATUS_OK && !is_complete) {
		json_t *result = NULL;
		const json_t *page, *last;

		status = session_ask(session, "link.list", args, &result);
		page = json_object_get(result, "links");
		last = json_array_get(page, json_array_size(page) - 1);
		is_complete = !last || json_is_true(json_object_get(result, "complete"));
		keep_unended(links, page);
		if (last)
			json_object_set(args, "before", json_object_get(last, "link"));
		json_decref(result);
	}
	json_decref(args);
	return status;
}

static int export(struct invocation *invocation)
{
	json_t *links = json_array();
	json_t *link;
	struct session session;
	bool is_first = true;
	size_t i;
	int status = session_open(&session, invocation, NULL, false);

	if (status == STATUS_OK) {
		status = collect(&session, links);
		session_close(&session);
	}
	if (status == STATUS_OK) {
		csv_write_begin();
		for (size_t column = 0; links_file.shape.columns[column]; column++)
			csv_write_cell(links_file.shape.columns[column], &is_first);
		csv_write_end();
		json_array_foreach(links, i, link) write_link(link);
	}
	json_decref(links);
	return status;
}

const struct command_row links_export_command = {
	.name = "links export",
	.summary = "write all links to a CSV file that can be imported again",
	.notes = "On standard output, for a spreadsheet: all that have not ended, the newest first. agreed_on is the "
		 "day "
		 "when both sides had agreed; a link that is still proposed has none. Importing it unchanged changes "
		 "nothing, and makes the same links where there are none.",
	.examples = "links export --as o.frost > links.csv",
	.run = export,
};
