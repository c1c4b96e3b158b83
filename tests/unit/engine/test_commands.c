/* From a command to its receipt, and what else is heard of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/world.h"

static struct world world;

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(commands, .fini = tear_down);

static const struct patient patient = {.nhs_number = {"9990000018"}};

static struct case_ask_args make_question(void)
{
	return (struct case_ask_args){.conversation = world.town.cardiology,
		.patient = &patient,
		.title = text_of("Palpitations"),
		.question = text_of("Is this benign?"),
		.urgency = URGENCY_ROUTINE,
		.intent = INTENT_WOULD_REFER};
}

static struct topic_open_args make_topic(void)
{
	return (struct topic_open_args){
		.conversation = world.town.cardiology, .title = text_of("Teaching"), .body = text_of("Friday at one")};
}

/* --- receipts and commits ----------------------------------------------------------------------------------------- */

static int receipts_checked;

/* Runs on the writer's thread at the moment a receipt leaves: somebody else must see its event by then. */
static void check_committed(struct ear *ear, const struct request *request)
{
	struct reader *reader = NULL;
	int64_t pos = 0;

	(void)ear;
	cr_assert(reader_open(world.store, &reader) == OK);
	cr_assert(reader_last_pos(reader, &pos) == OK);
	reader_close(reader);
	cr_assert(request->error == OK && pos >= request->pos, "at %lld, receipt for %lld", (long long)pos,
		(long long)request->pos);
	receipts_checked++;
}

Test(commands, a_receipt_leaves_after_its_commit)
{
	world_open(&world, NULL);
	const struct case_ask_args args = make_question();

	world.ear.at_receipt = check_committed;
	world_start(&world);
	request_free(world_say(&world, "a.khan", COMMAND_case_ask, "t-1", &args));
	cr_assert_eq(receipts_checked, 1);
}

Test(commands, events_leave_after_the_receipt_and_in_the_order_of_their_positions)
{
	enum { COUNT = 200 };
	static const char *const people[] = {"a.khan", "b.osei", "e.okafor", "k.byrne"};
	int64_t last_pos = 0, last_seq = 0;
	size_t events = 0;

	world_open(&world, NULL);
	const struct topic_open_args args = make_topic();

	world_start(&world);
	for (int i = 0; i < COUNT; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		world_submit(&world, world_request(&world, people[i % 4], town_device(people[i % 4]).text,
					     COMMAND_topic_open, txn, &args));
	}
	ear_wait_receipts(&world.ear, COUNT);
	world_settle(&world);
	for (size_t i = 0; i < ear_count(&world.ear); i++) {
		const struct heard *heard = &world.ear.heard[i];

		if (heard->kind != HEARD_EVENT)
			continue;
		const struct event *event = &heard->broadcast->event;

		cr_assert(event->pos > last_pos);
		cr_assert(last_seq == 0 || event->seq == last_seq + 1, "no hole in a conversation");
		last_pos = event->pos;
		last_seq = event->seq;
		events++;
		cr_assert(i > 0 && world.ear.heard[i - 1].kind == HEARD_RECEIPT, "after its receipt");
		cr_assert_eq(world.ear.heard[i - 1].request->pos, event->pos);
	}
	cr_assert_eq(events, COUNT);
}

Test(commands, what_waits_together_is_committed_together)
{
	enum { COUNT = 100 };
	struct engine_health health;

	world_open(&world, NULL);
	const struct topic_open_args args = make_topic();

	for (int i = 0; i < COUNT; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		world_submit(&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_topic_open, txn, &args));
	}
	world_start(&world);
	ear_wait_receipts(&world.ear, COUNT);
	engine_health(world.engine, &health);
	cr_assert_eq(health.commits, 1);
	cr_assert_eq(health.batch_commands_max, COUNT);
	cr_assert_eq(health.commands, COUNT);
	cr_assert(health.store_is_ready);
}

