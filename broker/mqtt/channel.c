#define _GNU_SOURCE /* POLLRDHUP, strerrordesc_np */

#include "mqtt/channel.h"

#include <errno.h>
#include <mosquitto.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "codec/codec.h"
#include "mqtt/topic.h"

enum {
	CONNECT_TIMEOUT_MS = 5000, /* until READY */
	TICK_MS = 1000,            /* keepalive has a resolution of a second */
	HANDSHAKE_TICK_MS = 50,    /* libmosquitto does not say what its handshake waits for */
	PACKETS_AT_ONCE = 100,
	READS_AT_ONCE = 8,
};

static int64_t now_ms(void)
{
	return clock_system()->monotonic_ms(clock_system());
}

/* The first reason stays: what follows it is its consequence. */
static void lose(struct channel *channel, const char *why)
{
	if (channel->phase == CHANNEL_LOST)
		return;
	channel->phase = CHANNEL_LOST;
	if (channel->library_says[0] != '\0')
		snprintf(channel->why, sizeof(channel->why), "%.40s (%.80s)", why, channel->library_says);
	else
		snprintf(channel->why, sizeof(channel->why), "%s", why);
}

static void lose_by(struct channel *channel, int result)
{
	if (result == MOSQ_ERR_KEEPALIVE)
		lose(channel, "the MQTT server has gone silent"); /* libmosquitto has no words for it */
	else
		lose(channel, result == MOSQ_ERR_ERRNO ? strerrordesc_np(errno) : mosquitto_strerror(result));
}

/* --- callbacks: under a lock of libmosquitto, so they only note and pass on ----------------------------------------- */

static void on_connect(struct mosquitto *mosquitto, void *context, int result)
{
	struct channel *channel = context;

	channel->packets++;
	if (result != 0) {
		lose(channel, mosquitto_connack_string(result));
		return;
	}
	result = mosquitto_subscribe(mosquitto, NULL, TOPIC_ALL_COMMANDS, 1);
	if (result != MOSQ_ERR_SUCCESS) {
		lose_by(channel, result);
		return;
	}
	channel->phase = CHANNEL_SUBSCRIBING;
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int message, int count, const int *granted)
{
	struct channel *channel = context;

	(void)mosquitto;
	(void)message;
	channel->packets++;
	/* 0x80 is a refusal; QoS 0 would lose commands that their senders believe delivered to us. */
	if (count < 1 || granted[0] < 1 || granted[0] > 2) {
		lose(channel, "the MQTT server does not let us subscribe to " TOPIC_ALL_COMMANDS);
		return;
	}
	channel->phase = CHANNEL_READY;
	channel->ready_at_ms = now_ms();
}

static void on_publish(struct mosquitto *mosquitto, void *context, int message)
{
	struct channel *channel = context;

	(void)mosquitto;
	channel->packets++;
	sender_confirmed(channel->sender, message);
}

/* Decodes a command and submits it; what cannot be decoded is refused the way the engine would. */
static void take_command(struct channel *channel, const struct device_id *device, struct text json)
{
	struct request *request = request_new(channel->sink, 0);
	struct decoded decoded = {0};

	if (!request)
		return; /* no receipt, so the device sends it again */
	request->error = codec_decode_command(json, request->arena, &decoded);
	request->command.device = *device;
	request->command.txn = decoded.txn;
	if (request->error) {
		request->refusal = decoded.refusal;
		channel->sink->finished(channel->sink, request);
		return;
	}
	request->command.row = decoded.row;
	request->command.args = decoded.args;
	engine_submit(channel->config->engine, request);
}

static void on_message(struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct channel *channel = context;
	struct device_id device;

	(void)mosquitto;
	channel->packets++;
	/* Nobody may publish retained; an old one would be a command that nobody sent now. */
	if (message->retain || message->payloadlen <= 0 || !topic_to_device(message->topic, &device))
		return;
	atomic_fetch_add(channel->received, 1);
	take_command(channel, &device, (struct text){message->payload, (size_t)message->payloadlen});
}

static void on_disconnect(struct mosquitto *mosquitto, void *context, int result)
{
	(void)mosquitto;
	lose_by(context, result);
}

