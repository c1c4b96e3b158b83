/*
 * The feed through a real Mosquitto with the guard: who is let in, and who is put out, without anybody restarting.
 *
 * test_mqtt_feed MAKER GUARD: the script that makes the server's files, and the guard plugin.
 */
#define _GNU_SOURCE

#include <mosquitto.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "codec/codec.h"
#include "mqtt/link.h"
#include "mqtt/topic.h"
#include "tests/unit/mqtt/fake_engine.h"
#include "tests/unit/mqtt/link_device.h"
#include "tests/unit/mqtt/link_server.h"

enum { PATIENCE_MS = 20000, LOOK_MS = 200, QUIET_MS = 500 };

static const char *const first_reader[] = {"e-okafor-1"};
static const char *const second_reader[] = {"a-khan-1"};

static struct server server;
static struct engine engine;
static struct device first, second;

#define CHECK(condition) check(condition, #condition, __LINE__)

static void check(bool is_true, const char *condition, int line)
{
	if (is_true)
		return;
	fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, line, condition);
	server_signal(&server, SIGKILL);
	_exit(1);
}

static int64_t now_ms(void)
{
	return clock_system()->monotonic_ms(clock_system());
}

static struct link *started_link(void)
{
	static char files[3][256];
	struct link *link;

	snprintf(files[0], sizeof(files[0]), "%s/certs/ca.crt", server.directory);
	snprintf(files[1], sizeof(files[1]), "%s/certs/corridord.crt", server.directory);
	snprintf(files[2], sizeof(files[2]), "%s/certs/corridord.key", server.directory);
	link = link_new(&(struct link_config){
		.host = "127.0.0.1",
		.port = server.port,
		.ca = files[0],
		.certificate = files[1],
		.key = files[2],
		.client_id = "corridord",
		.keepalive_s = LINK_KEEPALIVE_S,
		.packet_bytes = LINK_PACKET_BYTES,
		.queue_capacity = LINK_QUEUE_CAPACITY,
		.engine = &engine,
	});
	CHECK(link);
	CHECK(link_start(link) == OK);
	return link;
}

/* Asks once for the feed. */
static bool is_let_in(struct device *device)
{
	const int64_t until_ms = now_ms() + LOOK_MS;

	device->is_subscribed = false;
	CHECK(mosquitto_subscribe(device->mosquitto, NULL, TOPIC_FEED, 1) == MOSQ_ERR_SUCCESS);
	while (!device->is_subscribed && now_ms() < until_ms)
		CHECK(mosquitto_loop(device->mosquitto, 20, 1) == MOSQ_ERR_SUCCESS);
	return device->is_subscribed;
}

static bool is_soon_let_in(struct device *device)
{
	const int64_t until_ms = now_ms() + PATIENCE_MS;

	while (!is_let_in(device))
		if (now_ms() >= until_ms)
			return false;
	return true;
}

static void happen(struct link *link, int64_t pos, enum event_kind kind, const void *data)
{
	static const char *const nobody[] = {"x-1"};
	struct broadcast *broadcast = fake_broadcast(pos, nobody, 1);

	broadcast->recipients.devices.count = 0;
	broadcast->event.kind = kind;
	broadcast->event.thread.pos = pos;
	broadcast->event.data = data;
	link_sink(link)->happened(link_sink(link), broadcast);
	broadcast_release(broadcast);
}

static void avoid(struct link *link, int64_t pos)
{
	static const struct referral_avoided_data avoided = {
		.state = LEDGER_PROVISIONAL, .treatment_function = 320, .neighbourhood = {"riverside"}};

	happen(link, pos, EVENT_referral_avoided, &avoided);
}

static void only_who_was_named_hears(struct link *link)
{
	CHECK(is_soon_let_in(&first));
	CHECK(!is_let_in(&second));
	avoid(link, 70);
	CHECK(device_hears(&first, 1, PATIENCE_MS));
	CHECK(strstr(first.heard, "\"id\":\"70\"") && strstr(first.heard, "corridor.referral.avoided.provisional.v1"));
	CHECK(!device_hears(&second, 1, QUIET_MS));
}

/* The other one is named instead; who was named before stays subscribed, and hears no more. */
static void who_loses_the_role_hears_no_more(struct link *link)
{
	static const struct person_created_data person = {.person = {"s.new"}, .roles = SET_OF(ROLE_MANAGER)};

	engine.found = second_reader;
	happen(link, 71, EVENT_person_created, &person);
	CHECK(is_soon_let_in(&second));
	avoid(link, 72);
	CHECK(device_hears(&second, 1, PATIENCE_MS));
	CHECK(!device_hears(&first, 2, QUIET_MS));
	CHECK(!is_let_in(&first));
}

/* Within five seconds, and again whenever it comes back, which its certificate lets it do; nobody else notices. */
static bool is_put_out(struct device *device)
{
	const int64_t until_ms = now_ms() + 5000;

	while (mosquitto_loop(device->mosquitto, 20, 1) == MOSQ_ERR_SUCCESS)
		if (now_ms() >= until_ms)
			return false;
	return true;
}

static void who_is_refused_is_put_out(struct link *link)
{
	static const struct person_created_data person = {.person = {"s.new"}, .roles = SET_OF(ROLE_MANAGER)};

	engine.refused = first_reader;
	engine.refused_count = 1;
	happen(link, 73, EVENT_person_created, &person);
	CHECK(is_put_out(&first));
	device_disconnect(&first);
	if (device_connect(&first, "e-okafor-1", &server))
		CHECK(is_put_out(&first));
	device_disconnect(&first);
	CHECK(is_let_in(&second));
	engine.refused_count = 0;
	happen(link, 74, EVENT_person_created, &person);
	for (int64_t until_ms = now_ms() + PATIENCE_MS; !device_connect(&first, "e-okafor-1", &server);) {
		device_disconnect(&first);
		CHECK(now_ms() < until_ms);
	}
	avoid(link, 75);
	CHECK(device_hears(&second, 2, PATIENCE_MS));
}

/* The guard remembers nothing across a restart, and is told again though nobody's role has changed. */
static void a_new_server_is_told_again(void)
{
	device_disconnect(&first);
	device_disconnect(&second);
	server_signal(&server, SIGKILL);
	CHECK(server_start(&server));
	CHECK(device_connect(&first, "e-okafor-1", &server));
	CHECK(device_connect(&second, "a-khan-1", &server));
	CHECK(is_soon_let_in(&second));
	CHECK(!is_let_in(&first));
}

int main(int count, char **arguments)
{
	struct link *link;

	if (count != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	codec_init();
	mosquitto_lib_init();
	CHECK(server_prepare(&server, arguments[1], arguments[2]));
	CHECK(server_start(&server));
	CHECK(device_connect(&first, "e-okafor-1", &server));
	CHECK(device_connect(&second, "a-khan-1", &server));
	CHECK(!is_let_in(&first));
	engine = (struct engine){.found = first_reader, .found_count = 1};
	link = started_link();

	only_who_was_named_hears(link);
	who_loses_the_role_hears_no_more(link);
	who_is_refused_is_put_out(link);
	a_new_server_is_told_again();

	link_stop(link);
	link_free(link);
	CHECK(fake_engine_alive() == 0);
	device_disconnect(&first);
	device_disconnect(&second);
	server_signal(&server, SIGTERM);
	server_remove(&server);
	mosquitto_lib_cleanup();
	return 0;
}
