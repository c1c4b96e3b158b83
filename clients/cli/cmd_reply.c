#include "session.h"

const struct command_row reply_command = {
	.name = "reply",
	.wire = "message.send",
	.summary = "say something in a thread",
	.follow =
		{
			{"thread", INPUT_THREAD, "thread", NULL, true, "the thread, such as t88"},
			{"text", INPUT_REST, "body", NULL, true, "what you say"},
		},
	.options =
		{
			{"to-message", INPUT_MESSAGE, "reply_to", NULL, false, "the message you reply to"},
			{"mention", INPUT_LIST, "mentions", NULL, false, "people to call into it, by id"},
		},
	.notes = "Words on the command line may be seen by others who use this machine, and stay in the shell's "
		 "history. "
		 "For anything about a patient, put - for the text and type or pipe it in.",
	.examples = "reply t88 Thank you, I will do that.\nreply t88 - < letter.txt\nreply t88 --mention f.rossi - ",
	.done = "Said in {thread}, as {message}.",
	.run = session_run_send,
};
