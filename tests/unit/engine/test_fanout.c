/* Who hears what. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/world.h"

static struct world world;

static void set_up(void)
{
	world_open(&world, NULL);
	world_start(&world);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(fanout, .init = set_up, .fini = tear_down);

static void *say(const char *person, enum command_kind kind, const char *txn, const void *args, void *result)
{
	struct request *request = world_say(&world, person, kind, txn, args);

	cr_assert(request->error == OK, "%s: %.*s", error_wire(request->error), TEXT_ARGS(request->refusal.sentence));
	memcpy(result, request->result, request->command.row->result->size);
	request_free(request);
	return result;
}

static struct thread_id open_topic(const char *txn, struct conversation_id conversation)
{
	const struct topic_open_args args = {.conversation = conversation, .title = text_of("T"), .body = text_of("B")};
	struct topic_open_result result;

	say("a.khan", COMMAND_topic_open, txn, &args, &result);
	return result.thread;
}

static const struct heard *last_heard(enum heard_kind kind)
{
	for (size_t i = ear_count(&world.ear); i-- > 0;) {
		if (world.ear.heard[i].kind == kind)
			return &world.ear.heard[i];
	}
	cr_assert_fail("nothing was heard");
	return NULL;
}

static void expect_people(const struct recipients *recipients, const char *expected)
{
	const struct person_id *people = recipients->people.items;
	char found[400] = "";

	for (size_t i = 0; i < recipients->people.count; i++)
		snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", i ? " " : "", people[i].text);
	cr_assert_str_eq(found, expected);
}

static bool devices_include(const struct recipients *recipients, const char *device)
{
	const struct device_id *devices = recipients->devices.items;

	for (size_t i = 0; i < recipients->devices.count; i++) {
		if (strcmp(devices[i].text, device) == 0)
			return true;
	}
	return false;
}

Test(fanout, an_event_is_for_the_members_of_its_conversation)
{
	open_topic("t-1", world.town.cardiology);
	const struct recipients *recipients = &last_heard(HEARD_EVENT)->broadcast->recipients;

	expect_people(recipients, "a.khan b.osei e.okafor k.byrne");
	cr_assert(devices_include(recipients, "e-okafor-1"));
	cr_assert(devices_include(recipients, "a-khan-1"), "the sender hears it as well");
	cr_assert(!devices_include(recipients, "d-moore-1"));
}

static void add_person(const char *id, uint32_t roles, const char *neighbourhood)
{
	struct person_create_args args = {.display_name = text_of("New"), .roles = roles};
	struct device_enrol_args device = {.device = town_device(id)};
	struct person_create_result result;
	struct device_enrol_result enrolled;
	char txn[80];

	snprintf(args.person.text, sizeof args.person.text, "%s", id);
	snprintf(args.neighbourhood.text, sizeof args.neighbourhood.text, "%s", neighbourhood);
	device.person = args.person;
	snprintf(txn, sizeof txn, "p-%s", id);
	say("o.frost", COMMAND_person_create, txn, &args, &result);
	snprintf(txn, sizeof txn, "d-%s", id);
	say("o.frost", COMMAND_device_enrol, txn, &device, &enrolled);
}

Test(fanout, who_joins_the_team_hears_what_is_said_from_then_on)
{
	open_topic("t-1", world.town.cardiology);
	add_person("z.new", SET_OF(ROLE_INT_CLINICIAN), "riverside");
	expect_people(&last_heard(HEARD_EVENT)->broadcast->recipients, "o.frost");
	open_topic("t-2", world.town.cardiology);
	const struct recipients *recipients = &last_heard(HEARD_EVENT)->broadcast->recipients;

	expect_people(recipients, "a.khan b.osei e.okafor k.byrne z.new");
	cr_assert(devices_include(recipients, "z-new-1"));
}

Test(fanout, a_new_link_is_heard_by_its_members)
{
	const struct person_id lead = {"f.rossi"};
	const struct link_create_args args = {.neighbourhood = {"hillside"},
		.treatment_function = 330,
		.specialists = {&lead, 1},
		.reply_working_days = 2,
		.agreed_on = 20261120};
	struct link_create_result result;

	say("o.frost", COMMAND_link_create, "l-1", &args, &result);
	expect_people(&last_heard(HEARD_EVENT)->broadcast->recipients, "d.moore f.rossi");
}

/* A person added in a batch that failed is not among the listeners afterwards. */
Test(fanout, listeners_found_in_a_batch_that_failed_are_forgotten)
{
	struct person_create_args person = {.person = {"z.new"},
		.display_name = text_of("New"),
		.roles = SET_OF(ROLE_INT_CLINICIAN),
		.neighbourhood = {"riverside"}};
	const struct topic_open_args topic = {
		.conversation = world.town.cardiology, .title = text_of("T"), .body = text_of("B")};

	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1});
	uint64_t first = world_submit(
		&world, world_request(&world, "o.frost", "o-frost-1", COMMAND_person_create, "p", &person));
	uint64_t second =
		world_submit(&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_topic_open, "t", &topic));

	request_free(ear_receipt(&world.ear, first));
	request_free(ear_receipt(&world.ear, second));
	world_settle(&world);
	open_topic("t-2", world.town.cardiology);
	expect_people(&last_heard(HEARD_EVENT)->broadcast->recipients, "a.khan b.osei e.okafor k.byrne");
}

