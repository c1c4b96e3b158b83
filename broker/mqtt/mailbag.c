#include "mqtt/mailbag.h"

#include "base/memory.h"
#include "base/queue.h"
#include "codec/codec.h"

struct mailbag {
	struct sink sink;
	struct queue *queue; /* of struct parcel */
	size_t room_for_events;
	struct owed *owed;
	struct roll *roll;
	atomic_int_fast64_t dropped;
};

enum { TAKEN_AT_ONCE = 64 };

static void owe_all(struct mailbag *mailbag, const struct recipients *recipients)
{
	const struct device_id *devices = recipients->devices.items;

	for (size_t i = 0; i < recipients->devices.count; i++)
		owed_add(mailbag->owed, &devices[i]);
}

void parcel_free(struct parcel *parcel)
{
	switch (parcel->kind) {
	case PARCEL_RECEIPT:
		request_free(parcel->of.request);
		break;
	case PARCEL_EVENT:
	case PARCEL_FEED:
		broadcast_release(parcel->of.broadcast);
		break;
	case PARCEL_HINT:
		hint_release(parcel->of.hint);
		break;
	}
	memory_free(parcel);
}

void mailbag_drop(struct mailbag *mailbag, struct parcel *parcel)
{
	atomic_fetch_add(&mailbag->dropped, 1);
	if (parcel->kind == PARCEL_EVENT)
		owe_all(mailbag, &parcel->of.broadcast->recipients);
	parcel_free(parcel);
}

/* Queues a parcel. False when there is no room or no memory; what it carries is then still the caller's. */
static bool put(struct mailbag *mailbag, struct parcel contents, size_t room)
{
	struct parcel *parcel;

	if (queue_length(mailbag->queue) >= room)
		return false;
	parcel = memory_new(sizeof(*parcel));
	if (!parcel)
		return false;
	*parcel = contents;
	if (queue_push(mailbag->queue, parcel) == OK)
		return true;
	memory_free(parcel);
	return false;
}

static void take_finished(struct sink *sink, struct request *request)
{
	struct mailbag *mailbag = sink->context;

	if (put(mailbag, (struct parcel){PARCEL_RECEIPT, {.request = request}}, SIZE_MAX))
		return;
	/* The device sends the command again and gets the same receipt. */
	atomic_fetch_add(&mailbag->dropped, 1);
	request_free(request);
}

/* What the feed tells goes there too, whoever else hears it. */
static void take_for_feed(struct mailbag *mailbag, struct broadcast *broadcast)
{
	if (!codec_is_in_feed(broadcast->event.kind))
		return;
	if (put(mailbag, (struct parcel){PARCEL_FEED, {.broadcast = broadcast_hold(broadcast)}},
		    mailbag->room_for_events))
		return;
	atomic_fetch_add(&mailbag->dropped, 1);
	broadcast_release(broadcast);
}

/* Administrators hear of people and devices, and of little else. */
static bool may_change_roll(const struct event *event)
{
	return event_row(event->kind)->audience == AUDIENCE_ADMINISTRATORS;
}

static void take_happened(struct sink *sink, struct broadcast *broadcast)
{
	struct mailbag *mailbag = sink->context;

	take_for_feed(mailbag, broadcast);
	if (may_change_roll(&broadcast->event))
		roll_want(mailbag->roll);
	if (broadcast->recipients.devices.count == 0)
		return;
	if (put(mailbag, (struct parcel){PARCEL_EVENT, {.broadcast = broadcast_hold(broadcast)}},
		    mailbag->room_for_events))
		return;
	atomic_fetch_add(&mailbag->dropped, 1);
	owe_all(mailbag, &broadcast->recipients);
	broadcast_release(broadcast);
}

static void take_hinted(struct sink *sink, struct passing_hint *hint)
{
	struct mailbag *mailbag = sink->context;

	if (hint->recipients.devices.count == 0)
		return;
	if (put(mailbag, (struct parcel){PARCEL_HINT, {.hint = hint_hold(hint)}}, mailbag->room_for_events))
		return;
	atomic_fetch_add(&mailbag->dropped, 1);
	hint_release(hint);
}

struct mailbag *mailbag_new(size_t capacity, void (*wake)(void *context), void *context)
{
	struct mailbag *mailbag = memory_new(sizeof(*mailbag));

	if (!mailbag)
		return NULL;
	mailbag->sink = (struct sink){take_finished, take_happened, take_hinted, mailbag};
	mailbag->room_for_events = (capacity + 1) / 2;
	mailbag->queue = queue_new(capacity, wake, context);
	mailbag->owed = owed_new();
	mailbag->roll = roll_new(wake, context);
	if (mailbag->queue && mailbag->owed && mailbag->roll)
		return mailbag;
	mailbag_free(mailbag);
	return NULL;
}

void mailbag_free(struct mailbag *mailbag)
{
	if (!mailbag)
		return;
	if (mailbag->queue && mailbag->owed)
		mailbag_drop_all(mailbag);
	queue_free(mailbag->queue);
	owed_free(mailbag->owed);
	roll_free(mailbag->roll);
	memory_free(mailbag);
}

struct sink *mailbag_sink(struct mailbag *mailbag)
{
	return &mailbag->sink;
}

size_t mailbag_take(struct mailbag *mailbag, struct parcel **parcels, size_t most)
{
	void *taken[TAKEN_AT_ONCE];
	size_t count = queue_take_all(mailbag->queue, taken, most < TAKEN_AT_ONCE ? most : TAKEN_AT_ONCE, 0);

	for (size_t i = 0; i < count; i++)
		parcels[i] = taken[i];
	return count;
}

void mailbag_drop_all(struct mailbag *mailbag)
{
	struct parcel *parcels[TAKEN_AT_ONCE];
	size_t count;

	while ((count = mailbag_take(mailbag, parcels, TAKEN_AT_ONCE)) > 0) {
		for (size_t i = 0; i < count; i++)
			mailbag_drop(mailbag, parcels[i]);
	}
}

struct owed *mailbag_owed(struct mailbag *mailbag)
{
	return mailbag->owed;
}

struct roll *mailbag_roll(struct mailbag *mailbag)
{
	return mailbag->roll;
}

int64_t mailbag_dropped(const struct mailbag *mailbag)
{
	return (int64_t)atomic_load(&mailbag->dropped);
}
