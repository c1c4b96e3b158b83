/*
 * A real MQTT server with mutual TLS on a free port, and a broker that says what the test told it to say.
 *
 * For tests of the client library and of the command line client. Each test has its own folder, server and broker; all end
 * with it.
 */
#ifndef TEST_CLIENT_FIXTURE_H
#define TEST_CLIENT_FIXTURE_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "corridor/client.h"

struct fixture {
	char folder[64];
	char outbox[128];
	char ca[256], certificate[256], key[256];
	int port;
	pid_t server;
	struct corridor_client_config config; /* for device a-khan-1 */
};

/* Makes the certificates once for all tests, and a folder for this one. Starts nothing. */
void fixture_init(struct fixture *fixture);
void fixture_start_server(struct fixture *fixture);
void fixture_stop_server(struct fixture *fixture);
void fixture_deinit(struct fixture *fixture);

/* A command as the broker heard it, with how often. */
struct heard {
	char *json;
	int count;
	char txn[65];
	char command[65];
};

/* The broker: connects as corridord and calls answer for every command, which returns what to publish (a new reference;
 * its txn is filled in) or NULL to keep silent. Runs on its own thread. */
struct fake_broker;
typedef json_t *(*fake_answer)(void *context, const char *command, json_t *args);
struct fake_broker *fake_broker_start(const struct fixture *fixture, fake_answer answer, void *context);
void fake_broker_publish(struct fake_broker *broker, const char *device, json_t *message); /* takes message */
/* Waits until it has heard count commands of this name (repeats included) and returns how many it has. */
int fake_broker_wait(struct fake_broker *broker, const char *command, int count, int64_t timeout_ms);
/* The heard commands with distinct txn, in order of first hearing. */
size_t fake_broker_heard(struct fake_broker *broker, struct heard *heard, size_t capacity);
void fake_broker_stop(struct fake_broker *broker);

/* Short spellings of what a broker says. */
json_t *say_ok(int64_t pos, json_t *result); /* takes result; NULL is {} */
json_t *say_no(const char *code, const char *message, int64_t retry_after_ms);
json_t *say_event(int64_t pos, const char *conversation, int64_t seq, const char *name);

/* Runs a program to its end; arguments end with NULL. True when it says that all went well. */
bool test_run(const char *const *arguments);

/* Milliseconds of a clock that never jumps. */
int64_t test_now_ms(void);

/* Waits, looking again and again, until the condition holds or timeout_ms have passed; returns whether it does. */
bool eventually(bool (*holds)(void *context), void *context, int64_t timeout_ms);

#endif
