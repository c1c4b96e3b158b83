#include <criterion/criterion.h>
#include <string.h>

#include "mqtt/mailbag.h"
#include "tests/unit/mqtt/fake_engine.h"

enum { CAPACITY = 8 };

static const char *const DEVICES[] = {"a-khan-1", "e-okafor-1"};

static void count_wakes(void *context)
{
	(*(int *)context)++;
}

static void say(struct sink *sink, int64_t pos)
{
	struct broadcast *broadcast = fake_broadcast(pos, DEVICES, 2);

	sink->happened(sink, broadcast);
	broadcast_release(broadcast);
}

static void hint(struct sink *sink)
{
	struct passing_hint *passing = fake_hint("a-khan-1");

	sink->hinted(sink, passing);
	hint_release(passing);
}

Test(mailbag, gives_back_in_order_what_the_engine_put_in)
{
	int wakes = 0;
	struct mailbag *mailbag = mailbag_new(CAPACITY, count_wakes, &wakes);
	struct sink *sink = mailbag_sink(mailbag);
	struct parcel *parcels[CAPACITY];

	say(sink, 1);
	sink->finished(sink, request_new(sink, 0));
	hint(sink);
	cr_assert(wakes == 1, "woken once until it takes");
	cr_assert(mailbag_take(mailbag, parcels, CAPACITY) == 3);
	cr_assert(parcels[0]->kind == PARCEL_EVENT && parcels[0]->of.broadcast->event.pos == 1);
	cr_assert(parcels[1]->kind == PARCEL_RECEIPT);
	cr_assert(parcels[2]->kind == PARCEL_HINT);
	for (int i = 0; i < 3; i++)
		parcel_free(parcels[i]);
	cr_assert(mailbag_dropped(mailbag) == 0);
	mailbag_free(mailbag);
	cr_assert(fake_engine_alive() == 0);
}

Test(mailbag, keeps_half_its_room_for_receipts)
{
	struct mailbag *mailbag = mailbag_new(CAPACITY, NULL, NULL);
	struct sink *sink = mailbag_sink(mailbag);

	for (int64_t pos = 1; pos <= CAPACITY; pos++)
		say(sink, pos);
	hint(sink);
	cr_assert(mailbag_dropped(mailbag) == CAPACITY / 2 + 1);
	for (int i = 0; i < CAPACITY / 2; i++)
		sink->finished(sink, request_new(sink, 0));
	cr_assert(mailbag_dropped(mailbag) == CAPACITY / 2 + 1, "every receipt had room");
	sink->finished(sink, request_new(sink, 0));
	cr_assert(mailbag_dropped(mailbag) == CAPACITY / 2 + 2, "until it is full");
	mailbag_free(mailbag);
	cr_assert(fake_engine_alive() == 0);
}

Test(mailbag, remembers_once_each_device_that_missed_an_event)
{
	struct mailbag *mailbag = mailbag_new(CAPACITY, NULL, NULL);
	struct device_id device;
	bool has_seen_first = false, has_seen_second = false;

	say(mailbag_sink(mailbag), 1);
	say(mailbag_sink(mailbag), 2);
	cr_assert(!owed_take(mailbag_owed(mailbag), &device));
	mailbag_drop_all(mailbag);
	for (int i = 0; i < 2; i++) {
		cr_assert(owed_take(mailbag_owed(mailbag), &device));
		has_seen_first |= strcmp(device.text, DEVICES[0]) == 0;
		has_seen_second |= strcmp(device.text, DEVICES[1]) == 0;
	}
	cr_assert(has_seen_first && has_seen_second);
	cr_assert(!owed_take(mailbag_owed(mailbag), &device));
	mailbag_free(mailbag);
}

Test(mailbag, owes_nobody_for_hints_and_receipts)
{
	struct mailbag *mailbag = mailbag_new(CAPACITY, NULL, NULL);
	struct sink *sink = mailbag_sink(mailbag);
	struct device_id device;

	hint(sink);
	sink->finished(sink, request_new(sink, 0));
	mailbag_drop_all(mailbag);
	cr_assert(mailbag_dropped(mailbag) == 2);
	cr_assert(!owed_take(mailbag_owed(mailbag), &device));
	mailbag_free(mailbag);
}

Test(mailbag, events_for_nobody_take_no_room)
{
	struct mailbag *mailbag = mailbag_new(1, NULL, NULL);
	struct parcel *parcel;
	struct broadcast *broadcast = fake_broadcast(1, DEVICES, 1);

	broadcast->recipients.devices.count = 0;
	mailbag_sink(mailbag)->happened(mailbag_sink(mailbag), broadcast);
	broadcast_release(broadcast);
	cr_assert(mailbag_take(mailbag, &parcel, 1) == 0);
	cr_assert(mailbag_dropped(mailbag) == 0);
	mailbag_free(mailbag);
}
