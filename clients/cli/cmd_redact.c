#include "session.h"

const struct command_row redact_command = {
	.name = "redact",
	.wire = "message.redact",
	.summary = "destroy the words of a message for good; that it was said stays",
	.follow =
		{
			{"message", INPUT_MESSAGE, "message", NULL, true, "the message, such as m91"},
			{"reason", INPUT_REST, "reason", NULL, true, "why; this stays readable"},
		},
	.notes = "This cannot be undone. To correct something, use amend.",
	.examples = "redact m91 Written into the wrong patient's thread",
	.done = "The words of {message} are gone.",
	.run = session_run_send,
};
