/*
 * The CSV file that tells a developer how the demonstration people sign in: person,password,totp_secret,roles,display_name.
 *
 * Layer: app. Thread: the main one. The file is readable by its owner alone, and appears only when it is whole.
 */
#ifndef APP_PEOPLE_FILE_H
#define APP_PEOPLE_FILE_H

#include <stdint.h>
#include <stdio.h>

#include "corridor/errors.h"

enum { PEOPLE_PASSWORD_BYTES = 24, PEOPLE_TOTP_BYTES = 20, PEOPLE_PATH_BYTES = 4096 };

struct people_row {
	const char *person;
	const char *display_name;
	uint32_t roles;                       /* set of enum role */
	char password[PEOPLE_PASSWORD_BYTES]; /* "k7qd4-..." */
	unsigned char totp_secret[PEOPLE_TOTP_BYTES];
};

struct people_file {
	char path[PEOPLE_PATH_BYTES];
	char path_in_work[PEOPLE_PATH_BYTES];
	FILE *file;
};

/* Makes up password (100 bits) and secret (160 bits). ERROR_INTERNAL without random numbers. */
MUST_USE enum error people_row_invent(struct people_row *row);

/* Overwrites them. */
void people_row_forget(struct people_row *row);

/* Begins the file beside path. ERROR_BAD_REQUEST when path exists or cannot be written; errno says why. */
MUST_USE enum error people_file_begin(struct people_file *people, const char *path);

/* Adds a line; roles are joined with ';'. ERROR_STORE_UNAVAILABLE when the disk refuses. */
MUST_USE enum error people_file_add(struct people_file *people, const struct people_row *row);

/* Puts the whole file in its place. ERROR_STORE_UNAVAILABLE when the disk refuses. */
MUST_USE enum error people_file_finish(struct people_file *people);

/* Removes what was begun and not finished; after people_file_finish it does nothing. */
void people_file_abandon(struct people_file *people);

#endif
