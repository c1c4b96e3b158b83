#include "command.h"

const struct program this_program = {
	.name = "corridor",
	.purpose = "ask hospital specialists you know, and answer, from a terminal.",
	.first_step = "corridor --as a.khan people",
};

const struct command_row *const command_rows[] = {
	&whoami_command,
	&people_command,
	&inbox_command,
	&show_command,
	&ask_command,
	&reply_command,
	&answer_command,
	&request_command,
	&close_command,
	&refer_command,
	&reopen_command,
	&topic_command,
	&amend_command,
	&redact_command,
	&search_command,
	&watch_command,
	&promises_command,
	&away_set_command,
	&away_cancel_command,
	&away_list_command,
	&away_cases_command,
	&links_command,
	&accept_command,
	&conversations_command,
	&report_command,
	&send_command,
	&outbox_command,
	&flush_command,
	NULL,
};
