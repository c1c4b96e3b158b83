/*
 * One-time codes that people read to each other and type: written from a position of the log under a secret of this
 * installation, so that they need not be kept anywhere.
 *
 * Layer: engine. Thread: any. Pure.
 *
 * A code is 7K-4T9D-0V3X-QH52-M8ZC: the position of the event that gave it out, and 80 secret bits, in Crockford's base 32
 * (no I, L, O or U; case, dashes and spaces do not matter; what is read as O or I is meant as 0 or 1).
 */
#ifndef ENGINE_CODES_H
#define ENGINE_CODES_H

#include <stdbool.h>

#include "base/digest.h"

enum { CODE_SECRET_LETTERS = 16, CODE_TEXT_BYTES = 40 };

/* What a code is for: one for one thing is no good for another. */
enum code_purpose { CODE_PERSON, CODE_DEVICE };

/* Writes the code that was given out at a position. ERROR_INTERNAL when libcrypto fails. */
MUST_USE enum error code_write(struct text key, enum code_purpose purpose, int64_t pos, char code[CODE_TEXT_BYTES]);

/* The position that a typed code names. ERROR_BAD_REQUEST when it is no code at all. */
MUST_USE enum error code_position(struct text typed, int64_t *pos);

/* Whether a typed code is the one given out at the position it names; takes the same time whatever is wrong with it. */
bool code_is_right(struct text key, enum code_purpose purpose, struct text typed);

/* The TOTP secret that goes with an invitation: the same each time it is asked for. */
enum { TOTP_SECRET_BYTES = 20 };
MUST_USE enum error code_totp_secret(struct text key, int64_t pos, unsigned char secret[TOTP_SECRET_BYTES]);

/* A new recovery code from chance, of 80 bits, and what is kept of it: nothing that it could be guessed from. */
MUST_USE enum error recovery_code_new(char code[CODE_TEXT_BYTES]);
MUST_USE enum error recovery_code_digest(struct text key, struct text typed, struct digest *digest);

#endif
