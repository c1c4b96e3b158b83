#include "london.h"
#include "session.h"
#include "table.h"
#include "template.h"

static void tell(const struct invocation *invocation, const json_t *result)
{
	const json_t *matches = json_object_get(result, "matches");
	const json_t *match;
	char last[32] = "";
	size_t i;

	json_array_foreach(matches, i, match)
	{
		printf("%s", display_begin(MARK_BOLD));
		template_print(stdout, "{thread}[ {title}]", match, invocation->now_ms);
		printf("%s", display_end(MARK_BOLD));
		template_print(stdout, "  {message}, {by_name}, {at:time}\n", match, invocation->now_ms);
		if (json_string_value(json_object_get(match, "excerpt")))
			display_wrapped(stdout, json_string_value(json_object_get(match, "excerpt")), 4,
				display_terminal(NULL));
		template_text(match, "message", last, sizeof(last));
	}
	if (json_array_size(matches) == 0)
		puts("Nothing found in what you may see.");
	else if (json_is_false(json_object_get(result, "complete")))
		printf("There are more: add --before %s\n", last);
}

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, tell);
}

const struct command_row search_command = {
	.name = "search",
	.wire = "search",
	.summary = "find messages that hold all these words",
	.follow = {{"words", INPUT_REST, "text", NULL, true, "what to look for; a trailing * finds beginnings"}},
	.options =
		{
			{"in", INPUT_CONVERSATION, "filters.conversation", NULL, false, "only in this conversation"},
			{"thread", INPUT_THREAD, "filters.thread", NULL, false, "only in this thread"},
			{"by", INPUT_TEXT, "filters.by", NULL, false, "only words of this person"},
			{"from", INPUT_TEXT, "filters.from", NULL, false,
				"written on or after this day, as 2026-11-01"},
			{"until", INPUT_TEXT, "filters.until", NULL, false, "written on or before this day"},
			{"before", INPUT_MESSAGE, "before", NULL, false, "the last match of the page before"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most matches; 50 unless told"},
		},
	.examples = "search palpitations bisoprolol\nsearch 'palpit*' --by e.okafor --from 2026-11-01",
	.run = run,
};
