#include "arguments.h"
#include "session.h"
#include "table.h"
#include "template.h"
#include "thread_state.h"

static const struct table_column columns[] = {
	{.title = "THREAD"},
	{.title = "STATE"},
	{.title = "PATIENT"},
	{.title = "TITLE", .is_flexible = true},
	{.title = "FROM"},
	{.title = "TO"},
	{.title = "NEW", .is_number = true},
	{0},
};

static void add(struct table *table, const json_t *thread, int64_t now_ms)
{
	char text[512], state[THREAD_STATE_BYTES], number[32];
	enum display_mark mark = thread_state_tell(thread, now_ms, state);

	table_add_row(table);
	table_set(table, 0, template_text(thread, "thread", text, sizeof(text)));
	table_set(table, 1, state);
	table_mark(table, 1, mark);
	display_nhs_number(template_text(thread, "patient.nhs_number", text, sizeof(text)), number);
	table_set(table, 2, number);
	template_text(thread, "title", text, sizeof(text));
	table_set(table, 3, text[0] != '\0' ? text : "(redacted)");
	table_set(table, 4, template_text(thread, "opened_by_name", text, sizeof(text)));
	table_set(table, 5, template_text(thread, "asked_name", text, sizeof(text)));
	if (json_integer_value(json_object_get(thread, "unread")) > 0) {
		table_set(table, 6, template_text(thread, "unread", text, sizeof(text)));
		table_mark(table, 6, MARK_BOLD);
	}
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *threads = json_object_get(result, "threads");
	const json_t *thread;
	char last[32] = "";
	struct table table;
	size_t i;

	table_init(&table, columns);
	json_array_foreach(threads, i, thread)
	{
		add(&table, thread, invocation->now_ms);
		template_text(thread, "thread", last, sizeof(last));
	}
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(threads) == 0)
		puts(invocation_option(invocation, "all") || invocation_option(invocation, "state")
				? "There is no such thread."
				: "Nothing waits for you. `corridor inbox --all` lists all open threads.");
	else if (json_is_false(json_object_get(result, "complete")))
		printf("There are more: corridor inbox --before %s\n", last);
}

/* What waits for me, unless something else was asked for. */
static bool add_default(const struct invocation *invocation, json_t *args)
{
	if (invocation_option(invocation, "state"))
		return true;
	if (invocation_option(invocation, "all"))
		return arguments_set(args, "state", json_string("open"));
	return arguments_set(args, "waiting_on", json_string("me"));
}

static int run(struct invocation *invocation)
{
	return session_run_ask_with(invocation, add_default, tell);
}

const struct command_row inbox_command = {
	.name = "inbox",
	.wire = "thread.list",
	.summary = "what waits for you, oldest promise first",
	.options =
		{
			{"all", INPUT_FLAG, NULL, NULL, false, "all open threads, whoever has the next move"},
			{"state", INPUT_WORD, "state", thread_state_words, false, "only in this state"},
			{"conversation", INPUT_CONVERSATION, "conversation", NULL, false, "only of this conversation"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most rows; 50 unless told"},
			{"before", INPUT_THREAD, "before", NULL, false, "the last thread of the page before"},
		},
	.examples = "inbox\ninbox --all\ninbox --state closed --conversation c12",
	.run = run,
};
