/*
 * Frames on their way to browsers: encoded once, shared by everybody who hears them, and bounded for each.
 *
 * Layer: gateway. Thread: network.
 * Owns: an outbox holds a reference to each frame in it. A zeroed struct is an empty outbox and costs no heap memory.
 */
#ifndef GATEWAY_OUTBOX_H
#define GATEWAY_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"

/* One WebSocket text frame. libwebsockets writes the frame's header, the same for all, into the room before the text.
 *  */
struct frame {
	unsigned references;
	size_t length;         /* of the text */
	unsigned char bytes[]; /* room, then the text */
};

/* A frame with one reference, for a copy of the text; NULL with no memory. */
struct frame *frame_new(struct text text);
struct frame *frame_hold(struct frame *frame);
void frame_release(struct frame *frame); /* NULL is fine */

/* Where the text begins, with room for a header before it. */
unsigned char *frame_text(struct frame *frame);

struct outbox {
	struct frame **frames; /* ring of capacity slots */
	size_t capacity;
	size_t first;
	size_t count;
	size_t bytes; /* sum of their lengths */
};

/* Adds a frame and takes a reference. False when it is full (frames or bytes; a single frame of any size goes into an
 * empty outbox) or there is no memory; nothing changed then. */
bool outbox_push(struct outbox *outbox, struct frame *frame, size_t most_frames, size_t most_bytes);

/* Takes out the oldest frame, with its reference; NULL when there is none. */
struct frame *outbox_pop(struct outbox *outbox);

/* Releases all frames and the memory. */
void outbox_deinit(struct outbox *outbox);

#endif
