/* Readers: committed state, one snapshot, facts, recipients. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct topic_opened_data topic_at(int64_t pos)
{
	return (struct topic_opened_data){.message = {pos}, .title = text_of("Topic"), .body = text_of("Body")};
}

CONTRACT(readers, never_see_what_is_not_committed)
{
	struct subject subject;
	struct world world;
	struct reader *reader;
	int64_t pos = 0;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	struct topic_opened_data data = topic_at(last + 1);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	cr_assert_eq(store_begin(subject.store), OK);
	world_append(&world, EVENT_topic_opened, world.cardiology, (struct thread_id){last + 1}, "a.khan", &data);
	/* The twin's one connection is busy with the batch, and says so rather than showing it. */
	if (*kind == SUBJECT_MEMORY) {
		cr_assert_eq(reader_last_pos(reader, &pos), ERROR_BUSY);
	} else {
		cr_assert_eq(reader_last_pos(reader, &pos), OK);
		cr_assert_eq(pos, last);
	}
	cr_assert_eq(reader_last_pos(store_reader(subject.store), &pos), OK);
	cr_assert_eq(pos, last + 1, "the writer sees its own batch");
	cr_assert_eq(store_commit(subject.store), OK);
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, last + 1);
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(readers, stay_at_one_moment_until_they_end)
{
	struct subject subject;
	struct world world;
	struct reader *reader;
	int64_t pos = 0;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	cr_assert_eq(reader_begin(reader), OK);
	if (*kind == SUBJECT_MEMORY)
		cr_assert_eq(store_begin(subject.store), ERROR_BUSY);
	else
		world_topic(&world, world.cardiology, "a.khan", "Topic", "Body");
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, last);
	reader_end(reader);
	if (*kind == SUBJECT_MEMORY)
		world_topic(&world, world.cardiology, "a.khan", "Topic", "Body");
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(pos, last + 1);
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

