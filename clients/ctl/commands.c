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
	&backup_command,
	&restore_command,
	&verify_command,
	&rebuild_command,
	NULL,
};
