/* Virtual MDTs: who is in them, when they meet, and what is on the agenda. */
#include <stdio.h>
#include <string.h>

#include "session.h"
#include "table.h"
#include "template.h"

/* --- corridor mdt list ---------------------------------------------------------------------------------------------------- */

static void tell_people(const json_t *mdt, int64_t now_ms)
{
	const json_t *members = json_object_get(mdt, "members");
	const json_t *member;
	size_t i;

	json_array_foreach(members, i, member)
		template_print(stdout, "    {person}  {display_name}[, {job_title}]\n", member, now_ms);
}

static void tell_meetings(const json_t *mdt, int64_t now_ms)
{
	const json_t *meetings = json_object_get(mdt, "meetings");
	const json_t *meeting;
	size_t i;

	json_array_foreach(meetings, i, meeting)
	{
		template_print(stdout, "  {meeting}  {opens:time} to {closes:time}, {state}", meeting, now_ms);
		template_print(stdout, "[, {cases} on the agenda][, {decided} decided]", meeting, now_ms);
		template_print(stdout, "[, {asked_of_me} waiting for you]\n", meeting, now_ms);
	}
}

static void tell_mdts(const struct invocation *invocation, const json_t *result)
{
	const json_t *mdts = json_object_get(result, "mdts");
	const json_t *mdt;
	size_t i;

	json_array_foreach(mdts, i, mdt)
	{
		printf("%s%s", i > 0 ? "\n" : "", display_begin(MARK_BOLD));
		template_print(stdout, "{conversation}  {name}", mdt, invocation->now_ms);
		printf("%s%s\n", display_end(MARK_BOLD), json_is_true(json_object_get(mdt, "ended")) ? " (ended)" : "");
		template_print(stdout, "  Chair: {chair}[, deputy {deputy_chair}]\n", mdt, invocation->now_ms);
		template_print(
			stdout, "[  Every {every_weeks} weeks, next on {next_on:date}\n]", mdt, invocation->now_ms);
		tell_people(mdt, invocation->now_ms);
		tell_meetings(mdt, invocation->now_ms);
	}
	if (json_array_size(mdts) == 0)
		puts("You are in no virtual MDT.");
}

static int run_list(struct invocation *invocation)
{
	return session_run_ask(invocation, tell_mdts);
}

const struct command_row mdt_list_command = {
	.name = "mdt list",
	.wire = "mdt.list",
	.summary = "your virtual MDTs, their people and meetings",
	.options = {{"conversation", INPUT_CONVERSATION, "conversation", NULL, false, "only this one"}},
	.examples = "mdt list",
	.run = run_list,
};

/* --- corridor mdt agenda -------------------------------------------------------------------------------------------------- */

static const struct table_column columns[] = {
	{.title = "CASE"},
	{.title = "STATE"},
	{.title = "PATIENT"},
	{.title = "TITLE", .is_flexible = true},
	{.title = "HEARD"},
	{.title = "YOU"},
	{0},
};

/* "2 of 3": specialties of the quorum that have spoken. */
static void set_heard(struct table *table, const json_t *row)
{
	const json_t *views = json_object_get(row, "contributions");
	const json_t *view;
	int heard = 0, required = 0;
	size_t i;

	json_array_foreach(views, i, view)
	{
		bool is_required = json_is_true(json_object_get(view, "required"));

		required += is_required;
		heard += is_required && json_is_true(json_object_get(view, "contributed"));
	}
	if (required > 0)
		table_setf(table, 4, "%d of %d", heard, required);
}

static void add_case(struct table *table, const json_t *row)
{
	char text[512], number[32];

	table_add_row(table);
	table_set(table, 0, template_text(row, "thread", text, sizeof(text)));
	template_text(row, "state", text, sizeof(text));
	table_set(table, 1,
		text[0] == 'd'                                                                ? "decided"
		: json_is_true(json_object_get(row, "put_off"))                               ? "deferred"
		: strcmp(template_text(row, "tag", text, sizeof(text)), "standard_care") == 0 ? "standard care"
											      : "to discuss");
	display_nhs_number(template_text(row, "patient.nhs_number", text, sizeof(text)), number);
	table_set(table, 2, number);
	template_text(row, "title", text, sizeof(text));
	table_set(table, 3, text[0] != '\0' ? text : "(redacted)");
	set_heard(table, row);
	if (json_is_true(json_object_get(row, "asked_of_me"))) {
		table_set(table, 5, "asked");
		table_mark(table, 5, MARK_BOLD);
	}
}

static void tell_agenda(const struct invocation *invocation, const json_t *result)
{
	const json_t *cases = json_object_get(result, "cases");
	const json_t *row;
	struct table table;
	size_t i;

	template_print(stdout, "{meeting.meeting}  {meeting.opens:time} to {meeting.closes:time}, {meeting.state}\n",
		result, invocation->now_ms);
	table_init(&table, columns);
	json_array_foreach(cases, i, row) add_case(&table, row);
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(cases) == 0)
		puts("There is nothing on the agenda yet: corridor mdt add.");
	else if (json_is_false(json_object_get(result, "complete")))
		puts("There are more: add --skip with as many as you have seen.");
}

static int run_agenda(struct invocation *invocation)
{
	return session_run_ask(invocation, tell_agenda);
}

const struct command_row mdt_agenda_command = {
	.name = "mdt agenda",
	.wire = "mdt.agenda",
	.summary = "the cases of a meeting, who has spoken, and what is asked of you",
	.follow = {{"meeting", INPUT_MEETING, "meeting", NULL, true,
		"the meeting, such as g90; `corridor mdt list` tells"}},
	.options =
		{
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most cases; all unless told"},
			{"skip", INPUT_NUMBER, "skip", NULL, false, "how many cases you have seen before"},
		},
	.examples = "mdt agenda g90\nmdt agenda g90 --limit 20 --skip 20",
	.run = run_agenda,
};

