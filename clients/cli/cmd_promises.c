#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

static const struct table_column columns[] = {
	{.title = "THREAD"},
	{.title = "LINK", .is_flexible = true},
	{.title = "DUE"},
	{.title = "STEP"},
	{.title = "ASKED"},
	{.title = "HOLDS IT"},
	{.title = "FROM"},
	{0},
};

static void set_due(struct table *table, const json_t *promise, int64_t now_ms)
{
	char text[64], when[LONDON_TEXT_BYTES];
	int64_t due_ms;

	if (json_is_true(json_object_get(promise, "clock_stopped"))) {
		table_set(table, 2, "the clock stands still: information is awaited");
		return;
	}
	if (!london_parse(template_text(promise, "reply_due", text, sizeof(text)), &due_ms))
		return;
	london_format_due(due_ms, now_ms, when);
	table_set(table, 2, when);
	table_mark(table, 2, due_ms < now_ms ? MARK_ALARM : MARK_NONE);
}

static void add(struct table *table, const json_t *promise, int64_t now_ms)
{
	char text[512];

	table_add_row(table);
	table_set(table, 0, template_text(promise, "thread", text, sizeof(text)));
	table_set(table, 1, template_text(promise, "name", text, sizeof(text)));
	set_due(table, promise, now_ms);
	table_set(table, 3, template_text(promise, "step", text, sizeof(text)));
	table_set(table, 4, template_text(promise, "asked", text, sizeof(text)));
	table_set(table, 5, template_text(promise, "holder", text, sizeof(text)));
	table_set(table, 6, template_text(promise, "opened_by", text, sizeof(text)));
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *promises = json_object_get(result, "promises");
	const json_t *promise;
	struct table table;
	char last[32] = "";
	size_t i;

	table_init(&table, columns);
	json_array_foreach(promises, i, promise)
	{
		add(&table, promise, invocation->now_ms);
		template_text(promise, "thread", last, sizeof(last));
	}
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(promises) == 0)
		puts("No answer is owed.");
	else if (json_is_false(json_object_get(result, "complete")))
		printf("There are more: corridor promises --before %s\n", last);
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row promises_command = {
	.name = "promises",
	.wire = "promise.list",
	.summary = "answers that are owed, oldest promise first, and who holds each",
	.options =
		{
			{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, false, "only of this neighbourhood"},
			{"before", INPUT_THREAD, "before", NULL, false, "the last thread of the page before"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most rows; 50 unless told"},
		},
	.examples = "promises\npromises --neighbourhood riverside",
	.run = run,
};
