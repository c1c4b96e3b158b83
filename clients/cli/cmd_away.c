/* Leave and cover: who is away, and who answers meanwhile. */
#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

const struct command_row away_set_command = {
	.name = "away set",
	.wire = "cover.set",
	.summary = "say when you are away, and who answers meanwhile",
	.options =
		{
			{"from", INPUT_TEXT, "from", NULL, true, "first day, or a time such as 2026-11-25T12:00:00Z"},
			{"until", INPUT_TEXT, "until", NULL, true, "last day, or a time"},
			{"deputy", INPUT_TEXT, "deputy", NULL, true, "a colleague of the same specialties"},
			{"person", INPUT_TEXT, "person", NULL, false, "who is away, for coordinators; you unless told"},
		},
	.examples = "away set --from 2026-11-25 --until 2026-11-27 --deputy r.haddad",
	.done = "Set as {cover}, from {from:time} until {until:time}: it is {state}.",
	.run = session_run_send,
};

const struct command_row away_cancel_command = {
	.name = "away cancel",
	.wire = "cover.cancel",
	.summary = "take a leave back, or come back early",
	.follow = {{"cover", INPUT_COVER, "cover", NULL, false,
		"which, such as v88; the present or next one unless told"}},
	.options =
		{
			{"person", INPUT_TEXT, "person", NULL, false, "whose, for coordinators; yours unless told"},
		},
	.examples = "away cancel\naway cancel v88",
	.done = "{cover} is {state}.",
	.run = session_run_send,
};

/* --- list -------------------------------------------------------------------------------------------------------- */

static const struct table_column columns[] = {
	{.title = "COVER"},
	{.title = "WHO"},
	{.title = "FROM"},
	{.title = "UNTIL"},
	{.title = "ANSWERS"},
	{.title = "STATE"},
	{0},
};

static void set_time(struct table *table, size_t column, const json_t *row, const char *name, int64_t now_ms)
{
	char text[64], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(template_text(row, name, text, sizeof(text)), &time_ms))
		return;
	london_format_near(time_ms, now_ms, when);
	table_set(table, column, when);
}

static void tell_list(const struct invocation *invocation, const json_t *result)
{
	const json_t *covers = json_object_get(result, "covers");
	const json_t *cover;
	struct table table;
	char text[512];
	size_t i;

	table_init(&table, columns);
	json_array_foreach(covers, i, cover)
	{
		table_add_row(&table);
		table_set(&table, 0, template_text(cover, "cover", text, sizeof(text)));
		table_set(&table, 1, template_text(cover, "display_name", text, sizeof(text)));
		set_time(&table, 2, cover, "from", invocation->now_ms);
		set_time(&table, 3, cover, "until", invocation->now_ms);
		table_set(&table, 4, template_text(cover, "deputy_name", text, sizeof(text)));
		table_set(&table, 5, template_text(cover, "state", text, sizeof(text)));
	}
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(covers) == 0)
		puts("Nobody is away.");
}

static int run_list(struct invocation *invocation)
{
	return session_run_ask(invocation, tell_list);
}

const struct command_row away_list_command = {
	.name = "away list",
	.wire = "cover.list",
	.summary = "who is away or will be, and who answers meanwhile",
	.options = {{"person", INPUT_TEXT, "person", NULL, false, "only of this person"}},
	.examples = "away list",
	.run = run_list,
};

/* --- cases ------------------------------------------------------------------------------------------------------- */

static const struct table_column case_columns[] = {
	{.title = "THREAD"},
	{.title = "STATE"},
	{.title = "ASKED"},
	{.title = "ANSWERED"},
	{.title = "CLOSED"},
	{.title = "DUE"},
	{0},
};

static void set_mark(struct table *table, size_t column, const json_t *row, const char *name)
{
	if (json_is_true(json_object_get(row, name)))
		table_set(table, column, "meanwhile");
}

static void tell_cases(const struct invocation *invocation, const json_t *result)
{
	const json_t *row;
	struct table table;
	char text[512];
	size_t i;

	template_print(stdout,
		"{person} away, {deputy} answering: {asked} asked, {answered} answered, {closed} closed; {waiting} "
		"wait.\n",
		result, invocation->now_ms);
	table_init(&table, case_columns);
	json_array_foreach(json_object_get(result, "threads"), i, row)
	{
		table_add_row(&table);
		table_set(&table, 0, template_text(row, "thread", text, sizeof(text)));
		table_set(
			&table, 1, words_meaning(thread_state_words, template_text(row, "state", text, sizeof(text))));
		set_mark(&table, 2, row, "asked");
		set_mark(&table, 3, row, "answered");
		set_mark(&table, 4, row, "closed");
		set_time(&table, 5, row, "reply_due", invocation->now_ms);
	}
	table_show(&table);
	table_deinit(&table);
}

static int run_cases(struct invocation *invocation)
{
	return session_run_ask(invocation, tell_cases);
}

const struct command_row away_cases_command = {
	.name = "away cases",
	.wire = "cover.handover",
	.summary = "what happened to the cases of somebody away, and what still waits",
	.follow = {{"cover", INPUT_COVER, "cover", NULL, true, "the leave, such as v88"}},
	.options =
		{
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most rows; 50 unless told"},
			{"after", INPUT_NUMBER, "after", NULL, false, "how many rows the pages before had"},
		},
	.examples = "away cases v88\naway cases v88 --after 50",
	.run = run_cases,
};
