#include "session.h"

const struct command_row accept_command = {
	.name = "accept",
	.wire = "link.accept",
	.summary = "accept a proposed link, for the specialists or for the team",
	.follow = {{"link", INPUT_LINK, "link", NULL, true, "the link, such as l46"}},
	.notes = "A specialist named in the link accepts for the specialists; a clinician or the coordinator of the "
		 "neighbourhood for the team.",
	.examples = "accept l46",
	.done = "Accepted {link} for your side: it is {state}.",
	.run = session_run_send,
};
