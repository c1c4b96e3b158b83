/*
 * Looking after a record: backup, restore, verify, rebuild.
 *
 * Layer: upkeep: beside the daemon, not in it. Threads: one at a time. Knows nothing of commands, people or the network.
 *
 * data_dir is the folder of the record; key_file holds the operator's key for backups (openssl rand -hex 32), which must be kept
 * apart from them. On every error why is one sentence, and nothing was changed:
 * ERROR_BAD_REQUEST   what was given is wrong: a folder, a file that is no backup, a key that cannot be used
 * ERROR_UNAUTHENTICATED  the backup was sealed under another key
 * ERROR_CONFLICT      something is there already that would be overwritten, or the record or the backup is damaged
 * ERROR_STORE_UNAVAILABLE  something cannot be read or written
 */
#ifndef UPKEEP_UPKEEP_H
#define UPKEEP_UPKEEP_H

#include <stdint.h>

#include "corridor/errors.h"

enum { UPKEEP_WHY_BYTES = 512 };

struct upkeep_report {
	int64_t events; /* in the record, all sound; of a damaged one, those before the damage */
	int64_t upto;   /* the position of the last of them */
	char at[25]; /* when that was said, in UTC: of what came later a backup knows nothing; "" where nothing was said */
	int64_t first_bad; /* upkeep_verify: the first bad position; 0: none */
	int64_t bytes;     /* of the database, or of a backup */
};

/* Writes the record as it is now into a new file, sealed under the key; the daemon may be running. The copy is looked over before
 * it is sealed, and what was written is read again before the file gets its name. */
MUST_USE enum error upkeep_backup(const char *data_dir, const char *key_file, const char *to,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

/* Puts the record of a backup into a folder that holds none, once all of it was looked over; also of one that an earlier version
 * of this program made. The positions of what came after the backup are never given again (record.restored). */
MUST_USE enum error upkeep_restore(const char *from, const char *key_file, const char *data_dir,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

/* Looks a record over; the daemon may be running. ERROR_CONFLICT when it is damaged: why says where. */
MUST_USE enum error upkeep_verify(const char *data_dir, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

/* Looks a backup over as upkeep_restore would; scratch is a folder with room for the record, in which nothing is left. */
MUST_USE enum error upkeep_verify_backup(const char *from, const char *key_file, const char *scratch,
	struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

/* Fills the tables that are made from the log again, all or nothing; the daemon must be stopped. The log must be sound. */
MUST_USE enum error upkeep_rebuild(const char *data_dir, struct upkeep_report *report, char why[UPKEEP_WHY_BYTES]);

#endif
