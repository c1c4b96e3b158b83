/*
 * Chunks of a WebSocket message into the whole, with a hard cap: libwebsockets hands a frame over in pieces.
 *
 * Layer: gateway. Thread: network. Pure but for memory.
 * Owns: the bytes of an unfinished message. A zeroed struct is ready.
 */
#ifndef GATEWAY_ASSEMBLY_H
#define GATEWAY_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

#include "corridor/ids.h"

/* A message over LIMIT_FRAME_BYTES is refused, and the rest of it read and forgotten; over this the socket is closed.
 *  */
enum { ASSEMBLY_PATIENCE_BYTES = 256 * 1024 };

enum assembly_state {
	ASSEMBLY_MORE,      /* it goes on */
	ASSEMBLY_WHOLE,     /* whole is the message, until the next call */
	ASSEMBLY_TOO_LARGE, /* it has ended, and was over the cap */
	ASSEMBLY_BEYOND,    /* it is, or says it will be, so large that we do not even read it */
	ASSEMBLY_NO_MEMORY
};

struct assembly {
	char *bytes;
	size_t length;
	size_t capacity;
	size_t seen; /* bytes of this message so far, kept or not */
};

/* Takes the next chunk. announced: bytes of its frame that are still to come; is_last: the message ends with it. */
enum assembly_state assembly_add(
	struct assembly *assembly, struct text chunk, size_t announced, bool is_last, struct text *whole);

void assembly_deinit(struct assembly *assembly);

#endif