/* Each command of a batch stands or falls alone. */
Test(commands, a_refused_command_takes_no_other_with_it)
{
	struct case_ask_args good, bad;
	uint64_t peers[9];

	world_open(&world, NULL);
	good = make_question();
	bad = make_question();
	bad.to = (struct person_id){"f.rossi"}; /* of another link */
	for (int i = 0; i < 9; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		peers[i] = world_submit(&world,
			world_request(&world, "a.khan", "a-khan-1", COMMAND_case_ask, txn, i % 3 == 1 ? &bad : &good));
	}
	world_start(&world);
	int64_t last_seq = 1; /* of link.created */

	for (int i = 0; i < 9; i++) {
		struct request *request = ear_receipt(&world.ear, peers[i]);

		if (i % 3 == 1) {
			cr_assert(request->error == ERROR_NOT_FOUND);
			cr_assert_str_eq(request->refusal.field, "args.to");
		} else {
			cr_assert(request->error == OK);
			cr_assert_eq(((struct case_ask_result *)request->result)->seq, ++last_seq, "no hole is left");
		}
		request_free(request);
	}
}

/* --- who asks ----------------------------------------------------------------------------------------------------- */

static enum error say_as_device(const char *device, const char *person, char *said_by)
{
	const struct topic_open_args args = make_topic();
	static int number;
	char txn[32];

	snprintf(txn, sizeof txn, "d-%d", ++number);
	uint64_t peer = world_submit(&world, world_request(&world, person, device, COMMAND_topic_open, txn, &args));
	struct request *request = ear_receipt(&world.ear, peer);
	enum error error = request->error;

	strcpy(said_by, request->command.person.text);
	request_free(request);
	return error;
}

Test(commands, a_device_speaks_for_the_person_it_was_enrolled_to)
{
	char said_by[LIMIT_HANDLE_BYTES + 1];

	world_open(&world, NULL);
	world_start(&world);
	cr_assert(say_as_device("a-khan-1", "", said_by) == OK);
	cr_assert_str_eq(said_by, "a.khan");
	cr_assert(say_as_device("nobodys-1", "", said_by) == ERROR_UNAUTHENTICATED);
	cr_assert(say_as_device("x-browser", "x.nobody", said_by) == ERROR_UNAUTHENTICATED);
}

/* "system" is the daemon itself: no device and no session may speak in its name. */
Test(commands, nobody_outside_speaks_as_the_system)
{
	char said_by[LIMIT_HANDLE_BYTES + 1];

	world_open(&world, NULL);
	world_start(&world);
	cr_assert(say_as_device("a-khan-1", "system", said_by) == ERROR_UNAUTHENTICATED);
}

Test(commands, hello_tells_who_and_where_and_how_much)
{
	const struct session_hello_args args = {.since = 1};
	const struct session_hello_args ahead = {.since = 1000000};

	world_open(&world, NULL);
	world_start(&world);
	struct request *request = world_say(&world, "a.khan", COMMAND_session_hello, "h-1", &args);
	const struct session_hello_result *hello = request->result;

	cr_assert(request->error == OK);
	cr_assert_str_eq(hello->person.text, "a.khan");
	cr_assert_str_eq(hello->device.text, "a-khan-1");
	cr_assert_eq(hello->roles, SET_OF(ROLE_INT_CLINICIAN));
	cr_assert_str_eq(hello->neighbourhood.text, "riverside");
	cr_assert(text_is(hello->server_version, "1.0.0-test"));
	cr_assert_eq(hello->limits->frame_bytes, LIMIT_FRAME_BYTES);
	cr_assert_eq(hello->limits->commands_per_minute, 1000000);
	cr_assert_eq(hello->pos, request->pos);
	cr_assert(hello->pos > 0 && !hello->resync_required);
	request_free(request);
	request = world_say(&world, "a.khan", COMMAND_session_hello, "h-2", &ahead);
	cr_assert(((const struct session_hello_result *)request->result)->resync_required);
	request_free(request);
}

