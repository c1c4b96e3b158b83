/*
 * What the commands that look after a record on this machine share: they speak to no broker.
 *
 * Layer: ctl.
 */
#ifndef CTL_RECORD_H
#define CTL_RECORD_H

#include "broker/upkeep/upkeep.h"
#include "clients/cli/command.h"

enum { RECORD_PATH_BYTES = 4096 };

/* Before anything else: no core dump and no other program of this user sees the words that pass through. */
void record_prepare(void);

/* The folder of the record: --data, or "data" in --dir, $CORRIDOR_DIR or var. False after telling that it is too long. */
bool record_folder(const struct invocation *invocation, char folder[RECORD_PATH_BYTES]);

/* Tells why something failed, as JSON when that was asked for; returns the exit status. */
int record_fail(
	const struct invocation *invocation, enum error error, const struct upkeep_report *report, const char *why);

/* Tells what was done: one sentence, or with --json one line. Returns the exit status. */
int record_done(const struct invocation *invocation, const struct upkeep_report *report, const char *sentence);

#endif
