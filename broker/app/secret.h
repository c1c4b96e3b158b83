/*
 * The one secret the daemon keeps in a file, and the keys made from it.
 *
 * Layer: app. Thread: the main one.
 */
#ifndef APP_SECRET_H
#define APP_SECRET_H

#include "base/digest.h"
#include "base/key_file.h"

enum {
	SECRET_LEAST_BYTES = KEY_FILE_LEAST_BYTES,
	SECRET_MOST_BYTES = KEY_FILE_MOST_BYTES,
	SECRET_WHY_BYTES = KEY_FILE_WHY_BYTES
};

struct secret {
	char bytes[SECRET_MOST_BYTES];
	size_t length;
	char cookie_key[DIGEST_HEX_BYTES + 1]; /* made from it, so that a cookie's seal tells nothing about patients */
};

/* Reads the file, without white space around. ERROR_BAD_REQUEST, and why, when it cannot be read, is readable by
 * everybody, or is too short or too long. */
MUST_USE enum error secret_load(const char *path, struct secret *secret, char why[SECRET_WHY_BYTES]);

/* Overwrites it. */
void secret_forget(struct secret *secret);

struct text secret_patient_key(const struct secret *secret);
struct text secret_cookie_key(const struct secret *secret);

#endif
