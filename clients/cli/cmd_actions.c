/* What somebody does by a day. */
#include <stdio.h>

#include "arguments.h"
#include "session.h"
#include "table.h"
#include "template.h"

static const struct table_column columns[] = {
	{.title = "ACTION"},
	{.title = "DUE"},
	{.title = "WHO"},
	{.title = "WHAT", .is_flexible = true},
	{.title = "CASE"},
	{.title = "STATE"},
	{0},
};

static void add(struct table *table, const json_t *action)
{
	char text[1100];
	bool is_overdue = json_is_true(json_object_get(action, "overdue"));

	table_add_row(table);
	table_set(table, 0, template_text(action, "action", text, sizeof(text)));
	table_set(table, 1, template_text(action, "due", text, sizeof(text)));
	table_set(table, 2, template_text(action, "owner_name", text, sizeof(text)));
	table_set(table, 3, template_text(action, "what", text, sizeof(text)));
	table_set(table, 4, template_text(action, "thread", text, sizeof(text)));
	table_set(table, 5, is_overdue ? "overdue" : template_text(action, "state", text, sizeof(text)));
	if (is_overdue)
		table_mark(table, 5, MARK_BOLD);
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *actions = json_object_get(result, "actions");
	const json_t *action;
	struct table table;
	size_t i;

	(void)invocation;
	table_init(&table, columns);
	json_array_foreach(actions, i, action) add(&table, action);
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(actions) == 0)
		puts("There are no actions to show.");
	else if (json_is_false(json_object_get(result, "complete")))
		puts("There are more: finish some of these first, or look at one case with --case.");
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row actions_command = {
	.name = "actions",
	.wire = "action.list",
	.summary = "what you have to do in all conversations, or what is to be done in a case",
	.options =
		{
			{"case", INPUT_THREAD, "thread", NULL, false, "everybody's, in this case"},
			{"state", INPUT_WORD, "state", action_state_words, false, "open unless told"},
		},
	.examples = "actions\nactions --case t95 --state done",
	.run = run,
};

const struct command_row action_add_command = {
	.name = "action add",
	.wire = "action.add",
	.summary = "give somebody something to do by a day",
	.follow = {{"case", INPUT_THREAD, "thread", NULL, true, "the case"},
		{"text", INPUT_REST, "what", NULL, true, "what is to be done"}},
	.options =
		{
			{"owner", INPUT_TEXT, "owner", NULL, true, "a member of the conversation"},
			{"due", INPUT_TEXT, "due", NULL, true, "2026-12-01"},
		},
	.examples = "action add t95 --owner a.khan --due 2026-12-01 Repeat ECG",
	.done = "Added {action}.",
	.run = session_run_send,
};

const struct command_row action_change_command = {
	.name = "action change",
	.wire = "action.change",
	.summary = "give an action to somebody else, or another day",
	.follow = {{"action", INPUT_ACTION, "action", NULL, true, "the action, such as a97"},
		{"text", INPUT_REST, "reason", NULL, true, "why"}},
	.options =
		{
			{"owner", INPUT_TEXT, "owner", NULL, false, "who does it from now on"},
			{"due", INPUT_TEXT, "due", NULL, false, "by which day"},
		},
	.examples = "action change a97 --owner b.osei On leave",
	.done = "Changed {action}.",
	.run = session_run_send,
};

const struct command_row action_done_command = {
	.name = "action done",
	.wire = "action.finish",
	.summary = "say that an action is done",
	.follow = {{"action", INPUT_ACTION, "action", NULL, true, "the action, such as a97"}},
	.options = {{"note", INPUT_PROSE, "note", NULL, false, "what came of it"}},
	.examples = "action done a97\naction done a97 --note \"Sinus rhythm\"",
	.done = "Done: {action}.",
	.run = session_run_send,
};

static bool add_cancelled(const struct invocation *invocation, json_t *args)
{
	(void)invocation;
	return arguments_set(args, "state", json_string("cancelled"));
}

static int run_cancel(struct invocation *invocation)
{
	return session_run_send_with(invocation, add_cancelled);
}

const struct command_row action_cancel_command = {
	.name = "action cancel",
	.wire = "action.finish",
	.summary = "say that an action is no longer needed, and why",
	.follow = {{"action", INPUT_ACTION, "action", NULL, true, "the action, such as a97"},
		{"text", INPUT_REST, "note", NULL, true, "why"}},
	.examples = "action cancel a97 She was admitted",
	.done = "Cancelled {action}.",
	.run = run_cancel,
};
