/* The faulty store keeps the promises of store.h while it fails. */
#include <criterion/criterion.h>

#include "base/text.h"
#include "store/faulty.h"
#include "tests/contract/support/subject.h"
#include "tests/contract/support/world.h"

static struct topic_opened_data topic_at(int64_t pos)
{
	return (struct topic_opened_data){.message = {pos}, .title = text_of("Topic"), .body = text_of("Body")};
}

/* Begins, appends and commits one event; the first error, with the batch given up. */
static enum error try_to_write(struct world *world)
{
	int64_t pos = store_last_pos(world->store) + 1;
	struct topic_opened_data data = topic_at(pos);
	struct event event = {.conversation = world->cardiology,
		.thread = {pos},
		.kind = EVENT_topic_opened,
		.at_ms = world->now_ms,
		.by = person("a.khan"),
		.data = &data};
	enum error error = store_begin(world->store);

	if (error == OK)
		error = store_append(world->store, &event, 1);
	if (error == OK)
		return store_commit(world->store);
	store_rollback(world->store);
	return error;
}

Test(faulty, fails_the_call_it_was_told_to_once)
{
	struct subject subject;
	struct world world;

	subject_open(&subject, SUBJECT_FAULTY);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	faulty_set_plan(subject.store, &(struct faulty_plan){.hook = FAULTY_append, .at = 2});
	cr_assert_eq(try_to_write(&world), OK);
	cr_assert_eq(try_to_write(&world), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(try_to_write(&world), OK);
	cr_assert_eq(faulty_calls(subject.store, FAULTY_append), 3);
	cr_assert_eq(store_last_pos(subject.store), last + 2);
	faulty_set_plan(subject.store,
		&(struct faulty_plan){.hook = FAULTY_begin, .at = 1, .is_sticky = true, .error = ERROR_BUSY});
	cr_assert_eq(try_to_write(&world), ERROR_BUSY);
	cr_assert_eq(try_to_write(&world), ERROR_BUSY);
	faulty_set_plan(subject.store, &(struct faulty_plan){0});
	cr_assert_eq(try_to_write(&world), OK);
	cr_assert_eq(world_verify(&world), last + 3);
	world_deinit(&world);
	subject_close(&subject);
}

static void assert_broken(struct world *world)
{
	struct buffer dump = {0};
	int64_t pos = 0;

	cr_assert_eq(try_to_write(world), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_dump_projections(world->store, &dump), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(reader_last_pos(store_reader(world->store), &pos), ERROR_STORE_UNAVAILABLE);
	cr_assert_not(store_maintain(world->store));
	buffer_deinit(&dump);
}

/* Whether a failed commit happened is unknown until the store was reopened. */
static void fail_a_commit(bool but_happens)
{
	struct subject subject;
	struct world world;
	char why[256] = "";

	subject_open(&subject, SUBJECT_FAULTY);
	world_init(&world, subject.store);
	int64_t last = store_last_pos(subject.store);
	faulty_set_plan(
		subject.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1, .but_happens = but_happens});
	cr_assert_eq(try_to_write(&world), ERROR_STORE_UNAVAILABLE);
	assert_broken(&world);
	cr_assert_eq(store_reopen(subject.store, why), OK, "%s", why);
	cr_assert_eq(store_last_pos(subject.store), but_happens ? last + 1 : last);
	cr_assert_eq(try_to_write(&world), OK);
	cr_assert_eq(world_verify(&world), store_last_pos(subject.store));
	world_deinit(&world);
	subject_close(&subject);
}

Test(faulty, breaks_when_a_commit_fails)
{
	fail_a_commit(false);
}

Test(faulty, breaks_when_a_commit_says_it_failed_but_happened)
{
	fail_a_commit(true);
}

Test(faulty, stays_broken_when_reopening_fails_too)
{
	struct subject subject;
	struct world world;
	char why[256] = "";

	subject_open(&subject, SUBJECT_FAULTY);
	world_init(&world, subject.store);
	faulty_set_plan(subject.store, &(struct faulty_plan){.hook = FAULTY_commit, .at = 1});
	cr_assert_eq(try_to_write(&world), ERROR_STORE_UNAVAILABLE);
	faulty_set_plan(subject.store, &(struct faulty_plan){.hook = FAULTY_reopen, .at = 1});
	cr_assert_eq(store_reopen(subject.store, why), ERROR_STORE_UNAVAILABLE);
	cr_assert_neq(why[0], '\0');
	cr_assert_eq(try_to_write(&world), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(store_reopen(subject.store, why), OK);
	cr_assert_eq(try_to_write(&world), OK);
	world_deinit(&world);
	subject_close(&subject);
}

Test(faulty, fails_readers_too)
{
	struct subject subject;
	struct world world;
	struct reader *reader;
	struct device_facts device;
	int64_t pos = 0;

	subject_open(&subject, SUBJECT_FAULTY);
	world_init(&world, subject.store);
	faulty_set_plan(subject.store, &(struct faulty_plan){.hook = FAULTY_reader_open, .at = 1});
	cr_assert_eq(reader_open(subject.store, &reader), ERROR_STORE_UNAVAILABLE);
	cr_assert_eq(reader_open(subject.store, &reader), OK);
	faulty_set_plan(subject.store, &(struct faulty_plan){.hook = FAULTY_last_pos, .at = 1, .error = ERROR_BUSY});
	cr_assert_eq(reader_last_pos(reader, &pos), ERROR_BUSY);
	cr_assert_eq(reader_last_pos(reader, &pos), OK);
	cr_assert_eq(reader_device(reader, device_of("a.khan"), &device), OK);
	reader_close(reader);
	world_deinit(&world);
	subject_close(&subject);
}
