#include "gateway/outbox.h"

#include <libwebsockets.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 8 };

struct frame *frame_new(struct text text)
{
	struct frame *frame = memory_new(sizeof *frame + LWS_PRE + text.length);

	if (!frame)
		return NULL;
	frame->references = 1;
	frame->length = text.length;
	if (text.length > 0)
		memcpy(frame_text(frame), text.data, text.length);
	return frame;
}

struct frame *frame_hold(struct frame *frame)
{
	frame->references++;
	return frame;
}

void frame_release(struct frame *frame)
{
	if (!frame || --frame->references > 0)
		return;
	memory_free(frame);
}

unsigned char *frame_text(struct frame *frame)
{
	return frame->bytes + LWS_PRE;
}

/* Doubles the ring, unrolled, so that it begins at slot 0. */
static bool grow(struct outbox *outbox)
{
	size_t capacity = outbox->capacity ? outbox->capacity * 2 : FIRST_CAPACITY;
	struct frame **frames = memory_new(capacity * sizeof *frames);

	if (!frames)
		return false;
	for (size_t i = 0; i < outbox->count; i++)
		frames[i] = outbox->frames[(outbox->first + i) % outbox->capacity];
	memory_free(outbox->frames);
	outbox->frames = frames;
	outbox->capacity = capacity;
	outbox->first = 0;
	return true;
}

bool outbox_push(struct outbox *outbox, struct frame *frame, size_t most_frames, size_t most_bytes)
{
	if (outbox->count >= most_frames)
		return false;
	if (outbox->count > 0 && outbox->bytes + frame->length > most_bytes)
		return false;
	if (outbox->count == outbox->capacity && !grow(outbox))
		return false;
	outbox->frames[(outbox->first + outbox->count) % outbox->capacity] = frame_hold(frame);
	outbox->count++;
	outbox->bytes += frame->length;
	return true;
}

struct frame *outbox_pop(struct outbox *outbox)
{
	struct frame *frame;

	if (outbox->count == 0)
		return NULL;
	frame = outbox->frames[outbox->first];
	outbox->first = (outbox->first + 1) % outbox->capacity;
	outbox->count--;
	outbox->bytes -= frame->length;
	/* What a burst needed is given back: most sockets are silent most of the time. */
	if (outbox->count == 0 && outbox->capacity > FIRST_CAPACITY) {
		memory_free(outbox->frames);
		outbox->frames = NULL;
		outbox->capacity = 0;
		outbox->first = 0;
	}
	return frame;
}

void outbox_deinit(struct outbox *outbox)
{
	struct frame *frame;

	while ((frame = outbox_pop(outbox)))
		frame_release(frame);
	memory_free(outbox->frames);
	*outbox = (struct outbox){0};
}
