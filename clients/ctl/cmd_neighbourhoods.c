#include "ctl.h"
#include "listing.h"

static const struct listing neighbourhoods = {
	.rows = "neighbourhoods",
	.cursor = "after",
	.id = "neighbourhood",
	.none = "There are none.",
	.columns = {{.title = "ID"}, {.title = "NAME"}, {.title = "POPULATION", .is_number = true},
		{.title = "PEOPLE", .is_number = true}, {.title = "LINKS", .is_number = true},
		{.title = "PRACTICES", .is_flexible = true}},
	.members = {"neighbourhood", "name", "population", "people", "links", "practices"},
};

static int list(struct invocation *invocation)
{
	return listing_run(invocation, &neighbourhoods);
}

const struct command_row neighbourhoods_list_command = {
	.name = "neighbourhoods list",
	.wire = "neighbourhood.list",
	.summary = "neighbourhood teams, with their practices",
	.examples = "neighbourhoods list --as o.frost",
	.run = list,
};

const struct command_row neighbourhoods_add_command = {
	.name = "neighbourhoods add",
	.wire = "neighbourhood.create",
	.summary = "add a neighbourhood, or one that had ended again",
	.follow = {{"id", INPUT_TEXT, "neighbourhood", NULL, true, "its handle, such as riverside"}},
	.options =
		{
			{"name", INPUT_TEXT, "name", NULL, true, "what it is called"},
			{"population", INPUT_NUMBER, "population", NULL, true, "registered people"},
			{"practices", INPUT_LIST, "practices", NULL, true, "ODS codes of its practices"},
		},
	.examples = "neighbourhoods add lakeside --name Lakeside --population 38000 --practices Y12345,Y12346 "
		    "--as o.frost",
	.done = "Added {neighbourhood}.",
	.run = session_run_send,
};

const struct command_row neighbourhoods_change_command = {
	.name = "neighbourhoods change",
	.wire = "neighbourhood.update",
	.summary = "change the name, population or practices of a neighbourhood",
	.follow = {{"id", INPUT_TEXT, "neighbourhood", NULL, true, "its handle"}},
	.options =
		{
			{"name", INPUT_TEXT, "name", NULL, false, "what it is called"},
			{"population", INPUT_NUMBER, "population", NULL, false, "registered people"},
			{"practices", INPUT_LIST, "practices", NULL, false,
				"all of its practices: those that are not named leave"},
		},
	.examples = "neighbourhoods change lakeside --population 38400 --as o.frost",
	.done = "{neighbourhood} is as told.",
	.run = session_run_send,
};

const struct command_row neighbourhoods_end_command = {
	.name = "neighbourhoods end",
	.wire = "neighbourhood.end",
	.summary = "end a neighbourhood that has no people and no open links any more",
	.follow = {{"id", INPUT_TEXT, "neighbourhood", NULL, true, "its handle"}},
	.notes = "What was said and counted there stays, under its name. Its practices are free for another.",
	.examples = "neighbourhoods end lakeside --as o.frost",
	.done = "{neighbourhood} has ended.",
	.run = session_run_send,
};
