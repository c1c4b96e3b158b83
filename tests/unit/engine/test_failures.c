/* When the store fails: nobody is told of what is not on disk, and sending again with the same txn does it once. */
#include <criterion/criterion.h>
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

TestSuite(failures, .init = set_up, .fini = tear_down);

static struct topic_open_args make_topic(const char *title)
{
	return (struct topic_open_args){
		.conversation = world.town.cardiology, .title = text_of(title), .body = text_of("Friday at one")};
}

static uint64_t submit_topic(const char *txn, const char *title)
{
	const struct topic_open_args args = make_topic(title);

	return world_submit(&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_topic_open, txn, &args));
}

static void expect_unavailable(uint64_t peer)
{
	struct request *request = ear_receipt(&world.ear, peer);

	cr_assert(request->error == ERROR_STORE_UNAVAILABLE, "%s", request->error ? error_wire(request->error) : "ok");
	cr_assert(request->refusal.retry_after_ms > 0);
	cr_assert_null(request->refusal.field, "nothing of another refusal is left");
	cr_assert(text_is_absent(request->refusal.sentence));
	request_free(request);
}

static int64_t expect_done(uint64_t peer)
{
	struct request *request = ear_receipt(&world.ear, peer);
	int64_t pos = request->pos;

	cr_assert(request->error == OK, "%s", request->error ? error_wire(request->error) : "ok");
	request_free(request);
	world_settle(&world);
	return pos;
}

static size_t count_events(void)
{
	size_t events = 0;

	for (size_t i = 0; i < ear_count(&world.ear); i++)
		events += world.ear.heard[i].kind == HEARD_EVENT;
	return events;
}

/* How many topics of this title the record holds. */
static size_t count_topics(const char *title)
{
	const struct sync_args args = {.since = 0, .limit = LIMIT_SYNC_EVENTS};
	struct request *request = world_say(&world, "a.khan", COMMAND_sync, "s", &args);
	const struct sync_result *result = request->result;
	const struct event *events = result ? result->events.items : NULL;
	size_t found = 0;

	cr_assert(request->error == OK && result->complete);
	for (size_t i = 0; i < result->events.count; i++) {
		const struct topic_opened_data *data = events[i].data;

		found += events[i].kind == EVENT_topic_opened && text_is(data->title, title);
	}
	request_free(request);
	return found;
}

static void expect_sound_record(void)
{
	struct reader *reader = NULL;
	struct log_walk walk = {0};

	cr_assert(reader_open(world.store, &reader) == OK);
	cr_assert(reader_verify(reader, &walk) == OK);
	cr_assert(walk.first_bad == 0 && walk.checked > 0, "bad at %lld", (long long)walk.first_bad);
	reader_close(reader);
}

Test(failures, a_failed_commit_answers_everybody_in_the_batch_with_unavailable)
{
	struct case_answer_args forbidden = {.thread = {1}, .answer = text_of("x"), .next_actor = text_of("GP")};
	uint64_t peers[5];

	for (int i = 0; i < 4; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		peers[i] = submit_topic(txn, "Teaching");
	}
	forbidden.recommendation = RECOMMENDATION_OTHER;
	peers[4] = world_submit(
		&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_case_answer, "t-4", &forbidden));
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1});
	world_start(&world);
	for (int i = 0; i < 5; i++)
		expect_unavailable(peers[i]);
	cr_assert_eq(count_events(), 0, "nobody hears of what is not on disk");
	for (int i = 0; i < 4; i++) {
		char txn[32];

		snprintf(txn, sizeof txn, "t-%d", i);
		expect_done(submit_topic(txn, "Teaching"));
	}
	cr_assert_eq(count_events(), 4);
	cr_assert_eq(count_topics("Teaching"), 4);
	expect_sound_record();
}

/* A refusal decided before the commit failed says nothing about a store that is down. */
Test(failures, a_refusal_of_a_failed_batch_does_not_keep_its_old_sentence)
{
	const struct topic_open_args good = make_topic("Teaching");
	struct message_send_args bad = {.body = text_of("x"), .mentions = {(const struct person_id[]){{"n.shaw"}}, 1}};

	world_start(&world);
	struct request *opened = world_say(&world, "a.khan", COMMAND_topic_open, "t-1", &good);

	bad.thread = ((struct topic_open_result *)opened->result)->thread;
	request_free(opened);
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1});
	expect_unavailable(
		world_submit(&world, world_request(&world, "a.khan", "a-khan-1", COMMAND_message_send, "t-2", &bad)));
}

Test(failures, a_commit_that_failed_but_happened_is_found_out_by_asking_again)
{
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1, .but_happens = true});
	world_start(&world);
	expect_unavailable(submit_topic("t-1", "Teaching"));
	int64_t pos = expect_done(submit_topic("t-1", "Teaching"));

	cr_assert(pos > 0);
	cr_assert_eq(count_topics("Teaching"), 1);
	cr_assert_eq(expect_done(submit_topic("t-1", "Teaching")), pos);
	expect_sound_record();
}