/* --- hints -------------------------------------------------------------------------------------------------------- */

Test(fanout, typing_reaches_the_other_members_only)
{
	struct typing_args args = {.thread = open_topic("t-1", world.town.cardiology)};
	struct typing_result result;

	say("a.khan", COMMAND_typing, "y-1", &args, &result);
	const struct passing_hint *hint = last_heard(HEARD_HINT)->hint;

	cr_assert_eq(hint->kind, HINT_TYPING);
	cr_assert_eq(hint->thread.pos, args.thread.pos);
	cr_assert_eq(hint->conversation.pos, world.town.cardiology.pos);
	cr_assert_str_eq(hint->by.text, "a.khan");
	expect_people(&hint->recipients, "b.osei e.okafor k.byrne");
	cr_assert(devices_include(&hint->recipients, "e-okafor-1"));
	cr_assert(!devices_include(&hint->recipients, "a-khan-1"), "nor their own devices");
}

Test(fanout, an_outsider_who_types_is_not_heard)
{
	struct typing_args args = {.thread = open_topic("t-1", world.town.cardiology)};
	struct request *request = world_say(&world, "d.moore", COMMAND_typing, "y-1", &args);

	cr_assert(request->error == ERROR_NOT_FOUND);
	request_free(request);
	for (size_t i = 0; i < ear_count(&world.ear); i++)
		cr_assert_neq(world.ear.heard[i].kind, HEARD_HINT);
}

Test(fanout, presence_reaches_those_who_share_a_conversation)
{
	const struct session_hello_args hello = {.since = 0};
	struct session_hello_result result;

	engine_presence(world.engine, (struct person_id){"e.okafor"}, true);
	say("a.khan", COMMAND_session_hello, "h-1", &hello, &result); /* the one reader takes turns */
	const struct passing_hint *hint = last_heard(HEARD_HINT)->hint;

	cr_assert_eq(hint->kind, HINT_ONLINE);
	cr_assert_str_eq(hint->by.text, "e.okafor");
	expect_people(&hint->recipients, "a.khan b.osei d.moore k.byrne");
	cr_assert(devices_include(&hint->recipients, "d-moore-1"));
	cr_assert(!devices_include(&hint->recipients, "e-okafor-1"));
	engine_presence(world.engine, (struct person_id){"n.shaw"}, false);
	say("a.khan", COMMAND_session_hello, "h-2", &hello, &result);
	hint = last_heard(HEARD_HINT)->hint;
	cr_assert_str_eq(hint->by.text, "n.shaw");
	cr_assert_eq(hint->kind, HINT_OFFLINE);
	cr_assert_eq(hint->recipients.people.count, 0);
	cr_assert_eq(hint->recipients.devices.count, 0);
}
