#include "session.h"

const struct command_row answer_command = {
	.name = "answer",
	.wire = "case.answer",
	.summary = "answer a case: what you advise, who does what next, and what would change your mind",
	.follow = {{"thread", INPUT_THREAD, "thread", NULL, true, "the case, such as t88"}},
	.options =
		{
			{"answer", INPUT_PROSE, "answer", NULL, true, "the advice"},
			{"recommend", INPUT_WORD, "recommendation", recommendation_words, true, "what you recommend"},
			{"next", INPUT_TEXT, "next_actor", NULL, true, "who acts next: GP, or a person's id"},
			{"by", INPUT_TEXT, "next_by", NULL, false, "by when: 2026-12-01, or a time with its zone"},
			{"primary-care", INPUT_PROSE, "in_primary_care", NULL, false, "what to do in primary care"},
			{"change-mind", INPUT_PROSE, "would_change_my_mind", NULL, false,
				"what would change this advice"},
		},
	.notes = "The beginning of a word will do where only one begins like that: --recommend advice_only. One option "
		 "at most can "
		 "read standard input.",
	.examples = "answer t88 --answer \"Reassure; repeat the ECG in 6 months.\" --recommend advice_only --next GP\n"
		    "answer t88 --answer - --recommend referral --next GP --by 2026-12-01 < answer.txt",
	.done = "Answered {thread}, as {message}.",
	.run = session_run_send,
};
