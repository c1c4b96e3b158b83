#include "mqtt/letter.h"

#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "mqtt/fit.h"

static bool is_same_device(const struct device_id *a, const struct device_id *b)
{
	return strcmp(a->text, b->text) == 0;
}

static void write_refusal(
	const struct request *request, enum error error, const struct refusal *refusal, struct buffer *out)
{
	buffer_clear(out);
	codec_encode_refusal(request->command.txn.text, error, refusal, out);
}

/* Shortens the answer until it fits. */
static void write_receipt(struct request *request, struct buffer *out)
{
	const struct refusal too_large = {
		.sentence = text_of("The answer is too large for MQTT; ask for less at once, with limit."),
	};
	const struct command_row *row = request->command.row;

	do {
		buffer_clear(out);
		codec_encode_receipt(row, request->command.txn.text, request->pos, request->result, out);
	} while (out->failed && fit_halve(row, request->result));
	if (out->failed)
		write_refusal(request, ERROR_TOO_LARGE, &too_large, out);
}

static void write_answer(struct letter *letter, struct request *request)
{
	if (request->error == OK)
		write_receipt(request, &letter->plain);
	else
		write_refusal(request, request->error, &request->refusal, &letter->plain);
}

static void write_event(struct letter *letter, const struct broadcast *broadcast)
{
	const struct event *event = &broadcast->event;
	const struct device_id *devices = broadcast->recipients.devices.items;

	codec_encode_event(event, false, &letter->plain);
	for (size_t i = 0; i < broadcast->recipients.devices.count; i++) {
		if (!is_same_device(&devices[i], &event->device))
			continue;
		codec_encode_event(event, true, &letter->with_txn);
		letter->reader = &devices[i];
		return;
	}
}

static void write_hint(struct letter *letter, const struct passing_hint *passing)
{
	static const struct {
		const char *event;
		const char *state;
	} wires[] = {
		[HINT_TYPING] = {"typing", NULL},
		[HINT_ONLINE] = {"presence", "online"},
		[HINT_OFFLINE] = {"presence", "offline"},
	};
	struct hint hint = {
		.event = wires[passing->kind].event,
		.state = wires[passing->kind].state,
		.conversation = passing->conversation,
		.thread = passing->thread,
		.by = passing->by,
	};

	codec_encode_hint(&hint, &letter->plain);
}

bool letter_write(struct letter *letter, const struct parcel *parcel, size_t limit)
{
	buffer_clear(&letter->plain);
	buffer_clear(&letter->with_txn);
	letter->plain.limit = limit;
	letter->with_txn.limit = limit;
	letter->reader = NULL;
	switch (parcel->kind) {
	case PARCEL_RECEIPT:
		write_answer(letter, parcel->of.request);
		break;
	case PARCEL_EVENT:
		write_event(letter, parcel->of.broadcast);
		break;
	case PARCEL_HINT:
		write_hint(letter, parcel->of.hint);
		break;
	case PARCEL_FEED:
		codec_encode_feed(&parcel->of.broadcast->event, &letter->plain);
		break;
	}
	return !letter->plain.failed && !letter->with_txn.failed;
}

struct text letter_for(const struct letter *letter, const struct device_id *device)
{
	if (letter->reader && is_same_device(letter->reader, device))
		return buffer_text(&letter->with_txn);
	return buffer_text(&letter->plain);
}

struct list letter_readers(const struct parcel *parcel)
{
	switch (parcel->kind) {
	case PARCEL_RECEIPT:
		return (struct list){&parcel->of.request->command.device, 1};
	case PARCEL_EVENT:
		return parcel->of.broadcast->recipients.devices;
	case PARCEL_HINT:
		return parcel->of.hint->recipients.devices;
	case PARCEL_FEED:
		break;
	}
	return (struct list){0};
}

void letter_deinit(struct letter *letter)
{
	buffer_deinit(&letter->plain);
	buffer_deinit(&letter->with_txn);
}
