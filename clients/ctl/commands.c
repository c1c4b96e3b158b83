#include "ctl.h"

const struct program this_program = {
	.name = "corridorctl",
	.purpose = "reports, imports and upkeep of Corridor, from a terminal.",
	.first_step = "corridorctl --as n.shaw report avoided",
};

const struct command_row *const command_rows[] = {
	&report_command,
	&import_command,
	&activity_command,
	&review_command,
	&links_list_command,
	&links_add_command,
	&links_change_command,
	&links_end_command,
	NULL,
};
