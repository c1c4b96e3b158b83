#include "fixture.h"

#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HEARD_LIMIT = 1024 };

struct fake_broker {
	struct mosquitto *mosquitto;
	fake_answer answer;
	void *context;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_listening;
	struct heard heard[HEARD_LIMIT];
	size_t heard_count;
};

json_t *say_ok(int64_t pos, json_t *result)
{
	return json_pack("{s:b, s:I, s:o}", "ok", 1, "pos", (json_int_t)pos, "result", result ? result : json_object());
}

json_t *say_no(const char *code, const char *message, int64_t retry_after_ms)
{
	return json_pack("{s:b, s:{s:s, s:s, s:I}}", "ok", 0, "error", "code", code, "message", message,
		"retry_after_ms", (json_int_t)retry_after_ms);
}

json_t *say_event(int64_t pos, const char *conversation, int64_t seq, const char *name)
{
	return json_pack("{s:I, s:s, s:I, s:s, s:s, s:s, s:s, s:{s:s}}", "pos", (json_int_t)pos, "conversation",
		conversation, "seq", (json_int_t)seq, "thread", "t1", "event", name, "at", "2026-11-23T17:00:00.000Z",
		"by", "e.okafor", "data", "message", "m1");
}

void fake_broker_publish(struct fake_broker *broker, const char *device, json_t *message)
{
	char topic[128];
	char *text = json_dumps(message, JSON_COMPACT);

	snprintf(topic, sizeof(topic), "corridor/v1/%s/evt", device);
	mosquitto_publish(broker->mosquitto, NULL, topic, (int)strlen(text), text, 1, false);
	free(text);
	json_decref(message);
}

static void note(struct fake_broker *broker, const char *txn, const char *command, const char *json, size_t length)
{
	struct heard *heard = NULL;

	pthread_mutex_lock(&broker->mutex);
	for (size_t i = 0; i < broker->heard_count && !heard; i++)
		if (strcmp(broker->heard[i].txn, txn) == 0)
			heard = &broker->heard[i];
	if (!heard && broker->heard_count < HEARD_LIMIT) {
		heard = &broker->heard[broker->heard_count++];
		snprintf(heard->txn, sizeof(heard->txn), "%s", txn);
		snprintf(heard->command, sizeof(heard->command), "%s", command);
		heard->json = strndup(json, length);
	}
	if (heard)
		heard->count++;
	pthread_cond_broadcast(&broker->changed);
	pthread_mutex_unlock(&broker->mutex);
}

static void on_message(struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct fake_broker *broker = context;
	json_t *envelope = json_loadb(message->payload, (size_t)message->payloadlen, 0, NULL);
	const char *txn = json_string_value(json_object_get(envelope, "txn"));
	const char *command = json_string_value(json_object_get(envelope, "cmd"));
	char device[65] = "";
	json_t *said;

	(void)mosquitto;
	sscanf(message->topic, "corridor/v1/%64[^/]/cmd", device);
	if (txn && command) {
		note(broker, txn, command, message->payload, (size_t)message->payloadlen);
		said = broker->answer(broker->context, command, json_object_get(envelope, "args"));
		if (said) {
			json_object_set_new(said, "txn", json_string(txn));
			fake_broker_publish(broker, device, said);
		}
	}
	json_decref(envelope);
}

static void on_connect(struct mosquitto *mosquitto, void *context, int code)
{
	(void)context;
	if (code == 0)
		mosquitto_subscribe(mosquitto, NULL, "corridor/v1/+/cmd", 1);
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int id, int count, const int *granted)
{
	struct fake_broker *broker = context;

	(void)mosquitto;
	(void)id;
	(void)count;
	(void)granted;
	pthread_mutex_lock(&broker->mutex);
	broker->is_listening = true;
	pthread_cond_broadcast(&broker->changed);
	pthread_mutex_unlock(&broker->mutex);
}

struct fake_broker *fake_broker_start(const struct fixture *fixture, fake_answer answer, void *context)
{
	struct fake_broker *broker = calloc(1, sizeof(*broker));

	mosquitto_lib_init();
	broker->answer = answer;
	broker->context = context;
	pthread_mutex_init(&broker->mutex, NULL);
	pthread_cond_init(&broker->changed, NULL);
	broker->mosquitto = mosquitto_new("corridord", true, broker);
	mosquitto_tls_set(
		broker->mosquitto, fixture->ca, NULL, TEST_CERTS "/corridord.crt", TEST_CERTS "/corridord.key", NULL);
	mosquitto_connect_callback_set(broker->mosquitto, on_connect);
	mosquitto_subscribe_callback_set(broker->mosquitto, on_subscribe);
	mosquitto_message_callback_set(broker->mosquitto, on_message);
	if (mosquitto_connect(broker->mosquitto, "127.0.0.1", fixture->port, 20) != MOSQ_ERR_SUCCESS ||
		mosquitto_loop_start(broker->mosquitto) != MOSQ_ERR_SUCCESS)
		abort();
	pthread_mutex_lock(&broker->mutex);
	while (!broker->is_listening)
		pthread_cond_wait(&broker->changed, &broker->mutex);
	pthread_mutex_unlock(&broker->mutex);
	return broker;
}

static int heard_count(const struct fake_broker *broker, const char *command)
{
	int count = 0;

	for (size_t i = 0; i < broker->heard_count; i++)
		if (strcmp(broker->heard[i].command, command) == 0)
			count += broker->heard[i].count;
	return count;
}

int fake_broker_wait(struct fake_broker *broker, const char *command, int count, int64_t timeout_ms)
{
	struct timespec until;
	int found;
	int code = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += (timeout_ms % 1000) * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&broker->mutex);
	while ((found = heard_count(broker, command)) < count && code == 0)
		code = pthread_cond_timedwait(&broker->changed, &broker->mutex, &until);
	pthread_mutex_unlock(&broker->mutex);
	return found;
}

size_t fake_broker_heard(struct fake_broker *broker, struct heard *heard, size_t capacity)
{
	size_t count;

	pthread_mutex_lock(&broker->mutex);
	count = broker->heard_count < capacity ? broker->heard_count : capacity;
	memcpy(heard, broker->heard, count * sizeof(*heard));
	pthread_mutex_unlock(&broker->mutex);
	return count;
}

void fake_broker_stop(struct fake_broker *broker)
{
	mosquitto_disconnect(broker->mosquitto);
	mosquitto_loop_stop(broker->mosquitto, false);
	mosquitto_destroy(broker->mosquitto);
	for (size_t i = 0; i < broker->heard_count; i++)
		free(broker->heard[i].json);
	pthread_cond_destroy(&broker->changed);
	pthread_mutex_destroy(&broker->mutex);
	free(broker);
	mosquitto_lib_cleanup();
}
