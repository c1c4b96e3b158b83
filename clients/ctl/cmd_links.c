/* Links: proposed, agreed, changed and ended at a terminal. */
#include "clients/cli/links.h"
#include "clients/cli/session.h"
#include "ctl.h"

static int run_list(struct invocation *invocation)
{
	return session_run_ask(invocation, links_tell);
}

const struct command_row links_list_command = {
	.name = "links list",
	.wire = "link.list",
	.summary = "links in any state, newest first",
	.options =
		{
			{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, false, "only of this neighbourhood"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, false,
				"only this one: 320, or cardiology"},
			{"state", INPUT_WORD, "state", link_state_words, false, "only in this state"},
			{"limit", INPUT_NUMBER, "limit", NULL, false, "most rows; 50 unless told"},
			{"before", INPUT_LINK, "before", NULL, false, "the last link of the page before"},
		},
	.examples = "links list --as o.frost\nlinks list --state proposed --as m.grant",
	.run = run_list,
};

const struct command_row links_add_command = {
	.name = "links add",
	.wire = "link.create",
	.summary = "link a neighbourhood with named specialists, or propose it to them",
	.options =
		{
			{"neighbourhood", INPUT_TEXT, "neighbourhood", NULL, true, "its id, such as riverside"},
			{"specialty", INPUT_SPECIALTY, "treatment_function", NULL, true, "320, or cardiology"},
			{"specialists", INPUT_LIST, "specialists", NULL, true, "their ids with commas, the lead first"},
			{"days", INPUT_NUMBER, "reply_working_days", NULL, true, "working days in which they reply"},
			{"weekly-limit", INPUT_NUMBER, "weekly_limit", NULL, false, "new cases for each in a week"},
			{"agreed-on", INPUT_TEXT, "agreed_on", NULL, false,
				"the day both sides agreed elsewhere, for administrators"},
			{"from", INPUT_TEXT, "starts_on", NULL, false, "first day; at once unless told"},
			{"until", INPUT_TEXT, "ends_on", NULL, false, "last day"},
		},
	.notes = "Without --agreed-on the link is proposed, and opens when both sides have accepted it. A coordinator "
		 "who "
		 "proposes it has accepted it for the team.",
	.examples =
		"links add --neighbourhood riverside --specialty cardiology --specialists e.okafor,r.haddad --days 2 "
		"--as m.grant",
	.done = "Link {link} is {state}, conversation {conversation}.",
	.run = session_run_send,
};

const struct command_row links_change_command = {
	.name = "links change",
	.wire = "link.update",
	.summary = "change what a link agrees; what is not told stays",
	.follow = {{"link", INPUT_LINK, "link", NULL, true, "the link, such as l46"}},
	.options =
		{
			{"specialists", INPUT_LIST, "specialists", NULL, false,
				"all of them, with commas, the lead first"},
			{"days", INPUT_NUMBER, "reply_working_days", NULL, false, "working days in which they reply"},
			{"weekly-limit", INPUT_NUMBER, "weekly_limit", NULL, false, "new cases for each in a week"},
			{"from", INPUT_TEXT, "starts_on", NULL, false, "first day"},
			{"until", INPUT_TEXT, "ends_on", NULL, false, "last day"},
			{"clear", INPUT_WORDS, "clear", link_detail_words, false,
				"what it shall have none of from now on"},
		},
	.notes = "Who is left out of --specialists sees nothing of the link any more; their open cases go to the lead.",
	.examples = "links change l46 --specialists e.okafor,r.haddad --as o.frost\n"
		    "links change l46 --clear weekly_limit,ends_on --as o.frost",
	.done = "Changed {link}: it is {state}.",
	.run = session_run_send,
};

const struct command_row links_end_command = {
	.name = "links end",
	.wire = "link.end",
	.summary = "end a link: no new cases; open ones can be finished",
	.follow = {{"link", INPUT_LINK, "link", NULL, true, "the link, such as l46"}},
	.options = {{"reason", INPUT_PROSE, "reason", NULL, true, "why, for the people of the link"}},
	.examples = "links end l46 --reason \"The service moves to another trust\" --as m.grant",
	.done = "Ended {link}.",
	.run = session_run_send,
};
