#include "ctl.h"
#include "listing.h"

static const struct listing organisations = {
	.rows = "organisations",
	.cursor = "after",
	.id = "organisation",
	.none = "There are none.",
	.columns = {{.title = "CODE"}, {.title = "NAME", .is_flexible = true}, {.title = "KIND"},
		{.title = "NEIGHBOURHOOD"}, {.title = "PEOPLE", .is_number = true}},
	.members = {"organisation", "name", "kind", "neighbourhood", "people"},
};

static int list(struct invocation *invocation)
{
	return listing_run(invocation, &organisations);
}

const struct command_row organisations_list_command = {
	.name = "organisations list",
	.wire = "organisation.list",
	.summary = "practices, trusts and boards, by their ODS codes",
	.options = {{"text", INPUT_TEXT, "text", NULL, false, "part of a code or name"}},
	.examples = "organisations list --as o.frost\norganisations list --text surgery --as o.frost",
	.run = list,
};

const struct command_row organisations_add_command = {
	.name = "organisations add",
	.wire = "organisation.create",
	.summary = "add an organisation, or one that had ended again",
	.follow = {{"code", INPUT_TEXT, "organisation", NULL, true, "its ODS code, such as Y12345"}},
	.options =
		{
			{"name", INPUT_TEXT, "name", NULL, true, "what it is called"},
			{"kind", INPUT_WORD, "kind", organisation_kind_words, true, "what it is"},
		},
	.examples = "organisations add Y12345 --name \"Quayside Surgery\" --kind practice --as o.frost",
	.done = "Added {organisation}.",
	.run = session_run_send,
};

const struct command_row organisations_change_command = {
	.name = "organisations change",
	.wire = "organisation.update",
	.summary = "change the name or kind of an organisation",
	.follow = {{"code", INPUT_TEXT, "organisation", NULL, true, "its ODS code"}},
	.options =
		{
			{"name", INPUT_TEXT, "name", NULL, false, "what it is called"},
			{"kind", INPUT_WORD, "kind", organisation_kind_words, false, "what it is"},
		},
	.examples = "organisations change Y12345 --name \"Quayside Health Centre\" --as o.frost",
	.done = "{organisation} is as told.",
	.run = session_run_send,
};

const struct command_row organisations_end_command = {
	.name = "organisations end",
	.wire = "organisation.end",
	.summary = "end an organisation where nobody works any more",
	.follow = {{"code", INPUT_TEXT, "organisation", NULL, true, "its ODS code"}},
	.notes = "Refused while people who are not suspended work there, or while it is a practice of a neighbourhood. "
		 "What was said and counted there keeps its name.",
	.examples = "organisations end Y12345 --as o.frost",
	.done = "{organisation} has ended.",
	.run = session_run_send,
};
