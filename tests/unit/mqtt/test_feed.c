/* The live feed of the ledger: what leaves, and what never does. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "mqtt/letter.h"
#include "tests/unit/mqtt/fake_engine.h"

/* A broadcast of an event of the ledger. */
static struct broadcast *ledger_broadcast(enum event_kind kind, const void *data)
{
	static const char *const devices[] = {"a-khan-1"};
	struct broadcast *broadcast = fake_broadcast(905, devices, 1);

	broadcast->event.kind = kind;
	broadcast->event.thread.pos = 812;
	broadcast->event.conversation.pos = 40;
	broadcast->event.at_ms = 1797240600123;
	broadcast->event.data = data;
	return broadcast;
}

static const struct referral_avoided_data avoided = {
	.state = LEDGER_PROVISIONAL,
	.treatment_function = 320,
	.neighbourhood = {"riverside"},
	.practice = {"Y90001"},
	.patient_key = {"0123456789abcdef", 16},
};
static const struct referral_deferred_data deferred = {
	.cause = DEFERRAL_RECORDED, .treatment_function = 320, .referred_on = 20261215, .neighbourhood = {"riverside"}};
static const struct referral_confirmed_data confirmed = {.treatment_function = 120, .avoided_on = 20261204};
static const struct referral_reopened_data reopened = {.treatment_function = 320, .neighbourhood = {"hillside"}};

#define HEAD(state)                                                                                                    \
	"{\"specversion\":\"1.0\",\"id\":\"905\",\"source\":\"/corridor\",\"type\":\"corridor.referral.avoided." state \
	".v1\",\"time\":\"2026-12-14T09:30:00.123Z\",\"datacontenttype\":\"application/json\",\"data\":{\"entry\":"    \
	"\"t812\",\"state\":\"" state "\","

Test(feed, tells_state_specialty_and_place_and_nobody, .init = codec_init)
{
	static const struct {
		enum event_kind kind;
		const void *data;
		const char *json;
	} rows[] = {
		{EVENT_referral_avoided, &avoided,
			HEAD("provisional") "\"treatment_function\":\"320\",\"neighbourhood\":\"riverside\"}}"},
		{EVENT_referral_confirmed, &confirmed, HEAD("confirmed") "\"treatment_function\":\"120\"}}"},
		{EVENT_referral_deferred, &deferred,
			HEAD("deferred") "\"treatment_function\":\"320\",\"neighbourhood\":\"riverside\","
					 "\"cause\":\"referral_recorded\"}}"},
		{EVENT_referral_reopened, &reopened,
			HEAD("reopened") "\"treatment_function\":\"320\",\"neighbourhood\":\"hillside\"}}"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct broadcast *broadcast = ledger_broadcast(rows[i].kind, rows[i].data);
		struct parcel parcel = {PARCEL_FEED, {.broadcast = broadcast}};
		struct letter letter = {0};

		cr_assert(letter_write(&letter, &parcel, 4096));
		cr_assert(text_is(buffer_text(&letter.plain), rows[i].json), "row %zu gives %.*s", i,
			TEXT_ARGS(buffer_text(&letter.plain)));
		cr_assert_eq(letter_readers(&parcel).count, 0, "the feed has a topic of its own");
		letter_deinit(&letter);
		broadcast_release(broadcast);
	}
}

Test(feed, holds_the_four_events_of_the_ledger_and_no_other)
{
	int count = 0;

	for (int kind = 0; kind < EVENT_COUNT; kind++)
		count += codec_is_in_feed((enum event_kind)kind);
	cr_assert_eq(count, 4);
	cr_assert_not(codec_is_in_feed(EVENT_referral_recorded), "it is about one patient, not about an entry");
	cr_assert_not(codec_is_in_feed(EVENT_COUNT));
}

Test(feed, what_goes_to_the_feed_also_goes_to_whom_it_concerns, .init = codec_init)
{
	struct mailbag *mailbag = mailbag_new(8, NULL, NULL);
	struct sink *sink = mailbag_sink(mailbag);
	struct broadcast *broadcast = ledger_broadcast(EVENT_referral_avoided, &avoided);
	struct parcel *parcels[8];

	sink->happened(sink, broadcast);
	cr_assert_eq(mailbag_take(mailbag, parcels, 8), 2);
	cr_assert(parcels[0]->kind == PARCEL_FEED && parcels[1]->kind == PARCEL_EVENT);
	parcel_free(parcels[0]);
	parcel_free(parcels[1]);
	broadcast->recipients.devices.count = 0;
	sink->happened(sink, broadcast);
	cr_assert_eq(mailbag_take(mailbag, parcels, 8), 1, "also when nobody is a member");
	mailbag_drop(mailbag, parcels[0]);
	cr_assert_eq(mailbag_dropped(mailbag), 1);
	broadcast_release(broadcast);
	mailbag_free(mailbag);
	cr_assert_eq(fake_engine_alive(), 0);
}

Test(feed, never_takes_the_room_of_receipts)
{
	struct mailbag *mailbag = mailbag_new(4, NULL, NULL);
	struct sink *sink = mailbag_sink(mailbag);
	struct broadcast *broadcast = ledger_broadcast(EVENT_referral_avoided, &avoided);

	broadcast->recipients.devices.count = 0;
	for (int i = 0; i < 5; i++)
		sink->happened(sink, broadcast);
	cr_assert_eq(mailbag_dropped(mailbag), 3);
	broadcast_release(broadcast);
	mailbag_free(mailbag);
	cr_assert_eq(fake_engine_alive(), 0);
}

Test(feed, a_new_person_or_device_makes_the_roll_wanted)
{
	static const struct person_created_data person = {.person = {"s.new"}, .roles = SET_OF(ROLE_MANAGER)};
	struct mailbag *mailbag = mailbag_new(8, NULL, NULL);
	struct sink *sink = mailbag_sink(mailbag);
	struct engine engine = {0};
	struct broadcast *broadcast = ledger_broadcast(EVENT_message_sent, NULL);

	broadcast->recipients.devices.count = 0;
	sink->happened(sink, broadcast);
	roll_ask(mailbag_roll(mailbag), &engine);
	cr_assert_eq(engine.searches, 0, "a message changes nothing");
	broadcast->event.kind = EVENT_person_created;
	broadcast->event.data = &person;
	sink->happened(sink, broadcast);
	roll_ask(mailbag_roll(mailbag), &engine);
	cr_assert_eq(engine.searches, 1);
	broadcast_release(broadcast);
	mailbag_free(mailbag);
}
