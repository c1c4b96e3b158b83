/*
 * The n-th write, sync or read of the disk fails, once or from then on, for every n that there is; and in the end the power
 * goes. Whatever was committed must be there then, and whatever is there must verify.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "tests/simulation/sim.h"

enum { BATCHES = 10, EVENTS_PER_BATCH = 2, TRIES = 6, SLICES_MOST = 100 };

struct fault_case {
	const char *name;
	struct disk_fault fault;
};

static const struct fault_case cases[] = {
	{"a write fails once", {.call = DISK_WRITE}},
	{"every write fails from one on", {.call = DISK_WRITE, .is_sticky = true}},
	{"the disk is full once", {.call = DISK_WRITE, .is_full = true}},
	{"the disk is full from a write on", {.call = DISK_WRITE, .is_full = true, .is_sticky = true}},
	{"a sync fails once", {.call = DISK_SYNC}},
	{"every sync fails from one on", {.call = DISK_SYNC, .is_sticky = true}},
	{"a sync says it failed and did not", {.call = DISK_SYNC, .but_happens = true}},
	{"a read fails once", {.call = DISK_READ}},
	{"every read fails from one on", {.call = DISK_READ, .is_sticky = true}},
};

struct scene {
	struct store *store;
	struct conversation_id conversation;
	int64_t thread;
	int64_t told; /* the newest position whose commit was reported */
};

static void fill(struct event *event, const struct scene *scene, int64_t pos, const void *data, bool opens)
{
	*event = (struct event){.conversation = scene->conversation,
		.thread = {opens ? pos : scene->thread},
		.kind = opens ? EVENT_topic_opened : EVENT_message_sent,
		.at_ms = 1795424400000 + pos,
		.data = data};
	snprintf(event->by.text, sizeof event->by.text, "a.khan");
}

static enum error append_batch(struct scene *scene)
{
	enum error error = OK;

	for (int i = 0; error == OK && i < EVENTS_PER_BATCH; i++) {
		int64_t pos = store_last_pos(scene->store) + 1;
		bool opens = scene->thread == 0;
		struct topic_opened_data topic = {.message = {pos}, .title = text_of("Topic"), .body = text_of("Body")};
		struct message_sent_data said = {.message = {pos}, .body = text_of("Still here")};
		struct event event;

		fill(&event, scene, pos, opens ? (const void *)&topic : &said, opens);
		error = store_append(scene->store, &event, 1);
		if (error == OK && opens)
			scene->thread = pos;
	}
	return error;
}

static enum error write_batch(struct scene *scene)
{
	int64_t thread_before = scene->thread;
	enum error error = store_begin(scene->store);

	if (error == OK) {
		error = append_batch(scene);
		if (error == OK)
			error = store_commit(scene->store);
		else
			store_rollback(scene->store);
	}
	if (error == OK)
		scene->told = store_last_pos(scene->store);
	else
		scene->thread = thread_before;
	return error;
}

/* As the writer does: opened again until it works, with a disk that is mended after a few tries. */
static bool recover(struct scene *scene)
{
	char why[256] = "";

	for (int i = 0; i < TRIES; i++) {
		if (i == TRIES / 2)
			disk_set_fault(&(struct disk_fault){0});
		if (store_reopen(scene->store, why) == OK) {
			if (scene->thread > store_last_pos(scene->store))
				scene->thread = 0;
			return true;
		}
	}
	printf("it does not open again: %s\n", why);
	return false;
}

static bool reopen(struct scene *scene)
{
	char why[256] = "";

	return store_reopen(scene->store, why) == OK || recover(scene);
}

/* After a sync of its upkeep failed a store is used by nobody until it is opened again: nothing rests on what the disk
 * forgot (settle.h). */
static bool keep_up(struct scene *scene, enum disk_call struck)
{
	int64_t failures = disk_failures();

	for (int i = 0; i < SLICES_MOST && store_maintain(scene->store); i++)
		;
	if (struck != DISK_SYNC || disk_failures() == failures || store_begin(scene->store) != OK)
		return true;
	store_rollback(scene->store);
	printf("it is used on after a sync of its upkeep failed\n");
	return false;
}

static bool look_after_power_cut(struct scene *scene, struct chance *chance)
{
	struct disk_fault none = {0};
	struct log_walk walk = {0};
	int64_t last;
	bool is_good;

	disk_set_fault(&none);
	disk_kill();
	store_close(scene->store);
	disk_revive(true, chance);
	scene->store = sim_open_store();
	if (!scene->store) {
		printf("it does not open after the power cut: %s\n", sim_problem);
		return false;
	}
	last = store_last_pos(scene->store);
	is_good = last >= scene->told && reader_verify(store_reader(scene->store), &walk) == OK && walk.first_bad == 0;
	if (!is_good)
		printf("committed up to %lld, there up to %lld, bad from %lld\n", (long long)scene->told,
			(long long)last, (long long)walk.first_bad);
	store_close(scene->store);
	return is_good;
}

/* *is_struck: the fault happened. */
static bool run_case(const struct fault_case *one, int64_t at, struct town town, bool *is_struck)
{
	struct disk_fault fault = one->fault;
	struct chance chance = {(uint64_t)at};
	struct scene scene = {.conversation = town.cardiology};
	int64_t failures = disk_failures();
	bool is_good = true;

	sim_begin_afresh();
	scene.store = sim_open_store();
	if (!scene.store)
		abort();
	fault.at = at;
	disk_set_fault(&fault);
	for (int i = 0; is_good && i < BATCHES; i++) {
		if (write_batch(&scene) != OK)
			is_good = recover(&scene);
		/* not after the last ones, for what upkeep does not finish is to stand in the log when the power goes */
		if (is_good && i < BATCHES - 2)
			is_good = keep_up(&scene, fault.call);
		/* what it looks over when it is opened it need not read again */
		if (is_good && i == BATCHES / 2)
			is_good = reopen(&scene);
	}
	*is_struck = disk_failures() > failures;
	return look_after_power_cut(&scene, &chance) && is_good;
}

int main(void)
{
	struct town town;
	int bad = 0;

	log_set_level(LOG_ERROR + 1);
	town = sim_prepare();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool is_struck = true;
		int64_t at = 1;

		for (; is_struck; at++) {
			if (!run_case(&cases[i], at, town, &is_struck)) {
				printf("FAILED: %s, number %lld\n", cases[i].name, (long long)at);
				bad++;
			}
		}
		printf("%s: at each of %lld\n", cases[i].name, (long long)at - 2);
		bad += at < 4;
	}
	disk_erase();
	disk_forget_kept();
	return bad ? 1 : 0;
}
