#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

/* --- sessions list -------------------------------------------------------------------------------------------------- */

static const struct table_column columns[] = {
	{.title = "SESSION"},
	{.title = "BROWSER", .is_flexible = true},
	{.title = "STARTED"},
	{.title = "LAST USED"},
	{.title = "ENDS AT THE LATEST"},
	{0},
};

static void set_time(struct table *table, size_t column, const json_t *session, const char *member, int64_t now_ms)
{
	char text[64], when[LONDON_TEXT_BYTES];
	int64_t time_ms;

	if (!london_parse(template_text(session, member, text, sizeof(text)), &time_ms))
		return;
	london_format_near(time_ms, now_ms, when);
	table_set(table, column, when);
}

static void add(struct table *table, const json_t *session, int64_t now_ms)
{
	char text[128];

	table_add_row(table);
	table_set(table, 0, template_text(session, "session", text, sizeof(text)));
	if (*template_text(session, "browser", text, sizeof(text)) == '\0')
		template_text(session, "device", text, sizeof(text));
	table_set(table, 1, text);
	set_time(table, 2, session, "started_at", now_ms);
	set_time(table, 3, session, "used_at", now_ms);
	set_time(table, 4, session, "ends_at", now_ms);
}

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *sessions = json_object_get(result, "sessions");
	const json_t *session;
	struct table table;
	size_t i;

	table_init(&table, columns);
	json_array_foreach(sessions, i, session) add(&table, session, invocation->now_ms);
	if (json_array_size(sessions) > 0)
		table_show(&table);
	else
		puts("You are signed in nowhere.");
	table_deinit(&table);
}

static int run_list(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row sessions_list_command = {
	.name = "sessions list",
	.wire = "session.list",
	.summary = "the browsers in which you are signed in",
	.examples = "sessions list",
	.run = run_list,
};

/* --- sessions end --------------------------------------------------------------------------------------------------- */

const struct command_row sessions_end_command = {
	.name = "sessions end",
	.wire = "session.end",
	.summary = "sign out of a browser from here; it notices within seconds",
	.follow = {{"session", INPUT_TEXT, "session", NULL, false, "one of the list, such as s812"}},
	.options = {{"all", INPUT_FLAG, "others", NULL, false, "all of them"}},
	.examples = "sessions end s812\nsessions end --all",
	.done = "{ended} ended.",
	.run = session_run_send,
};
