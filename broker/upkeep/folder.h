/*
 * The folder of a record.
 *
 * Layer: upkeep. Thread: any.
 */
#ifndef UPKEEP_FOLDER_H
#define UPKEEP_FOLDER_H

#include <stdint.h>

#include "corridor/errors.h"

enum { FOLDER_WHY_BYTES = 512, FOLDER_PATH_BYTES = 4096 };

/* Makes the folder when it is missing and takes it for this process, until it ends: for everybody who would write the record.
 * ERROR_BAD_REQUEST, and why, when it cannot be made or another process has it. */
MUST_USE enum error folder_claim(const char *data_dir, char why[FOLDER_WHY_BYTES]);

/* The database in it. ERROR_BAD_REQUEST, and why, when its name would be too long. */
MUST_USE enum error folder_database(const char *data_dir, char path[FOLDER_PATH_BYTES], char why[FOLDER_WHY_BYTES]);

/* ERROR_STORE_UNAVAILABLE, and why, unless the folder's disk has so many bytes free, and some to spare. */
MUST_USE enum error folder_has_room(const char *folder, int64_t bytes, char why[FOLDER_WHY_BYTES]);

/* What root makes in a folder belongs to the folder's owner: the daemon is not root and must open it. */
void folder_give(const char *folder, int file);

#endif
