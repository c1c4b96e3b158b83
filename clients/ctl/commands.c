#include "ctl.h"

const struct program this_program = {
	.name = "corridorctl",
	.purpose = "people, links, reports, imports and upkeep of Corridor, from a terminal.",
	.first_step = "corridorctl --as n.shaw report avoided",
};

const struct command_row *const command_rows[] = {
	&report_command,
	&import_command,
	&activity_command,
	&review_command,
	&organisations_list_command,
	&organisations_add_command,
	&organisations_change_command,
	&organisations_end_command,
	&neighbourhoods_list_command,
	&neighbourhoods_add_command,
	&neighbourhoods_change_command,
	&neighbourhoods_end_command,
	&people_list_command,
	&people_add_command,
	&people_change_command,
	&people_roles_command,
	&people_suspend_command,
	&people_reinstate_command,
	&people_import_command,
	&people_export_command,
	&devices_list_command,
	&devices_add_command,
	&devices_revoke_command,
	&links_import_command,
	&links_export_command,
	&invite_command,
	&audit_list_command,
	&audit_verify_command,
	NULL,
};