/* OpenSSL's reasons are only ever told here. */
static void on_log(struct mosquitto *mosquitto, void *context, int level, const char *line)
{
	struct channel *channel = context;

	(void)mosquitto;
	if (level == MOSQ_LOG_ERR)
		snprintf(channel->library_says, sizeof(channel->library_says), "%s", line);
}

/* --- opening and closing --------------------------------------------------------------------------------------------- */

static int configure(struct channel *channel)
{
	const struct link_config *config = channel->config;
	struct mosquitto *mosquitto = channel->mosquitto;
	int result;

	mosquitto_connect_callback_set(mosquitto, on_connect);
	mosquitto_subscribe_callback_set(mosquitto, on_subscribe);
	mosquitto_publish_callback_set(mosquitto, on_publish);
	mosquitto_message_callback_set(mosquitto, on_message);
	mosquitto_disconnect_callback_set(mosquitto, on_disconnect);
	mosquitto_log_callback_set(mosquitto, on_log);
	result = mosquitto_tls_set(mosquitto, config->ca, NULL, config->certificate, config->key, NULL);
	if (result != MOSQ_ERR_SUCCESS)
		return result;
	/* The lowest version; the server's certificate must be signed by the authority and name the host. */
	result = mosquitto_tls_opts_set(mosquitto, 1, "tlsv1.2", NULL);
	if (result != MOSQ_ERR_SUCCESS)
		return result;
	mosquitto_int_option(mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	return mosquitto_max_inflight_messages_set(mosquitto, FLIGHT_MOST);
}

/* libmosquitto only says that something is invalid. */
static void lose_for_unreadable_files(struct channel *channel)
{
	const struct link_config *config = channel->config;
	const char *const files[] = {config->ca, config->certificate, config->key};
	char why[CHANNEL_WHY_BYTES];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (access(files[i], R_OK) == 0)
			continue;
		snprintf(why, sizeof(why), "cannot read %.100s", files[i]);
		lose(channel, why);
		return;
	}
}

void channel_open(struct channel *channel)
{
	const struct link_config *config = channel->config;
	int result;

	channel->phase = CHANNEL_REACHING;
	channel->may_have_more = false;
	channel->why[0] = '\0';
	channel->library_says[0] = '\0';
	channel->deadline_ms = now_ms() + CONNECT_TIMEOUT_MS;
	channel->mosquitto = mosquitto_new(config->client_id, true, channel);
	if (!channel->mosquitto) {
		lose(channel, "no memory");
		return;
	}
	lose_for_unreadable_files(channel);
	result = configure(channel);
	if (result != MOSQ_ERR_SUCCESS)
		lose_by(channel, result);
	if (channel->phase == CHANNEL_LOST)
		return;
	/* Of the host's addresses it takes the first that does not refuse at once. */
	result = mosquitto_connect_async(channel->mosquitto, config->host, config->port, config->keepalive_s);
	if (result == MOSQ_ERR_EAI)
		lose(channel, "the host name cannot be resolved");
	else if (result != MOSQ_ERR_SUCCESS)
		lose_by(channel, result);
}

void channel_close(struct channel *channel)
{
	if (channel->mosquitto && channel->phase == CHANNEL_READY)
		mosquitto_disconnect(channel->mosquitto);
	mosquitto_destroy(channel->mosquitto);
	channel->mosquitto = NULL;
	channel->phase = CHANNEL_LOST;
}

/* --- one turn ---------------------------------------------------------------------------------------------------------- */

/* Reads until a call sees no packet of ours: libmosquitto takes any EAGAIN, even of its own wake-up pipe, for an empty
 * socket, and would leave bytes in the TLS layer, where poll does not see them. */
static void read_packets(struct channel *channel)
{
	uint64_t before;
	int reads = 0;

	do {
		int result;

		before = channel->packets;
		errno = 0;
		result = mosquitto_loop_read(channel->mosquitto, PACKETS_AT_ONCE);
		if (result != MOSQ_ERR_SUCCESS)
			lose_by(channel, result);
	} while (channel->phase != CHANNEL_LOST && channel->packets != before && ++reads < READS_AT_ONCE);
	channel->may_have_more = channel->packets != before;
}

