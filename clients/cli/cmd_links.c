#include "links.h"
#include "session.h"

static int run(struct invocation *invocation)
{
	return session_run_ask(invocation, links_tell);
}

const struct command_row links_command = {
	.name = "links",
	.wire = "link.list",
	.summary = "your links in any state: proposed, agreed, open or ended",
	.options =
		{
			{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, false, "only of this neighbourhood"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"only this one: 320, or cardiology"},
			{"state", INPUT_WORD, "state", link_state_words, false, "only in this state"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most rows; 50 unless told"},
			{"before", INPUT_LINK, "before", NULL, false, "the last link of the page before"},
		},
	.examples = "links\nlinks --state proposed",
	.run = run,
};
