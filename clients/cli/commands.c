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
	&conversations_command,
	&report_command,
	&sessions_list_command,
	&sessions_end_command,
	&enrol_command,
	&send_command,
	&outbox_command,
	&flush_command,
	NULL,
};