static void write_packets(struct channel *channel)
{
	int result = mosquitto_loop_write(channel->mosquitto, PACKETS_AT_ONCE);

	if (result != MOSQ_ERR_SUCCESS)
		lose_by(channel, result);
}

static void reach(struct channel *channel, int fd, short happened)
{
	int problem = 0;
	socklen_t size = sizeof(problem);

	if (happened & (POLLERR | POLLHUP | POLLNVAL)) {
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size);
		lose(channel, problem ? strerrordesc_np(problem) : "connection refused");
		return;
	}
	if (happened & POLLOUT)
		channel->phase = CHANNEL_GREETING;
}

/* libmosquitto takes the end of the stream inside a TLS handshake for progress, and would spin on it. */
static void greet(struct channel *channel, short happened)
{
	read_packets(channel);
	if (channel->phase == CHANNEL_LOST)
		return;
	write_packets(channel);
	if (channel->phase == CHANNEL_GREETING && (happened & (POLLRDHUP | POLLHUP | POLLERR)))
		lose(channel, "the MQTT server hung up during the handshake");
}

static void exchange(struct channel *channel, short happened)
{
	if ((happened & (POLLIN | POLLERR | POLLHUP)) || channel->may_have_more)
		read_packets(channel);
	if (channel->phase != CHANNEL_LOST && mosquitto_want_write(channel->mosquitto))
		write_packets(channel);
	if (channel->phase == CHANNEL_READY && !sender_turn(channel->sender, channel->mosquitto))
		lose(channel, "the connection broke while publishing");
}

static void keep_alive(struct channel *channel)
{
	int result;

	if (channel->phase == CHANNEL_LOST)
		return;
	if (channel->phase != CHANNEL_READY && now_ms() >= channel->deadline_ms) {
		lose(channel, channel->phase == CHANNEL_REACHING ? "no answer"
								 : "the MQTT server does not finish its greeting");
		return;
	}
	result = mosquitto_loop_misc(channel->mosquitto);
	if (result != MOSQ_ERR_SUCCESS)
		lose_by(channel, result);
}

/* What the socket is waited for. */
static short wanted_events(const struct channel *channel)
{
	if (channel->phase == CHANNEL_REACHING)
		return POLLOUT;
	if (channel->phase == CHANNEL_GREETING)
		return POLLIN | POLLRDHUP;
	return (short)(POLLIN | (mosquitto_want_write(channel->mosquitto) ? POLLOUT : 0));
}

static int longest_wait_ms(const struct channel *channel, int wait_ms)
{
	int longest_ms = channel->phase == CHANNEL_GREETING ? HANDSHAKE_TICK_MS : TICK_MS;

	if (channel->may_have_more)
		return 0;
	return wait_ms < longest_ms ? wait_ms : longest_ms;
}

bool channel_turn(struct channel *channel, int wake_fd, int wait_ms)
{
	struct pollfd fds[2] = {{.fd = wake_fd, .events = POLLIN}};
	uint64_t wakes;

	if (channel->phase == CHANNEL_LOST)
		return false;
	fds[1].fd = mosquitto_socket(channel->mosquitto);
	fds[1].events = wanted_events(channel);
	if (fds[1].fd < 0) {
		lose(channel, "the connection is closed");
		return false;
	}
	if (poll(fds, 2, longest_wait_ms(channel, wait_ms)) < 0 && errno != EINTR) {
		lose(channel, strerrordesc_np(errno));
		return false;
	}
	if ((fds[0].revents & POLLIN) && read(wake_fd, &wakes, sizeof(wakes)) < 0 && errno != EAGAIN)
		lose(channel, strerrordesc_np(errno));
	if (channel->phase == CHANNEL_REACHING)
		reach(channel, fds[1].fd, fds[1].revents);
	if (channel->phase == CHANNEL_GREETING)
		greet(channel, fds[1].revents);
	if (channel->phase == CHANNEL_SUBSCRIBING || channel->phase == CHANNEL_READY)
		exchange(channel, fds[1].revents);
	keep_alive(channel);
	return channel->phase != CHANNEL_LOST;
}
