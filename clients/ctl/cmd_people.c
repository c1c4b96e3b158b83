#include "ctl.h"
#include "listing.h"

static const struct listing people = {
	.rows = "people",
	.cursor = "after",
	.id = "person",
	.none = "Nobody.",
	.columns = {{.title = "PERSON"}, {.title = "NAME"}, {.title = "ROLES"}, {.title = "JOB", .is_flexible = true},
		{.title = "NUMBER"}, {.title = "AT"}, {.title = "TEAM"}, {.title = "SPECIALTY"}, {.title = "STATE"},
		{.title = "DEVICES", .is_number = true}},
	.members = {"person", "display_name", "roles", "job_title", "professional_number", "organisation",
		"neighbourhood", "treatment_function", "state", "devices"},
};

static int list(struct invocation *invocation)
{
	return listing_run(invocation, &people);
}

const struct command_row people_list_command = {
	.name = "people list",
	.wire = "person.list",
	.summary = "people, with their roles and teams",
	.options =
		{
			{"text", INPUT_TEXT, "text", NULL, false, "part of a handle, name, job title or number"},
			{"role", INPUT_WORD, "role", role_words, false, "only who has it"},
			{"team", INPUT_TEXT, "neighbourhood", NULL, false, "only of this neighbourhood"},
			{"state", INPUT_WORD, "state", person_state_words, false, "both unless told"},
		},
	.notes = "Coordinators see the people of their own neighbourhood.",
	.examples = "people list --as o.frost\npeople list --role specialist --as o.frost\n"
		    "people list --text khan --as m.grant",
	.run = list,
};

#define PERSON_FOLLOWS                                                                             \
	{                                                                                          \
		{                                                                                  \
			"person", INPUT_TEXT, "person", NULL, true, "their handle, such as a.khan" \
		}                                                                                  \
	}

const struct command_row people_add_command = {
	.name = "people add",
	.wire = "person.create",
	.summary = "add a person",
	.follow = PERSON_FOLLOWS,
	.options =
		{
			{"name", INPUT_TEXT, "display_name", NULL, true, "what they are called"},
			{"roles", INPUT_WORDS, "roles", role_words, true, "what they do here"},
			{"job", INPUT_TEXT, "job_title", NULL, false, "their job title"},
			{"number", INPUT_TEXT, "professional_number", NULL, false,
				"GMC, NMC, HCPC or GPhC number, without blanks"},
			{"at", INPUT_TEXT, "organisation", NULL, false, "ODS code of where they work"},
			{"team", INPUT_TEXT, "neighbourhood", NULL, false,
				"neighbourhood of an INT clinician or coordinator"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"of a specialist: 320, or cardiology"},
		},
	.examples = "people add s.ward --name \"Dr Sam Ward\" --roles int_clinician --number 7045678 --at Y12345 "
		    "--team riverside --as o.frost",
	.done = "Added {person}.",
	.run = session_run_send,
};

const struct command_row people_change_command = {
	.name = "people change",
	.wire = "person.update",
	.summary = "change what is known of a person; a move to another team works at once",
	.follow = PERSON_FOLLOWS,
	.options =
		{
			{"name", INPUT_TEXT, "display_name", NULL, false, "what they are called"},
			{"job", INPUT_TEXT, "job_title", NULL, false, "their job title"},
			{"number", INPUT_TEXT, "professional_number", NULL, false,
				"GMC, NMC, HCPC or GPhC number, without blanks"},
			{"at", INPUT_TEXT, "organisation", NULL, false, "ODS code of where they work"},
			{"team", INPUT_TEXT, "neighbourhood", NULL, false, "neighbourhood; administrators only"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"of a specialist: 320, or cardiology"},
			{"clear", INPUT_WORDS, "clear", person_detail_words, false, "what shall stand empty"},
		},
	.notes = "Coordinators may change the people of their own neighbourhood.",
	.examples = "people change s.ward --job \"GP partner\" --as m.grant\n"
		    "people change s.ward --team hillside --at Y12399 --as o.frost\n"
		    "people change s.ward --clear professional_number --as o.frost",
	.done = "{person} is as told.",
	.run = session_run_send,
};

const struct command_row people_roles_command = {
	.name = "people roles",
	.wire = "person.set_roles",
	.summary = "give a person these roles and no others, at once",
	.follow = {{"person", INPUT_TEXT, "person", NULL, true, "their handle"},
		{"roles", INPUT_WORDS, "roles", role_words, true, "all of them, with commas:"}},
	.notes = "The last administrator keeps that role, and a specialist whom a link names stays one.",
	.examples = "people roles s.ward int_clinician,coordinator --as o.frost",
	.done = "{person} has these roles now.",
	.run = session_run_send,
};

const struct command_row people_suspend_command = {
	.name = "people suspend",
	.wire = "person.suspend",
	.summary = "shut a person out at once; their record stays",
	.follow = PERSON_FOLLOWS,
	.options = {{"reason", INPUT_TEXT, "reason", NULL, true, "why; kept in the log, so no patient"}},
	.examples = "people suspend s.ward --reason \"Left the practice\" --as o.frost",
	.done = "{person} is suspended.",
	.run = session_run_send,
};

const struct command_row people_reinstate_command = {
	.name = "people reinstate",
	.wire = "person.reinstate",
	.summary = "let a suspended person in again",
	.follow = PERSON_FOLLOWS,
	.examples = "people reinstate s.ward --as o.frost",
	.done = "{person} may sign in again.",
	.run = session_run_send,
};
