/*
 * Hashes, keyed hashes, random bytes and their spellings; a thin cover over libcrypto.
 *
 * Layer: base; digest.c and seal.c alone see libcrypto outside the gateway. Thread: any.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "corridor/errors.h"
#include "corridor/ids.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX_BYTES = 64 };

struct digest {
	unsigned char bytes[DIGEST_BYTES];
};

/* SHA-256 over the parts, one after the other. ERROR_INTERNAL when libcrypto fails. */
MUST_USE enum error digest_of(const struct text *parts, size_t count, struct digest *digest);

/* HMAC-SHA-256 of a text under a key. ERROR_INTERNAL when libcrypto fails. */
MUST_USE enum error digest_keyed(struct text key, struct text text, struct digest *digest);

/* The six-digit time-based one-time password of a secret for a 30-second step (RFC 6238, SHA-1). */
MUST_USE enum error digest_totp(struct text secret, int64_t step, char code[7]);

/* Fills with random bytes of the operating system. ERROR_INTERNAL when there are none. */
MUST_USE enum error random_bytes(void *bytes, size_t length);

/* Compares without telling by its time where they differ. */
bool bytes_equal_in_constant_time(const void *a, const void *b, size_t length);

/* Lower-case hex into out (2 * length + 1 bytes), and back: ERROR_BAD_REQUEST unless exactly 2 * length hex digits. */
void hex_encode(const void *bytes, size_t length, char *out);
MUST_USE enum error hex_decode(struct text text, void *bytes, size_t length);

/* Base32 without padding (RFC 4648), as TOTP secrets are written, and back (spaces, dashes, lower case accepted):
 * ERROR_BAD_REQUEST when it is not base32, ERROR_TOO_LARGE when it spells more than size bytes. */
void base32_encode(const void *bytes, size_t length, char *out); /* out: (length * 8 + 4) / 5 + 1 bytes */
MUST_USE enum error base32_decode(struct text text, void *bytes, size_t size, size_t *length);

#endif
