/*
 * The commands of `corridorctl`: what coordinators, managers and administrators do at a terminal.
 *
 * Layer: ctl. Made of the same parts as `corridor` (clients/cli): a row per command, in the file of its name.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "clients/cli/command.h"

extern const struct command_row import_command, report_command, review_command, activity_command, links_list_command,
	links_add_command, links_change_command, links_end_command, invite_command, audit_list_command,
	audit_verify_command;

extern const struct command_row organisations_list_command, organisations_add_command, organisations_change_command,
	organisations_end_command, neighbourhoods_list_command, neighbourhoods_add_command,
	neighbourhoods_change_command, neighbourhoods_end_command;

extern const struct command_row people_list_command, people_add_command, people_change_command, people_roles_command,
	people_suspend_command, people_reinstate_command, people_import_command, people_export_command,
	devices_list_command, devices_add_command, devices_revoke_command, links_import_command, links_export_command;

/* those that work on the record itself: record.h */
extern const struct command_row backup_command, restore_command, verify_command, rebuild_command;

#endif