/* --- the team ------------------------------------------------------------------------------------------------------------- */

const struct command_row mdt_create_command = {
	.name = "mdt create",
	.wire = "mdt.create",
	.summary = "set up a virtual MDT of your neighbourhood, for its coordinators",
	.follow = {{"name", INPUT_REST, "name", NULL, true, "its name"}},
	.options =
		{
			{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, true, "whose patients it is about"},
			{"chair", INPUT_TEXT, "chair", NULL, true, "signs the decisions"},
			{"deputy", INPUT_TEXT, "deputy_chair", NULL, false, "may do all that the chair does"},
			{"members", INPUT_LIST, "members", NULL, true,
				"people with commas; the chairs need not be repeated"},
			{"required", INPUT_SPECIALTIES, "required", NULL, false,
				"specialties that must have spoken: the quorum"},
			{"every-weeks", INPUT_NUMBER, "every_weeks", NULL, false, "its rhythm, with --first"},
			{"first", INPUT_TEXT, "first_on", NULL, false, "the first meeting's day"},
		},
	.examples = "mdt create --neighbourhood riverside --chair k.byrne --deputy b.osei --members a.khan,e.okafor"
		    " --required 320,430 --every-weeks 2 --first 2026-12-08 Riverside frailty MDT",
	.done = "Set up as {conversation}. Plan a meeting: corridor mdt schedule {conversation}",
	.run = session_run_send,
};

const struct command_row mdt_update_command = {
	.name = "mdt update",
	.wire = "mdt.update",
	.summary = "change who is in a virtual MDT, its quorum or its rhythm",
	.follow = {{"conversation", INPUT_CONVERSATION, "conversation", NULL, true, "the MDT, such as c40"}},
	.options =
		{
			{"name", INPUT_TEXT, "name", NULL, false, "its name"},
			{"chair", INPUT_TEXT, "chair", NULL, false, "signs the decisions"},
			{"deputy", INPUT_TEXT, "deputy_chair", NULL, false, "may do all that the chair does"},
			{"members", INPUT_LIST, "members", NULL, false,
				"all of them from now on, with commas; who is left out sees nothing any more"},
			{"required", INPUT_SPECIALTIES, "required", NULL, false,
				"specialties that must have spoken: the quorum"},
			{"every-weeks", INPUT_NUMBER, "every_weeks", NULL, false, "its rhythm, with --first"},
			{"first", INPUT_TEXT, "first_on", NULL, false, "the first meeting's day"},
			{"clear", INPUT_WORDS, "clear", mdt_detail_words, false,
				"what it shall have none of from now on"},
		},
	.examples = "mdt update c40 --deputy a.khan\nmdt update c40 --clear required,rhythm",
	.done = "Changed {conversation}.",
	.run = session_run_send,
};

const struct command_row mdt_end_command = {
	.name = "mdt end",
	.wire = "mdt.end",
	.summary = "end a virtual MDT; what was said stays readable for its members",
	.follow = {{"conversation", INPUT_CONVERSATION, "conversation", NULL, true, "the MDT"},
		{"text", INPUT_REST, "reason", NULL, true, "why"}},
	.examples = "mdt end c40 Its patients are seen at the clinic now",
	.done = "Ended {conversation}.",
	.run = session_run_send,
};

/* --- planning ------------------------------------------------------------------------------------------------------------- */

const struct command_row mdt_schedule_command = {
	.name = "mdt schedule",
	.wire = "mdt.schedule",
	.summary = "plan a meeting; without times, the next of its rhythm",
	.follow = {{"conversation", INPUT_CONVERSATION, "conversation", NULL, true, "the MDT"}},
	.options =
		{
			{"opens", INPUT_TEXT, "opens", NULL, false, "an RFC 3339 time: 2026-12-08T09:00:00Z"},
			{"closes", INPUT_TEXT, "closes", NULL, false, "hours or days later"},
		},
	.examples = "mdt schedule c40\nmdt schedule c40 --opens 2026-12-08T09:00:00Z --closes 2026-12-10T17:00:00Z",
	.done = "Planned {meeting}: {opens:time} to {closes:time}.",
	.run = session_run_send,
};

const struct command_row mdt_reschedule_command = {
	.name = "mdt reschedule",
	.wire = "mdt.reschedule",
	.summary = "move a meeting; a closing time that has passed closes it",
	.follow = {{"meeting", INPUT_MEETING, "meeting", NULL, true, "the meeting"}},
	.options =
		{
			{"opens", INPUT_TEXT, "opens", NULL, false, "an RFC 3339 time: 2026-12-08T09:00:00Z"},
			{"closes", INPUT_TEXT, "closes", NULL, false, "hours or days later"},
		},
	.examples = "mdt reschedule g90 --closes 2026-12-11T17:00:00Z",
	.done = "{meeting} is {state}: {opens:time} to {closes:time}.",
	.run = session_run_send,
};

const struct command_row mdt_order_command = {
	.name = "mdt order",
	.wire = "mdt.order",
	.summary = "put the cases of a meeting into this order",
	.follow = {{"meeting", INPUT_MEETING, "meeting", NULL, true, "the meeting"},
		{"cases", INPUT_THREADS, "cases", NULL, true, "all of its cases, with commas"}},
	.examples = "mdt order g90 t102,t95,t99",
	.done = "The cases of {meeting} are in this order now.",
	.run = session_run_send,
};
