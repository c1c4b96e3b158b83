#include "session.h"

const struct command_row refer_command = {
	.name = "refer",
	.wire = "case.refer",
	.summary = "record that you refer the patient now; always allowed",
	.follow = {{"thread", INPUT_THREAD, "thread", NULL, true, "the case, such as t88, open or closed"}},
	.options =
		{
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"to another specialty: 320, or cardiology"},
			{"note", INPUT_PROSE, "note", NULL, false, "why"},
		},
	.notes = "This records the referral; it does not send one. Make it in e-RS as ever.",
	.examples = "refer t88\nrefer t88 --note \"New syncope\"",
	.done = "Noted in {thread}: referred to {treatment_function}.[ Its entry among the avoided referrals is now "
		"{avoided}.]",
	.run = session_run_send,
};
