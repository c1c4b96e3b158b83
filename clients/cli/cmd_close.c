#include "session.h"

const struct command_row close_command = {
	.name = "close",
	.wire = "case.close",
	.summary = "say how a case ended",
	.follow = {{"thread", INPUT_THREAD, "thread", NULL, true, "the case, such as t88"}},
	.options =
		{
			{"outcome", INPUT_WORD, "outcome", outcome_words, true, "how it ended"},
			{"note", INPUT_PROSE, "note", NULL, false, "anything worth remembering"},
		},
	.examples = "close t88 --outcome managed_in_primary_care\nclose t88 --outcome managed --note \"Settled on "
		    "bisoprolol\"",
	.done = "Closed {thread}: {outcome:outcome}.[ Its entry among the avoided referrals is now {avoided}.]",
	.run = session_run_send,
};
