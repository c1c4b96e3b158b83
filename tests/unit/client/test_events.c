/* Events: each once and in order, whatever is lost on the way. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

static struct fixture fixture;

static void set_up(void)
{
	fixture_init(&fixture);
	fixture_start_server(&fixture);
}

static void tear_down(void)
{
	fixture_deinit(&fixture);
}

TestSuite(events, .init = set_up, .fini = tear_down, .timeout = 50);

static struct corridor_client *open_client(void)
{
	struct corridor_client *client = NULL;

	cr_assert_eq(corridor_client_open(&fixture.config, &client), CORRIDOR_OK);
	return client;
}

/* A log of which the broker answers sync, and what the client delivered of it. */
struct story {
	pthread_mutex_t mutex;
	int64_t log_end; /* events 1..log_end exist, all in conversation c1 with seq = pos */
	int64_t delivered[600];
	int delivered_count;
	int restarts;
	bool is_reset; /* the log is shorter than the client thinks */
};

static json_t *answer_story(void *context, const char *command, json_t *args)
{
	struct story *story = context;
	json_t *events = json_array();
	int64_t since = json_integer_value(json_object_get(args, "since"));
	int64_t upto;
	bool is_unknown;

	if (strcmp(command, "sync") != 0) {
		json_decref(events);
		return say_ok(0, json_pack("{s:I}", "pos", (json_int_t)story->log_end));
	}
	pthread_mutex_lock(&story->mutex);
	is_unknown = since > story->log_end;
	upto = is_unknown ? since : story->log_end;
	if (upto - since > 50)
		upto = since + 50;
	for (int64_t pos = since + 1; pos <= upto; pos++)
		json_array_append_new(events, say_event(pos, "c1", pos, "message.sent"));
	json_t *result = json_pack("{s:o, s:I, s:b, s:b}", "events", events, "upto", (json_int_t)upto, "complete",
		upto >= story->log_end, "resync_required", is_unknown);
	pthread_mutex_unlock(&story->mutex);
	return say_ok(0, result);
}

static void on_event(void *context, const struct corridor_event *event)
{
	struct story *story = context;

	if (event->pos == 0)
		return;
	pthread_mutex_lock(&story->mutex);
	if (story->delivered_count < 600)
		story->delivered[story->delivered_count++] = event->pos;
	pthread_mutex_unlock(&story->mutex);
}

static void on_state(void *context, enum corridor_state state, const char *sentence)
{
	struct story *story = context;

	(void)sentence;
	pthread_mutex_lock(&story->mutex);
	story->restarts += state == CORRIDOR_STATE_RESTARTED;
	pthread_mutex_unlock(&story->mutex);
}

static int delivered_count(struct story *story)
{
	int count;

	pthread_mutex_lock(&story->mutex);
	count = story->delivered_count;
	pthread_mutex_unlock(&story->mutex);
	return count;
}

static bool is_whole_log_delivered(void *context)
{
	struct story *story = context;

	return delivered_count(story) >= story->log_end;
}

static void cr_assert_once_and_in_order(struct story *story, int64_t first, int64_t last)
{
	cr_assert(eventually(is_whole_log_delivered, story, 15000), "%d of %d", delivered_count(story), (int)last);
	cr_assert_eq(story->delivered_count, (int)(last - first + 1));
	for (int i = 0; i < story->delivered_count; i++)
		cr_assert_eq(story->delivered[i], first + i);
}

static void listen_to(struct story *story)
{
	pthread_mutex_init(&story->mutex, NULL);
	fixture.config.on_event = on_event;
	fixture.config.on_state = on_state;
	fixture.config.context = story;
}

Test(events, all_events_are_delivered_once_and_in_order_although_pushes_are_lost)
{
	static struct story story = {.log_end = 120};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_story, &story);
	struct corridor_client *client;

	listen_to(&story);
	client = open_client();
	cr_assert_once_and_in_order(&story, 1, 120);

	/* 121 and 122 are pushed, 123 to 125 are lost, 126 shows it; 124 comes late and twice. */
	story.log_end = 126;
	fake_broker_publish(broker, "a-khan-1", say_event(121, "c1", 121, "message.sent"));
	fake_broker_publish(broker, "a-khan-1", say_event(122, "c1", 122, "message.sent"));
	fake_broker_publish(broker, "a-khan-1", say_event(126, "c1", 126, "message.sent"));
	fake_broker_publish(broker, "a-khan-1", say_event(124, "c1", 124, "message.sent"));
	fake_broker_publish(broker, "a-khan-1", say_event(124, "c1", 124, "message.sent"));
	cr_assert_once_and_in_order(&story, 1, 126);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(events, a_later_process_goes_on_where_the_last_one_stopped)
{
	static struct story story = {.log_end = 30};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_story, &story);
	struct corridor_client *client;

	listen_to(&story);
	client = open_client();
	cr_assert_once_and_in_order(&story, 1, 30);
	story.log_end = 32;
	fake_broker_publish(broker, "a-khan-1", say_event(31, "c1", 31, "message.sent"));
	fake_broker_publish(broker, "a-khan-1", say_event(32, "c1", 32, "message.sent"));
	cr_assert_once_and_in_order(&story, 1, 32);
	corridor_client_close(client);

	story.log_end = 40;
	client = open_client();
	cr_assert_once_and_in_order(&story, 1, 40);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

Test(events, a_client_that_begins_now_hears_only_what_comes)
{
	static struct story story = {.log_end = 500};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_story, &story);
	struct corridor_client *client;

	listen_to(&story);
	fixture.config.is_from_now = true;
	client = open_client();
	cr_assert(fake_broker_wait(broker, "sync", 1, 10000) >= 1);
	pthread_mutex_lock(&story.mutex);
	story.log_end = 501;
	pthread_mutex_unlock(&story.mutex);
	fake_broker_publish(broker, "a-khan-1", say_event(501, "c1", 501, "message.sent"));
	for (int i = 0; i < 2000 && delivered_count(&story) == 0; i++)
		usleep(5000);
	cr_assert_eq(story.delivered[0], 501);
	cr_assert_eq(story.delivered_count, 1);
	corridor_client_close(client);
	fake_broker_stop(broker);
}

static bool has_restarted(void *context)
{
	struct story *story = context;

	return story->restarts > 0 && delivered_count(story) >= 35;
}

Test(events, when_the_servers_log_began_anew_the_program_is_told_and_gets_all_of_it)
{
	static struct story story = {.log_end = 30};
	struct fake_broker *broker = fake_broker_start(&fixture, answer_story, &story);
	struct corridor_client *client;

	listen_to(&story);
	client = open_client();
	cr_assert_once_and_in_order(&story, 1, 30);
	corridor_client_close(client);

	story.log_end = 5;
	client = open_client();
	cr_assert(eventually(has_restarted, &story, 10000));
	for (int i = 0; i < 5; i++)
		cr_assert_eq(story.delivered[30 + i], 1 + i);
	corridor_client_close(client);
	fake_broker_stop(broker);
}
