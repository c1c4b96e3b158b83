/*
 * The link against a real Mosquitto with the product's own configuration, and against servers that are dead, deaf or rude.
 *
 * test_mqtt_link MAKER GUARD: the script that makes the server's files, and the guard plugin.
 */
#define _GNU_SOURCE

#include <mosquitto.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "codec/codec.h"
#include "mqtt/link.h"
#include "tests/unit/mqtt/fake_engine.h"
#include "tests/unit/mqtt/link_device.h"
#include "tests/unit/mqtt/link_server.h"

enum { KEEPALIVE_S = 5, BURST_EVENTS = 5000 };

static struct server server;
static struct engine engine;
static struct device asker, answerer;

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

static void rest_ms(int64_t ms)
{
	const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

/* CPU time of this process. */
static int64_t spent_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static bool becomes_ready(struct link *link, int64_t within_ms)
{
	const int64_t until_ms = now_ms() + within_ms;
	char why[128];

	while (!link_is_ready(link, why)) {
		if (now_ms() >= until_ms) {
			fprintf(stderr, "not ready: %s\n", why);
			return false;
		}
		rest_ms(10);
	}
	return true;
}

static bool becomes_unready(struct link *link, int64_t within_ms)
{
	const int64_t until_ms = now_ms() + within_ms;
	char why[128];

	while (link_is_ready(link, why)) {
		if (now_ms() >= until_ms)
			return false;
		rest_ms(10);
	}
	return why[0] != '\0';
}

static struct link *started_link(int port, const char *certificate)
{
	static char files[3][256];
	struct link *link;

	snprintf(files[0], sizeof(files[0]), "%s/certs/ca.crt", server.directory);
	snprintf(files[1], sizeof(files[1]), "%s/certs/%s.crt", server.directory, certificate);
	snprintf(files[2], sizeof(files[2]), "%s/certs/%s.key", server.directory, certificate);
	link = link_new(&(struct link_config){
		.host = "127.0.0.1",
		.port = port,
		.ca = files[0],
		.certificate = files[1],
		.key = files[2],
		.client_id = "corridord",
		.keepalive_s = KEEPALIVE_S,
		.packet_bytes = LINK_PACKET_BYTES,
		.queue_capacity = LINK_QUEUE_CAPACITY,
		.engine = &engine,
	});
	CHECK(link);
	CHECK(link_start(link) == OK);
	return link;
}

static void stop_within(struct link *link, int64_t most_ms)
{
	const int64_t began_ms = now_ms();

	link_stop(link);
	CHECK(now_ms() - began_ms < most_ms);
	link_free(link);
}

/* Nothing, silence, or a closed door: not ready, hardly any CPU, and stop does not hang. */
static void a_server_that_is_no_server(const char *what, bool is_listening, bool hangs_up)
{
	int port = free_port();
	int fd = is_listening ? listen_silently(port, hangs_up) : -1;
	struct link *link = started_link(port, "corridord");
	const int64_t before_ms = spent_ms();
	char why[128];

	rest_ms(3000);
	fprintf(stderr, "%s: %lld ms of CPU in 3 s\n", what, (long long)(spent_ms() - before_ms));
	CHECK(spent_ms() - before_ms < 200);
	CHECK(!link_is_ready(link, why) && why[0] != '\0');
	stop_within(link, 2000);
	if (fd >= 0)
		close(fd);
}

static void a_command_is_answered(struct link *link)
{
	static const char command[] = "{\"txn\":\"t-1\",\"cmd\":\"typing\",\"args\":{\"thread\":\"t12\"}}";
	const size_t heard = asker.heard_count;
	const int before = atomic_load(&engine.submitted);

	CHECK(becomes_ready(link, 3000));
	CHECK(device_say(&asker, command, sizeof(command) - 1, false));
	CHECK(device_hears(&asker, heard + 1, 3000));
	CHECK(strcmp(asker.heard, "{\"txn\":\"t-1\",\"ok\":true,\"pos\":7,\"result\":{\"thread\":\"t12\"}}") == 0);
	CHECK(atomic_load(&engine.submitted) == before + 1);
}

static void what_cannot_be_decoded_is_refused(void)
{
	static char large[70 * 1024];
	static const char nonsense[] = "{\"txn\":\"t-2\",\"cmd\":\"no.such\"}";
	const int before = atomic_load(&engine.submitted);
	const size_t heard = asker.heard_count;

	CHECK(device_say(&asker, nonsense, sizeof(nonsense) - 1, false));
	CHECK(device_hears(&asker, heard + 1, 3000));
	CHECK(strstr(asker.heard, "\"txn\":\"t-2\"") && strstr(asker.heard, "\"bad_request\""));
	memset(large, ' ', sizeof(large));
	CHECK(device_say(&asker, large, sizeof(large), false));
	CHECK(device_hears(&asker, heard + 2, 3000));
	CHECK(strstr(asker.heard, "\"txn\":null") && strstr(asker.heard, "\"too_large\""));
	CHECK(device_say(&asker, "", 0, false));
	CHECK(!device_hears(&asker, heard + 3, 300));
	CHECK(atomic_load(&engine.submitted) == before);
}

/* An answer larger than Mosquitto's packets would make it hang up on everybody. */
static void a_large_answer_is_cut(struct link *link)
{
	static const char command[] = "{\"txn\":\"t-3\",\"cmd\":\"sync\",\"args\":{\"since\":0}}";
	struct link_counters before, after;
	const size_t heard = asker.heard_count;

	engine.sync_events = 500;
	engine.sync_body_bytes = 8000;
	link_count(link, &before);
	CHECK(device_say(&asker, command, sizeof(command) - 1, false));
	CHECK(device_hears(&asker, heard + 1, 3000));
	CHECK(strstr(asker.heard, "\"ok\":true") && strstr(asker.heard, "\"complete\":false"));
	CHECK(asker.heard_length > LINK_PACKET_BYTES / 4 && asker.heard_length < LINK_PACKET_BYTES);
	link_count(link, &after);
	CHECK(after.failures == before.failures);
}

static void an_event_reaches_its_devices(struct link *link)
{
	static const char *const devices[] = {"a-khan-1", "e-okafor-1", "nobody-is-connected-1"};
	struct broadcast *broadcast = fake_broadcast(40, devices, 3);
	struct passing_hint *hint = fake_hint("e-okafor-1");
	const size_t asker_heard = asker.heard_count;
	const size_t answerer_heard = answerer.heard_count;

	link_sink(link)->happened(link_sink(link), broadcast);
	broadcast_release(broadcast);
	CHECK(device_hears(&asker, asker_heard + 1, 3000));
	CHECK(strstr(asker.heard, "\"txn\":\"said-40\""));
	CHECK(device_hears(&answerer, answerer_heard + 1, 3000));
	CHECK(strstr(answerer.heard, "\"pos\":40") && !strstr(answerer.heard, "said-40"));
	link_sink(link)->hinted(link_sink(link), hint);
	hint_release(hint);
	CHECK(device_hears(&answerer, answerer_heard + 2, 3000));
	CHECK(strstr(answerer.heard, "\"event\":\"typing\""));
}

static void *burst(void *context)
{
	static const char *const devices[] = {"a-khan-1", "e-okafor-1"};
	struct sink *sink = link_sink(context);

	for (int64_t pos = 1; pos <= BURST_EVENTS; pos++) {
		struct broadcast *broadcast = fake_broadcast(pos, devices, 2);

		sink->happened(sink, broadcast);
		broadcast_release(broadcast);
	}
	return NULL;
}

/* More than fits into one flight, from another thread: all of it arrives, or its readers are told to sync. */
static void a_burst_arrives_or_is_owed(struct link *link)
{
	const size_t asker_heard = asker.heard_count;
	const size_t answerer_heard = answerer.heard_count;
	struct link_counters before, after;
	const int64_t began_ms = now_ms();
	pthread_t thread;

	link_count(link, &before);
	CHECK(pthread_create(&thread, NULL, burst, link) == 0);
	while (asker.heard_count < asker_heard + BURST_EVENTS || answerer.heard_count < answerer_heard + BURST_EVENTS) {
		device_hears(&asker, asker.heard_count + 100, 20);
		device_hears(&answerer, answerer.heard_count + 100, 20);
		if (asker.resync_count > 0 && answerer.resync_count > 0)
			break;
		CHECK(now_ms() - began_ms < 30000);
	}
	pthread_join(thread, NULL);
	link_count(link, &after);
	fprintf(stderr, "burst: %d events to 2 devices in %lld ms, %lld dropped\n", BURST_EVENTS,
		(long long)(now_ms() - began_ms), (long long)(after.dropped - before.dropped));
	CHECK(after.failures == before.failures);
	CHECK((asker.resync_count > 0) == (after.dropped > before.dropped));
}

static void connect_devices(void)
{
	CHECK(device_connect(&asker, "a-khan-1", &server));
	CHECK(device_connect(&answerer, "e-okafor-1", &server));
}

static void disconnect_devices(void)
{
	device_disconnect(&asker);
	device_disconnect(&answerer);
}

static void a_killed_server_is_found_again(struct link *link)
{
	static const char *const devices[] = {"a-khan-1", "e-okafor-1"};

	for (int i = 0; i < 3; i++) {
		struct broadcast *broadcast = fake_broadcast(50 + i, devices, 2);
		int64_t began_ms, cpu_ms;

		server_signal(&server, SIGKILL);
		CHECK(becomes_unready(link, 2000));
		disconnect_devices();
		link_sink(link)->happened(link_sink(link), broadcast);
		broadcast_release(broadcast);
		cpu_ms = spent_ms();
		rest_ms(INT64_C(700) * i);
		CHECK(spent_ms() - cpu_ms < 100);
		CHECK(server_start(&server));
		began_ms = now_ms();
		connect_devices();
		CHECK(becomes_ready(link, 3000));
		fprintf(stderr, "killed: ready again %lld ms after the restart\n", (long long)(now_ms() - began_ms));
		/* What was dropped meanwhile is owed to both, once; who subscribes after the link is back has missed the
		 * hint, and asks by itself. */
		device_is_told_to_sync(&asker, 300);
		device_is_told_to_sync(&answerer, 300);
		CHECK(asker.resync_count <= 1 && answerer.resync_count <= 1);
		a_command_is_answered(link);
	}
}

/* The kernel still confirms what we send; only the server itself is gone. */
static void a_deaf_server_is_noticed(struct link *link)
{
	int64_t began_ms = now_ms();

	disconnect_devices();
	server_signal(&server, SIGSTOP);
	CHECK(becomes_unready(link, INT64_C(1000) * (2 * KEEPALIVE_S + 1)));
	fprintf(stderr, "deaf: noticed after %lld ms\n", (long long)(now_ms() - began_ms));
	server_signal(&server, SIGCONT);
	CHECK(becomes_ready(link, 3000));
	connect_devices();
	a_command_is_answered(link);
}

static void what_waits_at_the_stop_is_still_published(struct link *link)
{
	static const char *const devices[] = {"a-khan-1"};
	const size_t heard = asker.heard_count;

	for (int64_t pos = 1; pos <= 100; pos++) {
		struct broadcast *broadcast = fake_broadcast(pos, devices, 1);

		link_sink(link)->happened(link_sink(link), broadcast);
		broadcast_release(broadcast);
	}
	stop_within(link, 2000);
	CHECK(device_hears(&asker, heard + 100, 3000));
}

/* A client that is not the daemon may not hear everybody's commands, and must not believe it does. */
static void a_refused_subscription_is_not_ready(void)
{
	struct link *link = started_link(server.port, "devices/e-okafor-1");
	char why[128];

	disconnect_devices();
	rest_ms(1000);
	CHECK(!link_is_ready(link, why));
	CHECK(strstr(why, "subscribe"));
	stop_within(link, 2000);
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

	a_server_that_is_no_server("dead port", false, false);
	a_server_that_is_no_server("silence", true, false);
	a_server_that_is_no_server("hangs up", true, true);

	CHECK(server_start(&server));
	link = started_link(server.port, "corridord");
	connect_devices();
	a_command_is_answered(link);
	what_cannot_be_decoded_is_refused();
	a_large_answer_is_cut(link);
	an_event_reaches_its_devices(link);
	a_burst_arrives_or_is_owed(link);
	a_killed_server_is_found_again(link);
	a_deaf_server_is_noticed(link);
	what_waits_at_the_stop_is_still_published(link);
	a_refused_subscription_is_not_ready();

	CHECK(fake_engine_alive() == 0);
	disconnect_devices();
	server_signal(&server, SIGTERM);
	server_remove(&server);
	mosquitto_lib_cleanup();
	return 0;
}