CONTRACT(facts, say_who_somebody_is_in_the_conversation_named)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct references references = {.actor = person("a.khan"), .conversation = world.cardiology};
	struct facts facts = world_facts(&world, &references);
	cr_assert(facts.actor.found && facts.conversation.found);
	cr_assert_eq(facts.actor.side, SIDE_NEIGHBOURHOOD);
	cr_assert_eq(facts.actor.roles, SET_OF(ROLE_INT_CLINICIAN));
	cr_assert(text_is(facts.actor.display_name, "Dr Aisha Khan"));
	cr_assert_str_eq(facts.actor.organisation.text, "P81001");
	cr_assert_str_eq(facts.actor.neighbourhood.text, "riverside");
	cr_assert_eq(facts.conversation.treatment_function, WORLD_CARDIOLOGY);
	cr_assert_eq(facts.conversation.reply_working_days, 2);
	cr_assert_eq(facts.conversation.weekly_limit, 10);
	cr_assert_eq(facts.conversation.specialists.count, 0, "read where somebody is asked, not with each message");
	references.is_asking = true;
	facts = world_facts(&world, &references);
	cr_assert_eq(facts.conversation.specialists.count, 1);
	const struct person_facts *lead = facts.conversation.specialists.items;
	cr_assert_str_eq(lead->id.text, "e.okafor");
	cr_assert(lead->found && lead->is_listed_specialist);
	cr_assert_eq(lead->side, SIDE_SPECIALIST);
	cr_assert_eq(facts.next_pos, store_last_pos(subject.store) + 1);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(facts, make_members_of_clinicians_and_named_specialists_only)
{
	static const struct {
		const char *who;
		enum side riverside_cardiology, riverside_dermatology, hillside_cardiology;
	} rows[] = {
		{"a.khan", SIDE_NEIGHBOURHOOD, SIDE_NEIGHBOURHOOD, SIDE_NONE},
		{"b.osei", SIDE_NEIGHBOURHOOD, SIDE_NEIGHBOURHOOD, SIDE_NONE}, /* came after the links */
		{"d.moore", SIDE_NONE, SIDE_NONE, SIDE_NEIGHBOURHOOD},
		{"e.okafor", SIDE_SPECIALIST, SIDE_NONE, SIDE_SPECIALIST},
		{"f.rossi", SIDE_NONE, SIDE_SPECIALIST, SIDE_NONE},
		{"m.grant", SIDE_NONE, SIDE_NONE, SIDE_NONE},
		{"n.shaw", SIDE_NONE, SIDE_NONE, SIDE_NONE},
		{"o.frost", SIDE_NONE, SIDE_NONE, SIDE_NONE},
	};
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct references references = {.actor = person(rows[i].who)};

		references.conversation = world.cardiology;
		cr_assert_eq(
			world_facts(&world, &references).actor.side, rows[i].riverside_cardiology, "%s", rows[i].who);
		references.conversation = world.dermatology;
		cr_assert_eq(
			world_facts(&world, &references).actor.side, rows[i].riverside_dermatology, "%s", rows[i].who);
		references.conversation = world.hillside;
		cr_assert_eq(
			world_facts(&world, &references).actor.side, rows[i].hillside_cardiology, "%s", rows[i].who);
	}
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(facts, follow_a_message_to_its_thread_and_conversation)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id thread = world_ask(&world, world.cardiology, &(struct asking){0});
	struct message_id message = world_say(&world, world.cardiology, thread, "b.osei", "Same here");
	world_redact(&world, world.cardiology, thread, "b.osei", message, "Wrong patient");
	world_mark(&world, world.cardiology, thread, "a.khan", 3);
	struct references references = {.actor = person("a.khan"), .message = message};
	struct facts facts = world_facts(&world, &references);
	cr_assert(facts.message.found && facts.thread.found && facts.conversation.found);
	cr_assert_eq(facts.message.kind, MESSAGE_NOTE);
	cr_assert_str_eq(facts.message.author.text, "b.osei");
	cr_assert(facts.message.is_redacted);
	cr_assert_eq(facts.thread.id.pos, thread.pos);
	cr_assert_eq(facts.thread.last_seq, 5, "link, question, message, redaction, mark");
	cr_assert_eq(facts.thread.read_seq, 3);
	cr_assert_str_eq(facts.thread.asker.text, "a.khan");
	cr_assert_str_eq(facts.thread.asked.text, "e.okafor");
	cr_assert(text_is(facts.thread.patient_key, "9990000018"));
	cr_assert_eq(facts.conversation.id.pos, world.cardiology.pos);
	cr_assert_eq(facts.conversation.last_seq, 5);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(facts, find_nothing_for_what_does_not_exist)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct person_id people[] = {person("no.body"), person("e.okafor")};
	struct organisation_id organisations[] = {organisation("ZZZ"), organisation("P81001")};
	struct references references = {.actor = person("no.body"),
		.thread = {999},
		.device = device_of("no.body"),
		.neighbourhood = neighbourhood("nowhere"),
		.treatment_function = WORLD_CARDIOLOGY,
		.people = {people, 2},
		.organisations = {organisations, 2}};
	struct facts facts = world_facts(&world, &references);
	cr_assert_not(facts.actor.found);
	cr_assert_str_eq(facts.actor.id.text, "no.body");
	cr_assert_not(facts.thread.found || facts.conversation.found || facts.device.found);
	cr_assert_not(facts.neighbourhood_found || facts.link_exists);
	cr_assert_eq(facts.people.count, 2);
	const struct person_facts *named = facts.people.items;
	cr_assert(!named[0].found && named[1].found);
	cr_assert_eq(facts.organisations.count, 1);
	references = (struct references){.actor = person("o.frost"),
		.message = {world.cardiology.pos}, /* an event, but no message */
		.device = device_of("a.khan"),
		.neighbourhood = neighbourhood("riverside"),
		.treatment_function = WORLD_CARDIOLOGY};
	facts = world_facts(&world, &references);
	cr_assert_not(facts.message.found);
	cr_assert(facts.neighbourhood_found && facts.link_exists && facts.device.found);
	cr_assert(text_is(facts.neighbourhood_name, "Riverside"));
	cr_assert_str_eq(facts.device.person.text, "a.khan");
	references.treatment_function = 100;
	cr_assert_not(world_facts(&world, &references).link_exists);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(facts, hold_the_ledger_of_the_patient_in_every_conversation)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct thread_id here = world_ask(&world, world.cardiology, &(struct asking){0});
	struct thread_id there =
		world_ask(&world, world.hillside, &(struct asking){.by = "d.moore", .neighbourhood = "hillside"});
	struct thread_id other = world_ask(&world, world.cardiology, &(struct asking){.nhs_number = "9990000026"});
	int64_t avoided_at = world.now_ms;
	world_avoid(&world, world.cardiology, here, "a.khan", "9990000018");
	world_avoid(&world, world.hillside, there, "d.moore", "9990000018");
	world_avoid(&world, world.cardiology, other, "a.khan", "9990000026");
	world_defer(&world, world.hillside, there, "d.moore");
	struct references references = {.actor = person("a.khan"), .thread = here};
	struct facts facts = world_facts(&world, &references);
	const struct ledger_facts *entries = facts.entries.items;
	cr_assert_eq(facts.entries.count, 2);
	cr_assert_eq(entries[0].thread.pos, here.pos);
	cr_assert_eq(entries[0].state, LEDGER_PROVISIONAL);
	cr_assert_eq(entries[0].avoided_at_ms, avoided_at);
	cr_assert_eq(entries[1].thread.pos, there.pos);
	cr_assert_eq(entries[1].conversation.pos, world.hillside.pos);
	cr_assert_eq(entries[1].state, LEDGER_DEFERRED);
	cr_assert_eq(facts.thread.ledger, LEDGER_PROVISIONAL);
	references = (struct references){.actor = person("a.khan"),
		.treatment_function = WORLD_CARDIOLOGY,
		.patient_key = text_of("9990000026")};
	cr_assert_eq(world_facts(&world, &references).entries.count, 1);
	references.treatment_function = WORLD_DERMATOLOGY;
	cr_assert_eq(world_facts(&world, &references).entries.count, 0);
	world_deinit(&world);
	subject_close(&subject);
}

