#include "session.h"

const struct command_row amend_command = {
	.name = "amend",
	.wire = "message.amend",
	.summary = "correct a message of yours; the original stays readable",
	.follow =
		{
			{"message", INPUT_MESSAGE, "message", NULL, true, "the message, such as m91"},
			{"text", INPUT_REST, "body", NULL, true, "the words as they should read"},
		},
	.options = {{"reason", INPUT_TEXT, "reason", NULL, true, "why"}},
	.examples = "amend m91 --reason \"wrong dose\" 2.5 mg once a day, not 25 mg\namend m91 --reason typing - < "
		    "corrected.txt",
	.done = "{message} is corrected.",
	.run = session_run_send,
};
