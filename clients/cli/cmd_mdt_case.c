/* A case of a virtual MDT: onto the agenda, views, the signed decision, minutes. */
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "display.h"
#include "session.h"
#include "template.h"

const struct command_row mdt_add_command = {
	.name = "mdt add",
	.wire = "mdt.add_case",
	.summary = "put a case on the agenda: one of a case thread, or a new one",
	.follow = {{"meeting", INPUT_MEETING, "meeting", NULL, true, "the meeting, such as g90"}},
	.options =
		{
			{"thread", INPUT_THREAD, "thread", NULL, false, "the patient's case thread"},
			{"nhs", INPUT_TEXT, "patient.nhs_number", NULL, false, "or the NHS number of a new patient"},
			{"name", INPUT_TEXT, "patient.name", NULL, false, "SMITH, Jane"},
			{"born", INPUT_TEXT, "patient.birth_date", NULL, false, "1941-03-14"},
			{"title", INPUT_TEXT, "title", NULL, false, "of a new case"},
			{"question", INPUT_PROSE, "question", NULL, true, "what the MDT is asked"},
			{"tag", INPUT_WORD, "tag", agenda_tag_words, true, "discuss or standard_care"},
			{"would-refer", INPUT_SPECIALTIES, "would_refer_to", NULL, false,
				"where the patient would be referred without this meeting"},
			{"documents", INPUT_PROSE, "documents", NULL, false, "letters and results to have in view"},
		},
	.examples =
		"mdt add g90 --thread t88 --question \"Stop the beta blocker?\" --tag discuss --would-refer 320,430",
	.done = "On the agenda as {thread}.",
	.run = session_run_send,
};

const struct command_row mdt_contribute_command = {
	.name = "mdt contribute",
	.wire = "mdt.contribute",
	.summary = "give your view of a case, for your role and specialty",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case, such as t95"},
		{"text", INPUT_REST, "body", NULL, true, "your view"}},
	.options =
		{
			{"dissent", INPUT_FLAG, "dissents", NULL, false, "you do not agree, and want that recorded"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"which of your specialties speaks, when you have several"},
		},
	.examples = "mdt contribute t95 Halve it first\nmdt contribute t95 --dissent Too early",
	.done = "Contributed to {thread}, as {message}.",
	.run = session_run_send,
};

const struct command_row mdt_invite_command = {
	.name = "mdt invite",
	.wire = "mdt.invite_guest",
	.summary = "invite a specialist to one case, until it is decided",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case"},
		{"person", INPUT_TEXT, "person", NULL, true, "the specialist's id"},
		{"text", INPUT_REST, "reason", NULL, true, "what is asked of them"}},
	.examples = "mdt invite t95 i.novak Is this Parkinson's?",
	.done = "Invited to {thread}.",
	.run = session_run_send,
};

const struct command_row mdt_defer_command = {
	.name = "mdt defer",
	.wire = "mdt.defer",
	.summary = "put a case off to a later meeting, with the reason",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case"},
		{"text", INPUT_REST, "reason", NULL, true, "why"}},
	.options = {{"to", INPUT_MEETING, "meeting", NULL, false, "which meeting; the next one unless told"}},
	.examples = "mdt defer t95 Dermatology has not spoken",
	.done = "Put {thread} off[ to {meeting}].",
	.run = session_run_send,
};

const struct command_row mdt_decide_command = {
	.name = "mdt decide",
	.wire = "mdt.decide",
	.summary = "sign the decision of a case, and see the next",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case"},
		{"text", INPUT_REST, "decision", NULL, true, "the decision"}},
	.options =
		{
			{"managed", INPUT_SPECIALTIES, "managed", NULL, false, "specialties with no referral"},
			{"refer", INPUT_SPECIALTIES, "refer", NULL, false,
				"specialties to which the patient is referred"},
			{"dissent", INPUT_PROSE, "dissent", NULL, false, "dissent that was spoken"},
			{"wishes", INPUT_PROSE, "patient_wishes", NULL, false, "the patient's wishes"},
			{"tells", INPUT_TEXT, "tells_patient", NULL, false, "the member who tells the patient"},
		},
	.notes = "The decision is locked and goes into the patient's own case thread. It can only be amended.",
	.examples = "mdt decide t95 --managed 320,430 --tells a.khan Stop bisoprolol over two weeks",
	.done = "Signed {thread}, as {message}.[ Next: {next}]",
	.run = session_run_send,
};

const struct command_row mdt_amend_command = {
	.name = "mdt amend",
	.wire = "mdt.amend_decision",
	.summary = "correct a signed decision; the original stays readable",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case"},
		{"text", INPUT_REST, "decision", NULL, true, "the decision as it should read"}},
	.options = {{"reason", INPUT_PROSE, "reason", NULL, true, "why"}},
	.examples = "mdt amend t95 --reason \"Dose was wrong\" Stop bisoprolol 2.5 mg over two weeks",
	.done = "Amended {thread}, as {message}.",
	.run = session_run_send,
};

/* --- minutes -------------------------------------------------------------------------------------------------------------- */

/* A meeting and a case are told apart by their letter. */
static bool add_what(const struct invocation *invocation, json_t *args)
{
	const char *what = invocation->follow[0];

	return arguments_set(args, what[0] == 'g' ? "meeting" : "thread", json_string(what));
}

/* As text they are to be filed: word for word, without a terminal's colours. */
static void tell_minutes(const struct invocation *invocation, const json_t *result)
{
	const char *text = json_string_value(json_object_get(result, "text"));
	char *clean = display_clean(text ? text : "", true);

	(void)invocation;
	fputs(clean ? clean : "", stdout);
	free(clean);
	if (json_is_false(json_object_get(result, "complete")))
		fputs("There are more: add --skip with as many cases as you have.\n", stderr);
}

static int run_minutes(struct invocation *invocation)
{
	return session_run_ask_with(invocation, add_what, tell_minutes);
}

const struct command_row mdt_minutes_command = {
	.name = "mdt minutes",
	.wire = "mdt.minutes",
	.summary = "the minutes of a meeting (g90), or of one case alone (t95)",
	.follow = {{"what", INPUT_TEXT, NULL, NULL, true, "a meeting, or one of its cases"}},
	.options =
		{
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most cases; all unless told"},
			{"skip", INPUT_NUMBER, "skip", NULL, false, "how many cases you have already"},
		},
	.notes = "Minutes of one case hold nothing of another: they can be filed in the patient's record.",
	.examples = "mdt minutes g90\nmdt minutes t95 > minutes.txt",
	.run = run_minutes,
};
