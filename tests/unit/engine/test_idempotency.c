/* The same txn from the same device is done once, and answered the same for ever. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tests/fixtures/world.h"

static struct world world;

static void set_up(void)
{
	world_open(&world, NULL);
}

static void tear_down(void)
{
	world_close(&world);
}

TestSuite(idempotency, .init = set_up, .fini = tear_down);

static const struct patient patient = {.nhs_number = {"9990000018"}, .name = {"SMITH, Jane", 11}};

static struct case_ask_args make_question(const char *words)
{
	return (struct case_ask_args){.conversation = world.town.cardiology,
		.patient = &patient,
		.title = text_of("Palpitations"),
		.question = text_of(words),
		.urgency = URGENCY_ROUTINE,
		.intent = INTENT_WOULD_REFER};
}

static struct request *ask(const char *device, const char *txn, const char *words)
{
	const struct case_ask_args args = make_question(words);
	uint64_t peer = world_submit(&world, world_request(&world, "a.khan", device, COMMAND_case_ask, txn, &args));
	struct request *request = ear_receipt(&world.ear, peer);

	world_settle(&world);
	return request;
}

static size_t count_events(void)
{
	size_t events = 0;

	for (size_t i = 0; i < ear_count(&world.ear); i++)
		events += world.ear.heard[i].kind == HEARD_EVENT;
	return events;
}

static void expect_same(const struct request *a, const struct request *b)
{
	struct buffer first = {0}, second = {0};

	cr_assert(a->error == OK && b->error == OK);
	cr_assert_eq(a->pos, b->pos);
	cr_assert(record_encode(a->command.row->result, a->result, NULL, &first) == OK);
	cr_assert(record_encode(b->command.row->result, b->result, NULL, &second) == OK);
	cr_assert(text_equal(buffer_text(&first), buffer_text(&second)), "%s%s", first.data, second.data);
	buffer_deinit(&first);
	buffer_deinit(&second);
}

Test(idempotency, the_same_txn_again_gives_the_same_receipt_and_no_event)
{
	world_start(&world);
	struct request *first = ask("a-khan-1", "t-1", "Benign?"), *again = ask("a-khan-1", "t-1", "Benign?");

	expect_same(first, again);
	cr_assert_eq(count_events(), 1);
	request_free(first);
	request_free(again);
}

/* --- a hundred at once -------------------------------------------------------------------------------------------- */

enum { THREADS = 5, EACH = 20 };

static void *submit_some(void *context)
{
	struct request **requests = context;

	for (int i = 0; i < EACH; i++)
		engine_submit(world.engine, requests[i]);
	return NULL;
}

Test(idempotency, a_hundred_at_once_from_several_threads_are_one)
{
	const struct case_ask_args args = make_question("Benign?");
	struct request *requests[THREADS][EACH], *first = NULL;
	uint64_t peers[THREADS * EACH];
	pthread_t threads[THREADS];

	world_start(&world);
	for (int i = 0; i < THREADS * EACH; i++) {
		requests[i / EACH][i % EACH] =
			world_request(&world, "a.khan", "a-khan-1", COMMAND_case_ask, "t-1", &args);
		peers[i] = requests[i / EACH][i % EACH]->peer;
	}
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, submit_some, requests[i]), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < THREADS * EACH; i++) {
		struct request *request = ear_receipt(&world.ear, peers[i]);

		if (!first) {
			first = request;
			continue;
		}
		expect_same(first, request);
		request_free(request);
	}
	world_settle(&world);
	cr_assert_eq(count_events(), 1);
	request_free(first);
}

/* --- what is another request -------------------------------------------------------------------------------------- */

static void expect_conflict(struct request *request)
{
	cr_assert(request->error == ERROR_TXN_CONFLICT);
	request_free(request);
}

Test(idempotency, the_same_txn_for_something_else_is_a_conflict)
{
	const struct topic_open_args topic = {
		.conversation = world.town.cardiology, .title = text_of("Palpitations"), .body = text_of("Benign?")};

	world_start(&world);
	request_free(ask("a-khan-1", "t-1", "Benign?"));
	expect_conflict(ask("a-khan-1", "t-1", "Benign!"));
	expect_conflict(world_say(&world, "a.khan", COMMAND_topic_open, "t-1", &topic));
	cr_assert_eq(count_events(), 1);
	struct request *again = ask("a-khan-1", "t-1", "Benign?");

	cr_assert(again->error == OK, "and the first receipt still stands");
	request_free(again);
}

Test(idempotency, another_device_may_use_the_same_txn)
{
	world_start(&world);
	struct request *first = ask("a-khan-1", "t-1", "Benign?"), *second = ask("a-khan-browser", "t-1", "Benign?");

	cr_assert(first->error == OK && second->error == OK);
	cr_assert(first->pos != second->pos);
	cr_assert_eq(count_events(), 2);
	request_free(first);
	request_free(second);
}

/* A receipt belongs to whoever was given it: somebody else who signs in on that browser does not get it. */
Test(idempotency, another_person_on_the_same_device_is_not_answered_with_the_first_ones_receipt)
{
	const struct case_ask_args args = make_question("Benign?");

	world_start(&world);
	request_free(ask("shared-browser", "t-1", "Benign?"));
	uint64_t peer =
		world_submit(&world, world_request(&world, "b.osei", "shared-browser", COMMAND_case_ask, "t-1", &args));

	expect_conflict(ear_receipt(&world.ear, peer));
}

Test(idempotency, a_refused_command_may_be_sent_again_with_its_txn)
{
	struct read_mark_args args = {.seq = 99};

	world_start(&world);
	struct request *asked = ask("a-khan-1", "t-1", "Benign?");

	args.thread = ((struct case_ask_result *)asked->result)->thread;
	struct request *refused = world_say(&world, "a.khan", COMMAND_read_mark, "t-2", &args);

	cr_assert(refused->error == ERROR_BAD_REQUEST);
	args.seq = ((struct case_ask_result *)asked->result)->seq;
	struct request *taken = world_say(&world, "a.khan", COMMAND_read_mark, "t-2", &args);

	cr_assert(taken->error == OK);
	request_free(asked);
	request_free(refused);
	request_free(taken);
}

/* A command that changes nothing has a receipt as well, and keeps it when later it would change something. */
Test(idempotency, a_receipt_without_events_is_kept_too)
{
	struct read_mark_args args = {.seq = 0};

	world_start(&world);
	struct request *asked = ask("a-khan-1", "t-1", "Benign?");

	args.thread = ((struct case_ask_result *)asked->result)->thread;
	struct request *first = world_say(&world, "a.khan", COMMAND_read_mark, "t-2", &args);

	cr_assert(first->pos > 0);
	request_free(ask("a-khan-1", "t-3", "Another"));
	struct request *again = world_say(&world, "a.khan", COMMAND_read_mark, "t-2", &args);

	expect_same(first, again);
	request_free(asked);
	request_free(first);
	request_free(again);
}

Test(idempotency, a_receipt_outlives_a_restart)
{
	const struct case_ask_args args = make_question("Benign?");

	world_start(&world);
	struct request *first = ask("a-khan-1", "t-1", "Benign?");

	world_restart(&world);
	struct request *again = world_say(&world, "a.khan", COMMAND_case_ask, "t-1", &args);

	expect_same(first, again);
	request_free(first);
	request_free(again);
}