/* Whatever the writer calls, fails once; the command is refused as one that may be sent again, and then done once. */
Test(failures, every_call_of_the_writer_may_fail_and_the_next_try_does_it)
{
	static const enum faulty_hook hooks[] = {FAULTY_begin, FAULTY_savepoint, FAULTY_facts, FAULTY_find_receipt,
		FAULTY_append, FAULTY_recipients, FAULTY_put_receipt, FAULTY_release, FAULTY_commit};

	world_start(&world);
	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		char txn[32], title[32];

		snprintf(txn, sizeof txn, "t-%zu", i);
		snprintf(title, sizeof title, "Topic %zu", i);
		faulty_set_plan(world.store, &(struct faulty_plan){.hook = hooks[i], .at = 1});
		struct request *request = ear_receipt(&world.ear, submit_topic(txn, title));

		world_settle(&world);
		cr_assert(hooks[i] == FAULTY_recipients || request->error != OK, "hook %zu", i);
		if (request->error != OK)
			cr_assert(error_class(request->error) == ERROR_CLASS_LATER, "hook %zu: %s", i,
				error_wire(request->error));
		request_free(request);
		expect_done(submit_topic(txn, title));
		cr_assert_eq(count_topics(title), 1, "hook %zu", i);
	}
	expect_sound_record();
}

Test(failures, while_the_store_stays_broken_everything_is_refused)
{
	struct engine_health health;

	world_start(&world);
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1});
	expect_unavailable(submit_topic("t-1", "Teaching"));
	world_settle(&world); /* opened afresh */
	expect_done(submit_topic("t-2", "Service news"));
	engine_health(world.engine, &health);
	cr_assert(health.store_is_ready);
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_begin, .at = 1, .is_sticky = true});
	for (int i = 0; i < 5; i++)
		expect_unavailable(submit_topic("t-3", "Teaching"));
	engine_health(world.engine, &health);
	cr_assert(health.refusals >= 6);
	faulty_set_plan(world.store, &(struct faulty_plan){.at = 0});
	expect_done(submit_topic("t-3", "Teaching"));
	engine_health(world.engine, &health);
	cr_assert(health.store_is_ready);
	cr_assert_eq(health.store_problem[0], '\0');
	cr_assert_eq(count_topics("Teaching"), 1);
}

Test(failures, a_store_that_cannot_be_opened_again_is_tried_again)
{
	struct engine_health health;

	world_start(&world);
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_begin, .at = 1});
	expect_unavailable(submit_topic("t-1", "Teaching"));
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_reopen, .at = 1, .is_sticky = true});
	for (int i = 0; i < 3; i++)
		expect_unavailable(submit_topic("t-1", "Teaching"));
	engine_health(world.engine, &health);
	cr_assert(!health.store_is_ready);
	cr_assert_str_eq(health.store_problem, "The database was made to fail.");
	faulty_set_plan(world.store, &(struct faulty_plan){.at = 0});
	expect_done(submit_topic("t-1", "Teaching"));
	cr_assert_eq(count_topics("Teaching"), 1);
}

/* --- readers ------------------------------------------------------------------------------------------------------ */

Test(failures, a_reader_that_fails_once_is_opened_afresh)
{
	static const enum faulty_hook hooks[] = {
		FAULTY_reader_open, FAULTY_reader_begin, FAULTY_last_pos, FAULTY_facts, FAULTY_query};
	const struct directory_list_args args = {.treatment_function = 0};

	world_start(&world);
	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		/* the first failure closes the reader, so that opening it is next */
		faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_query, .at = 1});
		request_free(world_say(&world, "a.khan", COMMAND_directory_list, "r", &args));
		faulty_set_plan(world.store, &(struct faulty_plan){.hook = hooks[i], .at = 1});
		struct request *request = world_say(&world, "a.khan", COMMAND_directory_list, "r", &args);

		cr_assert(request->error == ERROR_STORE_UNAVAILABLE, "hook %zu", i);
		cr_assert(request->refusal.retry_after_ms > 0);
		request_free(request);
		request = world_say(&world, "a.khan", COMMAND_directory_list, "r", &args);
		cr_assert(request->error == OK, "hook %zu", i);
		request_free(request);
	}
}

Test(failures, presence_is_dropped_when_no_reader_can_be_opened)
{
	const struct directory_list_args args = {.treatment_function = 0};

	world_start(&world);
	faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_reader_open, .at = 1, .is_sticky = true});
	engine_presence(world.engine, (struct person_id){"a.khan"}, true);
	struct request *request = world_say(&world, "a.khan", COMMAND_directory_list, "r", &args);

	cr_assert(request->error == ERROR_STORE_UNAVAILABLE);
	request_free(request);
}

/* --- tools -------------------------------------------------------------------------------------------------------- */

Test(failures, a_tool_is_told_when_its_commit_failed)
{
	const struct organisation_create_args args = {
		.organisation = {"Y77777"}, .name = text_of("New Practice"), .kind = ORGANISATION_PRACTICE};
	char why[256];

	for (int i = 0; i < 2; i++) {
		struct request *request = world_request(&world, "", "", COMMAND_organisation_create, "tool-1", &args);

		faulty_set_plan(world.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = i == 0 ? 1 : 0});
		enum error error = engine_execute(world.engine, request);

		cr_assert(error == (i == 0 ? ERROR_STORE_UNAVAILABLE : OK));
		request_free(request);
		if (i == 0)
			cr_assert(store_reopen(world.store, why) == OK);
	}
}