/* --- recipients --------------------------------------------------------------------------------------------------- */

static void assert_people(const struct recipients *recipients, const char *expected)
{
	const struct person_id *people = recipients->people.items;
	const struct device_id *devices = recipients->devices.items;
	struct buffer got = {0};

	cr_assert_eq(recipients->people.count, recipients->devices.count);
	for (size_t i = 0; i < recipients->people.count; i++) {
		buffer_append_format(&got, "%s ", people[i].text);
		cr_assert_str_eq(devices[i].text, device_of(people[i].text).text);
	}
	cr_assert(text_is(buffer_text(&got), expected), "%.*s", TEXT_ARGS(buffer_text(&got)));
	buffer_deinit(&got);
}

CONTRACT(recipients, are_the_members_or_the_administrators)
{
	struct subject subject;
	struct world world;
	struct recipients recipients;
	struct device_facts device;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct reader *reader = store_reader(subject.store);
	struct event event = {.kind = EVENT_message_sent, .conversation = world.cardiology};
	cr_assert_eq(reader_recipients(reader, &event, world.arena, &recipients), OK);
	assert_people(&recipients, "a.khan b.osei e.okafor ");
	event.conversation = world.hillside;
	cr_assert_eq(reader_recipients(reader, &event, world.arena, &recipients), OK);
	assert_people(&recipients, "d.moore e.okafor ");
	event = (struct event){.kind = EVENT_person_created};
	cr_assert_eq(reader_recipients(reader, &event, world.arena, &recipients), OK);
	assert_people(&recipients, "o.frost ");
	cr_assert_eq(reader_device(reader, device_of("f.rossi"), &device), OK);
	cr_assert(device.found && !device.is_revoked);
	cr_assert_str_eq(device.person.text, "f.rossi");
	cr_assert_eq(reader_device(reader, device_of("no.body"), &device), OK);
	cr_assert_not(device.found);
	world_deinit(&world);
	subject_close(&subject);
}

CONTRACT(contacts, are_those_who_share_a_conversation)
{
	struct subject subject;
	struct world world;
	struct recipients recipients;

	subject_open(&subject, *kind);
	world_init(&world, subject.store);
	struct reader *reader = store_reader(subject.store);
	cr_assert_eq(reader_contacts(reader, person("a.khan"), world.arena, &recipients), OK);
	assert_people(&recipients, "a.khan b.osei e.okafor f.rossi ");
	cr_assert_eq(reader_contacts(reader, person("d.moore"), world.arena, &recipients), OK);
	assert_people(&recipients, "d.moore e.okafor ");
	cr_assert_eq(reader_contacts(reader, person("n.shaw"), world.arena, &recipients), OK);
	assert_people(&recipients, "");
	world_deinit(&world);
	subject_close(&subject);
}