/* --- bounds ------------------------------------------------------------------------------------------------------- */

static void small_queues(struct engine_config *config)
{
	config->queue_capacity = 4;
}

Test(commands, what_a_full_queue_does_not_take_is_refused_and_may_be_sent_again)
{
	uint64_t peers[6];
	int busy = 0;

	world_open(&world, small_queues);
	const struct topic_open_args args = make_topic();

	for (int i = 0; i < 6; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		peers[i] = world_submit(
			&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_topic_open, txn, &args));
	}
	world_start(&world);
	for (int i = 0; i < 6; i++) {
		struct request *request = ear_receipt(&world.ear, peers[i]);

		cr_assert(request->error == (i < 4 ? OK : ERROR_BUSY));
		if (request->error == ERROR_BUSY) {
			cr_assert(request->refusal.retry_after_ms > 0);
			busy++;
		}
		request_free(request);
	}
	cr_assert_eq(busy, 2);
	struct request *again = world_say(&world, "a.khan", COMMAND_topic_open, "t-5", &args);

	cr_assert(again->error == OK);
	request_free(again);
}

static void sixty_a_minute(struct engine_config *config)
{
	config->commands_per_minute = 60;
}

static enum error hello_from(const char *device, int64_t *wait_ms)
{
	const struct session_hello_args args = {.since = 0};
	struct request *request = ear_receipt(&world.ear,
		world_submit(&world, world_request(&world, "a.khan", device, COMMAND_session_hello, "h", &args)));
	enum error error = request->error;

	*wait_ms = request->refusal.retry_after_ms;
	request_free(request);
	return error;
}

Test(commands, a_device_that_asks_too_often_is_told_how_long_to_wait)
{
	int64_t wait_ms = 0;

	world_open(&world, sixty_a_minute);
	world_start(&world);
	for (int i = 0; i < 11; i++)
		cr_assert(hello_from("a-khan-1", &wait_ms) == OK);
	cr_assert(hello_from("a-khan-1", &wait_ms) == ERROR_RATE_LIMITED);
	cr_assert(wait_ms > 0 && wait_ms <= 1001);
	world_settle(&world);
	fake_clock_advance(&world.clock, wait_ms);
	cr_assert(hello_from("a-khan-1", &wait_ms) == OK);
}

Test(commands, many_devices_do_not_make_one_person_faster)
{
	int64_t wait_ms = 0;
	int granted = 0;

	world_open(&world, sixty_a_minute);
	world_start(&world);
	for (int i = 0; i < 100; i++) {
		char device[32];

		snprintf(device, sizeof device, "browser-%d", i / 5);
		granted += hello_from(device, &wait_ms) == OK;
	}
	cr_assert_eq(granted, 31, "three devices' worth at once, not %d", granted);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

Test(commands, everything_is_answered_by_the_time_the_engine_has_stopped)
{
	enum { COUNT = 500 };
	const struct session_hello_args hello = {.since = 0};
	size_t receipts = 0;

	world_open(&world, NULL);
	const struct topic_open_args args = make_topic();

	world_start(&world);
	for (int i = 0; i < COUNT; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		world_submit(&world,
			world_request(&world, "a.khan", "a-khan-1", i % 2 ? COMMAND_topic_open : COMMAND_session_hello,
				txn, i % 2 ? (const void *)&args : &hello));
	}
	engine_stop(world.engine);
	world.is_started = false;
	for (size_t i = 0; i < ear_count(&world.ear); i++)
		receipts += world.ear.heard[i].kind == HEARD_RECEIPT;
	cr_assert_eq(receipts, COUNT);
	struct request *late = world_request(&world, "a.khan", "a-khan-1", COMMAND_topic_open, "late", &args);
	struct request *answer = ear_receipt(&world.ear, world_submit(&world, late));

	cr_assert(answer->error == ERROR_BUSY, "afterwards it is refused at once");
	request_free(answer);
}
