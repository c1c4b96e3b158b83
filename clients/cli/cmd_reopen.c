#include "session.h"

const struct command_row reopen_command = {
	.name = "reopen",
	.wire = "case.reopen",
	.summary = "open a closed case again",
	.follow =
		{
			{"thread", INPUT_THREAD, "thread", NULL, true, "the case, such as t88"},
			{"reason", INPUT_REST, "reason", NULL, true, "why"},
		},
	.examples = "reopen t88 Symptoms are back after two weeks",
	.done = "{thread} is open again.[ The answer is {reply_due:due}.]",
	.run = session_run_send,
};
