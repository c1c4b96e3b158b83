/*
 * Whole files under a key: what was sealed can be read, and cannot be changed, by those who hold the key alone.
 *
 * Layer: base; seal.c and digest.c alone see libcrypto outside the gateway. Thread: any.
 *
 * The form: a header (magic, 32 random bytes, 16 bytes that tell a wrong key from a changed file), then pieces of 64 KiB,
 * each AES-256-GCM under a key made for this file alone (HMAC-SHA-256 of the random bytes under the operator's key). The nonce
 * of a piece is its number and whether it is the last, and the header is authenticated with each: pieces cannot be
 * changed, moved, repeated, left out or cut off (the STREAM construction).
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stdint.h>

#include "corridor/errors.h"
#include "corridor/ids.h"

enum { SEAL_HEADER_BYTES = 64, SEAL_PIECE_BYTES = 65536, SEAL_TAG_BYTES = 16 };

/* Seals all of a regular file, from its first byte, into another, from where that stands. Both are open descriptors.
 * ERROR_STORE_UNAVAILABLE, and errno, when one cannot be read or written; ERROR_BUSY with no memory; ERROR_INTERNAL when
 * libcrypto fails. */
MUST_USE enum error seal_file(struct text key, int from, int to);

/* The reverse. to -1: only looks whether all of it is as it was sealed.
 * ERROR_BAD_REQUEST: from is no sealed file of this form. ERROR_UNAUTHENTICATED: sealed under another key.
 * ERROR_CONFLICT: changed or cut short since. The others as above. On an error what was
 * written to `to` is worthless. */
MUST_USE enum error unseal_file(struct text key, int from, int to);

#endif
