/*
 * The hash chain of the log.
 *
 * Layer: store, SQLite driver. Pure.
 *
 * hash = SHA-256(hash of the event before, 32 zero bytes before the first; the event's header; its data), header being
 * lines of the canonical encoding: pos, conversation, seq, thread, event, at, by, device, txn, without those that are
 * absent.
 */
#ifndef STORE_SQLITE_CHAIN_H
#define STORE_SQLITE_CHAIN_H

#include "base/digest.h"
#include "core/event.h"

/* The event's data is passed in its encoding; kind is the wire name. header is scratch, cleared first. ERROR_BUSY with
 * no memory, ERROR_INTERNAL when there is no hash. */
MUST_USE enum error chain_hash(const struct digest *previous, const struct event *event, struct text kind,
	struct text data, struct buffer *header, struct digest *hash);

/* What stands in the chain for words: the hash of salt and bytes, in hex. */
enum { SALT_BYTES = 16 };
MUST_USE enum error chain_words(
	const unsigned char salt[SALT_BYTES], struct text bytes, char hex[DIGEST_HEX_BYTES + 1]);

#endif
