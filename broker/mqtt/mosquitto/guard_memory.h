/*
 * What a device missed in the seconds between two of its connections.
 *
 * A device has one connection; a second one with the same certificate takes over, and a network blink ends it. Receipts
 * and events published meanwhile would be lost to it until it asks for them (sync, or the same txn again). So they are
 * kept here for a few seconds and given to it as soon as it subscribes again. This is comfort, never a promise: what
 * counts is in the daemon's log. It is what lets a plain mosquitto_pub and mosquitto_sub be used side by side.
 *
 * Layer: none of the daemon's; part of the Mosquitto plugin. Includes nothing but libc. Thread: one.
 * Bounded: devices seen lately, messages and bytes of each, and all together; nothing is kept for who stayed away.
 */
#ifndef CORRIDOR_GUARD_MEMORY_H
#define CORRIDOR_GUARD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GUARD_MEMORY_SECONDS = 15,       /* how long a device may be gone */
	GUARD_MEMORY_MESSAGES = 200,     /* of one device */
	GUARD_MEMORY_BYTES = 256 * 1024, /* of one device */
	GUARD_MEMORY_ALL_BYTES = 32 * 1024 * 1024
};

struct guard_memory;

struct guard_memory *guard_memory_new(void); /* NULL with no memory */
void guard_memory_free(struct guard_memory *memory);

/* The device did something, or left: it may be back within seconds. */
void guard_memory_seen(struct guard_memory *memory, const char *id, int64_t now_s);
void guard_memory_left(struct guard_memory *memory, const char *id, int64_t now_s);

/* The device subscribes: give is called for each message that it missed, oldest first, and they are forgotten. */
void guard_memory_subscribed(struct guard_memory *memory, const char *id, int64_t now_s,
	void (*give)(void *context, const char *device, const void *payload, size_t length), void *context);

/* A message for the device; kept when it is away and was seen lately. True when it must take the way of what the device
 * is being given: that still waits in a queue of the server, and a message sent directly would overtake it. */
bool guard_memory_keep(struct guard_memory *memory, const char *id, const void *payload, size_t length, int64_t now_s);

/* The server has begun another turn of its loop; what was given two turns ago is on its way. */
void guard_memory_turn(struct guard_memory *memory);

/* Forgets what is too old; call it about once a second. */
void guard_memory_sweep(struct guard_memory *memory, int64_t now_s);

/* Bytes of messages kept, for tests. */
size_t guard_memory_bytes(const struct guard_memory *memory);

#endif
