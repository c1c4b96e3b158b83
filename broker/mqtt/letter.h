/*
 * A parcel written out as JSON: once for everybody, and once more for the device it began with.
 *
 * Layer: mqtt. Thread: the link's. Owns its bytes. A zeroed struct is an empty letter.
 */
#ifndef MQTT_LETTER_H
#define MQTT_LETTER_H

#include "base/buffer.h"
#include "mqtt/mailbag.h"

struct letter {
	struct buffer plain;
	struct buffer with_txn;         /* empty unless the originating device is among the readers */
	const struct device_id *reader; /* who reads with_txn: borrowed from the parcel */
};

/* Writes a parcel, in at most limit bytes. Answers that are larger lose part of their page, or become a refusal
 * (too_large). False for an event over the limit, and with no memory. */
MUST_USE bool letter_write(struct letter *letter, const struct parcel *parcel, size_t limit);

/* The bytes for a device. */
struct text letter_for(const struct letter *letter, const struct device_id *device);

/* The devices that a parcel goes to, borrowed from it: struct device_id. None for the feed, which has one topic. */
struct list letter_readers(const struct parcel *parcel);

void letter_deinit(struct letter *letter);

#endif
