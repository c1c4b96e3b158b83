/*
 * What the engine hands to the link, waiting to be published: the link's sink, in front of one bounded queue.
 *
 * Layer: mqtt. Threads: the sink's functions run on the engine's threads, the rest on the link's.
 * Owns: what waits in it. Half of its room is kept for receipts: events and hints are dropped first, because a device
 * that missed an event asks for it, while a command without its receipt is sent again.
 */
#ifndef MQTT_MAILBAG_H
#define MQTT_MAILBAG_H

#include <stdatomic.h>

#include "engine/engine.h"
#include "mqtt/owed.h"
#include "mqtt/roll.h"

enum parcel_kind { PARCEL_RECEIPT, PARCEL_EVENT, PARCEL_HINT, PARCEL_FEED };

/* One thing to publish. */
struct parcel {
	enum parcel_kind kind;
	union {
		struct request *request;     /* RECEIPT: finished, owned */
		struct broadcast *broadcast; /* EVENT and FEED: a reference of ours */
		struct passing_hint *hint;   /* HINT: a reference of ours */
	} of;
};

struct mailbag;

/* A mailbag for at most capacity parcels; wake is called, on an engine thread, when the link may sleep beside a full one.
 * NULL with no memory. */
struct mailbag *mailbag_new(size_t capacity, void (*wake)(void *context), void *context);
void mailbag_free(struct mailbag *mailbag);

struct sink *mailbag_sink(struct mailbag *mailbag);

/* Moves up to most parcels out, oldest first; never waits. */
size_t mailbag_take(struct mailbag *mailbag, struct parcel **parcels, size_t most);

/* Takes everything out and drops it: there is nobody to publish to. */
void mailbag_drop_all(struct mailbag *mailbag);

/* Ends a parcel that was published. */
void parcel_free(struct parcel *parcel);

/* Ends a parcel that was not: counts it, and remembers the devices that miss an event. */
void mailbag_drop(struct mailbag *mailbag, struct parcel *parcel);

/* The devices to be told that they missed something. */
struct owed *mailbag_owed(struct mailbag *mailbag);

/* The devices that may hear the feed. */
struct roll *mailbag_roll(struct mailbag *mailbag);

/* Parcels dropped since start. */
int64_t mailbag_dropped(const struct mailbag *mailbag);

#endif
