/*
 * Bytes to a JSON value, within bounds that are checked before anything is allocated.
 *
 * Layer: codec, inside only. Thread: any.
 */
#ifndef CODEC_LOAD_H
#define CODEC_LOAD_H

#include <jansson.h>

#include "core/decision.h"

/* A parsed object and the memory in which all of it lives. */
struct loaded {
	json_t *object;
	void *pool;
};

/* Parses one JSON object; drop it with load_drop, and never with json_decref. ERROR_TOO_LARGE over LIMIT_FRAME_BYTES;
 * ERROR_BAD_REQUEST for what is not UTF-8 JSON, is no object, names something twice, is nested deeper than
 * LIMIT_JSON_DEPTH or holds more than LIMIT_JSON_NODES values; refusal->sentence then says which. ERROR_BUSY with no
 * memory. */
MUST_USE enum error load_object(struct text json, struct arena *arena, struct loaded *loaded, struct refusal *refusal);

/* Frees all values at once. */
void load_drop(struct loaded *loaded);

#endif
