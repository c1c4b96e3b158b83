/*
 * The commands of `corridorctl`: what coordinators, managers and administrators do at a terminal.
 *
 * Layer: ctl. Made of the same parts as `corridor` (clients/cli): a row per command, in the file of its name.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "clients/cli/command.h"

extern const struct command_row import_command, report_command, review_command, activity_command, backup_command,
	restore_command, verify_command, rebuild_command;

#endif
