/*
 * A secret that an operator keeps in a file: read with the same care wherever one is.
 *
 * Layer: base. Thread: any.
 */
#ifndef BASE_KEY_FILE_H
#define BASE_KEY_FILE_H

#include "corridor/errors.h"
#include "corridor/ids.h"

enum { KEY_FILE_LEAST_BYTES = 32, KEY_FILE_MOST_BYTES = 1024, KEY_FILE_WHY_BYTES = 512 };

/* Reads the file into bytes, without white space around; *key lies in them. ERROR_BAD_REQUEST, and why in one sentence, when
 * it cannot be read, is readable by everybody, or is too short or too long. The caller overwrites bytes when done. */
MUST_USE enum error key_file_read(
	const char *path, char bytes[KEY_FILE_MOST_BYTES], struct text *key, char why[KEY_FILE_WHY_BYTES]);

#endif
