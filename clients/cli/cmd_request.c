#include "session.h"

const struct command_row request_command = {
	.name = "request",
	.wire = "case.request_information",
	.summary = "ask the asker for more; your clock stands still until they reply",
	.follow =
		{
			{"thread", INPUT_THREAD, "thread", NULL, true, "the case, such as t88"},
			{"text", INPUT_REST, "body", NULL, true, "what is needed"},
		},
	.examples = "request t88 Is there an ECG from this year?\nrequest t88 -",
	.done = "Asked for more in {thread}; the clock stands still until they reply.",
	.run = session_run_send,
};
