/*
 * Passwords, kept as Argon2id hashes; a thin cover over libargon2.
 *
 * Layer: base; password.c alone sees libargon2. Thread: any; each call takes tens of milliseconds and 19 MiB.
 */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include <stdbool.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

enum { PASSWORD_HASH_BYTES = 128 }; /* the encoded form, with its NUL */

/* Hashes its form (password_form.h) with a fresh salt: Argon2id, 19 MiB, 2 passes, 1 lane (OWASP password storage).
 * ERROR_BAD_REQUEST when it has no form, ERROR_INTERNAL on failure. */
MUST_USE enum error password_hash(struct text password, char hash[PASSWORD_HASH_BYTES]);

/* True when this is the password, in any of the ways to type it. A hash of "" stands for an unknown person: it takes as long, and is never right. */
bool password_matches(struct text password, const char *hash);

#endif
