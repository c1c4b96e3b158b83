/*
 * What the parts of upkeep share about looking a record over.
 *
 * Layer: upkeep, inside only.
 */
#ifndef UPKEEP_LOOK_H
#define UPKEEP_LOOK_H

#include "store/copy.h"
#include "upkeep/upkeep.h"

/* Fills the report from what was found: ERROR_CONFLICT, and why, unless all is well. what is "The record" or "The backup". */
MUST_USE enum error look_judge(const struct store_findings *findings, const char *what, struct upkeep_report *report,
	char why[UPKEEP_WHY_BYTES]);

/* Opens a sealed backup, and says why not. -1 on failure. */
int look_open_backup(const char *from, int64_t *bytes, char why[UPKEEP_WHY_BYTES]);

/* Unseals a backup into a file, and looks over what came out. */
MUST_USE enum error look_unseal(const char *from, const char *key_file, int backup, int file,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

#endif
