/*
 * Where in the JSON something is wrong, and the sentence that says so.
 *
 * Layer: codec, inside only. Thread: any.
 */
#ifndef CODEC_REFUSE_H
#define CODEC_REFUSE_H

#include "core/decision.h"

/* One step from the outermost value to the one being read; lives on the stack of who reads. */
struct path {
	const struct path *parent; /* NULL at the outermost */
	const char *name;          /* NULL: an entry of a list, at index */
	size_t index;
};

/* What decoding carries along. */
struct decoder {
	struct arena *arena;
	struct refusal *refusal;
	const char *owner; /* whose fields these are, as a sentence names it: "case.ask" */
};

/* Fills in the refusal: field is the path ("args.mentions[2]"), the sentence is the path and what the format makes of the
 * rest ("must be a list"), with one full stop. A path of NULL or of an empty name is the whole value, and no field.
 * Returns error, or ERROR_BUSY with no memory. */
__attribute__((format(printf, 4, 5))) MUST_USE enum error refuse(
	struct decoder *decoder, enum error error, const struct path *path, const char *format, ...);

/* Refuses a name that is none of the fields here, naming it when it can be shown. */
MUST_USE enum error refuse_unknown(struct decoder *decoder, const struct path *parent, const char *name);

/* A name that a client made up, cut to 64 bytes; absent when it holds anything but printable ASCII. */
struct text showable(const char *name);

#endif
