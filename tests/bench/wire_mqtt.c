/* MQTT over TLS for the load program: Corridor's topics, or raw publish and subscribe as the bus's own limit. */
#define _GNU_SOURCE
#include <mosquitto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "body.h"
#include "load.h"

struct client {
	struct mosquitto *mosquitto;
	int number;
	int group;
	const struct participant *who;
	char to[NAME_LIMIT * 2];
	bool is_subscribed;
	bool wants_write;
	int64_t *numbers_by_mid; /* of raw publishes, whose receipt is their PUBACK */
};

static struct client *clients;
static int client_count;
static int epoll_fd = -1;
static const struct load_config *config;
static bool is_raw;

static void on_message(struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	(void)mosquitto;
	static const char in_receipt[] = "{\"txn\":\"b-", in_body[] = "\"body\":\"b-";
	struct client *client = context;
	const char *text = message->payload;
	size_t length = (size_t)message->payloadlen;
	if (length > sizeof in_receipt && memcmp(text, in_receipt, sizeof in_receipt - 1) == 0) {
		load_on_receipt(atoll(text + sizeof in_receipt - 1),
			memmem(text, length < 80 ? length : 80, "\"ok\":true", 9) != NULL);
		return;
	}
	const char *body = memmem(text, length, in_body, sizeof in_body - 1);
	if (body) {
		load_on_delivery(atoll(body + sizeof in_body - 1), client->number);
	}
}

static void on_publish(struct mosquitto *mosquitto, void *context, int mid)
{
	(void)mosquitto;
	const struct client *client = context;
	if (is_raw) {
		load_on_receipt(client->numbers_by_mid[mid & 0xFFFF], true);
	}
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int mid, int count, const int *granted)
{
	(void)mosquitto;
	(void)mid;
	struct client *client = context;
	client->is_subscribed = count == 1 && granted[0] != 0x80;
}

static void watch(struct client *client, int operation)
{
	bool writes = mosquitto_want_write(client->mosquitto);
	struct epoll_event event = {.events = EPOLLIN | (writes ? (uint32_t)EPOLLOUT : 0u), .data.ptr = client};
	if (operation == EPOLL_CTL_ADD || writes != client->wants_write) {
		epoll_ctl(epoll_fd, operation, mosquitto_socket(client->mosquitto), &event);
		client->wants_write = writes;
	}
}

static void serve(struct client *client, uint32_t events)
{
	if (events & EPOLLIN && mosquitto_loop_read(client->mosquitto, 1) != MOSQ_ERR_SUCCESS) {
		die("an MQTT connection was lost");
	}
	if (mosquitto_want_write(client->mosquitto)) {
		mosquitto_loop_write(client->mosquitto, 1);
	}
	watch(client, EPOLL_CTL_MOD);
}

static void mqtt_turn(int64_t wait_us)
{
	static int64_t chores_at_us;
	struct epoll_event events[256];
	struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
	int count = epoll_pwait2(epoll_fd, events, 256, &wait, NULL);
	for (int i = 0; i < count; i++) {
		serve(events[i].data.ptr, events[i].events);
	}
	if (now_us() > chores_at_us) {
		chores_at_us = now_us() + 1000000;
		for (int i = 0; i < client_count; i++) {
			mosquitto_loop_misc(clients[i].mosquitto);
			watch(&clients[i], EPOLL_CTL_MOD);
		}
	}
}

static void open_client(struct client *client, int number, const struct participant *who)
{
	char ca[1024], cert[1024], key[1024], from[NAME_LIMIT * 2];
	client->number = number;
	client->group = number / config->participants;
	client->who = who;
	client->numbers_by_mid = is_raw ? calloc(65536, sizeof *client->numbers_by_mid) : NULL;
	snprintf(ca, sizeof ca, "%s/ca.crt", config->certs);
	snprintf(cert, sizeof cert, "%s/devices/%s.crt", config->certs, who->device);
	snprintf(key, sizeof key, "%s/devices/%s.key", config->certs, who->device);
	client->mosquitto = mosquitto_new(who->device, true, client);
	mosquitto_message_callback_set(client->mosquitto, on_message);
	mosquitto_publish_callback_set(client->mosquitto, on_publish);
	mosquitto_subscribe_callback_set(client->mosquitto, on_subscribe);
	mosquitto_max_inflight_messages_set(client->mosquitto, 1000);
	mosquitto_int_option(client->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	if (mosquitto_tls_set(client->mosquitto, ca, NULL, cert, key, NULL) != MOSQ_ERR_SUCCESS ||
		mosquitto_connect(client->mosquitto, "localhost", config->port, 60) != MOSQ_ERR_SUCCESS) {
		die("cannot connect to Mosquitto");
	}
	if (is_raw) {
		snprintf(client->to, sizeof client->to, "bench/%d", client->group);
		snprintf(from, sizeof from, "bench/%d", client->group);
	} else {
		snprintf(client->to, sizeof client->to, "corridor/v1/%s/cmd", who->device);
		snprintf(from, sizeof from, "corridor/v1/%s/evt", who->device);
	}
	watch(client, EPOLL_CTL_ADD);
	mosquitto_subscribe(client->mosquitto, NULL, from, 1);
	while (!client->is_subscribed) {
		if (mosquitto_loop(client->mosquitto, 1000, 1) != MOSQ_ERR_SUCCESS) {
			die("cannot subscribe");
		}
	}
	watch(client, EPOLL_CTL_MOD);
}

static void mqtt_connect(const struct load_config *load, const struct participant *people, int count)
{
	config = load;
	is_raw = strcmp(load->transport, "raw") == 0;
	mosquitto_lib_init();
	epoll_fd = epoll_create1(0);
	clients = calloc((size_t)count, sizeof *clients);
	client_count = count;
	for (int i = 0; i < count; i++) {
		open_client(&clients[i], i, &people[i]);
	}
}

static void mqtt_send(int participant, int64_t number)
{
	struct client *client = &clients[participant];
	char text[BODY_LIMIT + 512];
	int mid = 0;
	int length = load_command(text, sizeof text, client->who, number);
	/* a raw message must not look like a receipt to those who get it */
	const char *payload = is_raw ? text + 1 : text;
	if (mosquitto_publish(client->mosquitto, &mid, client->to, length - (is_raw ? 1 : 0), payload, 1, false) !=
		MOSQ_ERR_SUCCESS) {
		die("cannot publish");
	}
	if (is_raw) {
		client->numbers_by_mid[mid & 0xFFFF] = load_base + number;
	}
	watch(client, EPOLL_CTL_MOD);
}

static void mqtt_close(void)
{
	for (int i = 0; i < client_count; i++) {
		mosquitto_disconnect(clients[i].mosquitto);
		mosquitto_destroy(clients[i].mosquitto);
		free(clients[i].numbers_by_mid);
	}
	free(clients);
	mosquitto_lib_cleanup();
}

const struct transport transport_mqtt = {mqtt_connect, mqtt_send, mqtt_turn, mqtt_close};
const struct transport transport_raw = {mqtt_connect, mqtt_send, mqtt_turn, mqtt_close};
