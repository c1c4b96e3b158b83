#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

static const struct table_column columns[] = {
	{.title = "CONVERSATION"},
	{.title = "NAME"},
	{.title = "NEW", .is_number = true},
	{.title = "OPEN", .is_number = true},
	{.title = "LAST"},
	{.title = "BY"},
	{.title = "SAID", .is_flexible = true},
	{0},
};

static void add(struct table *table, const json_t *conversation, int64_t now_ms)
{
	char text[512], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	table_add_row(table);
	table_set(table, 0, template_text(conversation, "conversation", text, sizeof(text)));
	table_set(table, 1, template_text(conversation, "name", text, sizeof(text)));
	table_set(table, 2, template_text(conversation, "unread", text, sizeof(text)));
	table_set(table, 3, template_text(conversation, "open_threads", text, sizeof(text)));
	if (json_integer_value(json_object_get(conversation, "unread")) > 0)
		table_mark(table, 2, MARK_BOLD);
	if (london_parse(template_text(conversation, "last_message.at", text, sizeof(text)), &time_ms)) {
		london_format_near(time_ms, now_ms, when);
		table_set(table, 4, when);
	}
	table_set(table, 5, template_text(conversation, "last_message.by", text, sizeof(text)));
	table_set(table, 6, template_text(conversation, "last_message.body", text, sizeof(text)));
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *conversations = json_object_get(result, "conversations");
	const json_t *conversation;
	struct table table;
	size_t i;

	table_init(&table, columns);
	json_array_foreach(conversations, i, conversation) add(&table, conversation, invocation->now_ms);
	table_show(&table);
	table_deinit(&table);
	if (json_array_size(conversations) == 0)
		puts("You are in no conversation.");
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row conversations_command = {
	.name = "conversations",
	.wire = "conversation.list",
	.summary = "the conversations you are in, with what is new",
	.options = {{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, false, "only of this neighbourhood"}},
	.examples = "conversations\nconversations --neighbourhood riverside",
	.run = run,
};
