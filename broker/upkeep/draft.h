/*
 * A file that appears whole or not at all: written without a name, given one when it is good.
 *
 * Layer: upkeep. Thread: one at a time. Owns the descriptor.
 *
 * However the process ends, nothing is left of a draft that was not published. File systems that know no files without a
 * name (some network ones) get a file "<name>.part", which a killed process leaves behind and the next draft of that name
 * replaces.
 */
#ifndef UPKEEP_DRAFT_H
#define UPKEEP_DRAFT_H

#include <stdbool.h>

#include "upkeep/folder.h"

struct draft {
	int file; /* -1: none */
	char folder[FOLDER_PATH_BYTES];
	char path[FOLDER_PATH_BYTES]; /* what it will be called; "": it is never published */
	char part[FOLDER_PATH_BYTES]; /* what it is called meanwhile; "": nothing */
};

/* Begins a draft of a file that must not be there yet. ERROR_CONFLICT, and why, when it is; ERROR_STORE_UNAVAILABLE when it
 * cannot be made. may_be_nameless false: as on a file system that knows no such files. */
MUST_USE enum error draft_begin(
	struct draft *draft, const char *path, bool may_be_nameless, char why[FOLDER_WHY_BYTES]);

/* Begins one in a folder that nobody will ever see. */
MUST_USE enum error draft_begin_secret(struct draft *draft, const char *folder, char why[FOLDER_WHY_BYTES]);

/* Syncs it to disk and gives it its name, unless something has it: ERROR_CONFLICT, and why. */
MUST_USE enum error draft_publish(struct draft *draft, char why[FOLDER_WHY_BYTES]);

/* Ends the draft: closes it, and removes what was not published. */
void draft_end(struct draft *draft);

#endif
