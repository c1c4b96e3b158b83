/*
 * Many threads use one client at once, the server dies in between: for ThreadSanitizer, with which Criterion cannot run.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

enum { THREADS = 4, COMMANDS = 5 };

static struct fixture fixture;
static struct corridor_client *client;
static atomic_int events, answers, failures;

static json_t *answer_all(void *context, const char *command, json_t *args)
{
	(void)context;
	(void)args;
	if (strcmp(command, "sync") == 0)
		return say_ok(0, json_pack("{s:[], s:i, s:b}", "events", "upto", 0, "complete", 1));
	return say_ok(1, NULL);
}

static void on_event(void *context, const struct corridor_event *event)
{
	(void)context;
	(void)event;
	atomic_fetch_add(&events, 1);
}

static void on_answer(void *context, const char *command, const struct corridor_answer *answer)
{
	(void)context;
	(void)command;
	atomic_fetch_add(&answers, answer->is_ok);
}

static void *use(void *context)
{
	struct corridor_answer answer;
	char problem[256];

	(void)context;
	for (int i = 0; i < COMMANDS; i++) {
		if (corridor_client_ask(client, "search", "{\"text\":\"x\"}", 30000, &answer) != CORRIDOR_OK)
			atomic_fetch_add(&failures, 1);
		else
			corridor_answer_deinit(&answer);
		if (corridor_client_send(client, "message.send", "{\"body\":\"x\"}", 30000, &answer) != CORRIDOR_OK)
			atomic_fetch_add(&failures, 1);
		else
			corridor_answer_deinit(&answer);
		corridor_client_problem(client, problem, sizeof(problem));
		corridor_client_is_wanted(client);
	}
	return NULL;
}

static bool are_all_delivered(void *context)
{
	(void)context;
	return atomic_load(&events) >= 50;
}

static int check(bool is_true, const char *what)
{
	if (!is_true)
		fprintf(stderr, "failed: %s\n", what);
	return is_true ? 0 : 1;
}

int main(void)
{
	pthread_t threads[THREADS];
	struct fake_broker *broker;
	int failed = 0;

	fixture_init(&fixture);
	fixture_start_server(&fixture);
	broker = fake_broker_start(&fixture, answer_all, NULL);
	fixture.config.on_event = on_event;
	fixture.config.on_answer = on_answer;
	if (corridor_client_open(&fixture.config, &client) != CORRIDOR_OK)
		return 1;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, use, NULL);
	failed += check(fake_broker_wait(broker, "message.send", 2, 20000) >= 2, "the first commands arrive");
	fake_broker_stop(broker);
	fixture_stop_server(&fixture);
	fixture_start_server(&fixture);
	broker = fake_broker_start(&fixture, answer_all, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	failed += check(atomic_load(&failures) == 0, "every question and command is answered");
	failed += check(atomic_load(&answers) == THREADS * COMMANDS, "every command is answered once");
	for (int64_t pos = 1; pos <= 50; pos++)
		fake_broker_publish(broker, "a-khan-1", say_event(pos, "c1", pos, "message.sent"));
	failed += check(eventually(are_all_delivered, NULL, 20000), "every event is delivered");
	failed += check(corridor_client_flush(client, 1000) == CORRIDOR_OK, "nothing waits any more");
	corridor_client_close(client);
	fake_broker_stop(broker);
	fixture_deinit(&fixture);
	return failed;
}
