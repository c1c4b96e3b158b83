#include "wire_connection.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

enum { KEEPALIVE_S = 20, QOS = 1 };

__attribute__((format(printf, 2, 3))) static void end(struct wire_connection *connection, const char *format, ...)
{
	va_list arguments;

	if (connection->is_over)
		return;
	connection->is_over = true;
	va_start(arguments, format);
	vsnprintf(connection->why, sizeof(connection->why), format, arguments);
	va_end(arguments);
}

static void on_connect(struct mosquitto *mosquitto, void *context, int code)
{
	struct wire_connection *connection = context;

	if (code != 0) {
		end(connection, "The broker refused the connection: %s", mosquitto_connack_string(code));
		return;
	}
	if (mosquitto_subscribe(mosquitto, NULL, connection->event_topic, QOS) != MOSQ_ERR_SUCCESS)
		end(connection, "The subscription could not be sent.");
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int id, int count, const int *granted)
{
	struct wire_connection *connection = context;

	(void)mosquitto;
	(void)id;
	if (count < 1 || granted[0] > 2) {
		end(connection, "The broker does not let this device in: it was revoked, its person is suspended, or "
				"its certificate is not for a device.");
		return;
	}
	connection->is_subscribed = true;
}

/* Only put aside: libmosquitto holds a lock while it calls. With no memory it is lost, as on the way, and asked for again. */
static void on_message(struct mosquitto *mosquitto, void *context, const struct mosquitto_message *message)
{
	struct wire_connection *connection = context;
	struct wire_message *kept;

	(void)mosquitto;
	if (message->payloadlen <= 0 || strcmp(message->topic, connection->event_topic) != 0)
		return;
	kept = client_memory_new(sizeof(*kept) + (size_t)message->payloadlen);
	if (!kept)
		return;
	kept->length = (size_t)message->payloadlen;
	memcpy(kept->bytes, message->payload, kept->length);
	*connection->last_message = kept;
	connection->last_message = &kept->next;
}

/* Hands over what was put aside, or with hooks NULL forgets it. */
static void pass_on(struct wire_connection *connection, const struct wire_hooks *hooks)
{
	while (connection->first_message) {
		struct wire_message *message = connection->first_message;

		connection->first_message = message->next;
		if (hooks)
			hooks->received(hooks->context, message->bytes, message->length);
		client_memory_wipe(message->bytes, message->length);
		client_memory_free(message);
	}
	connection->last_message = &connection->first_message;
}

/* libmosquitto tells what is wrong with TLS only here. */
static void on_log(struct mosquitto *mosquitto, void *context, int level, const char *text)
{
	struct wire_connection *connection = context;
	const char *detail = strrchr(text, ':');

	(void)mosquitto;
	if (level != MOSQ_LOG_ERR || connection->why[0] != '\0')
		return;
	if (connection->is_subscribed) {
		snprintf(connection->why, sizeof(connection->why), "The connection broke (%s).",
			detail ? detail + 1 : text);
		return;
	}
	snprintf(connection->why, sizeof(connection->why),
		"TLS failed (%s): check the certificates of the authority and of this device and its key, and that the "
		"host is named "
		"in the server's certificate.",
		detail ? detail + 1 : text);
}

/* Never asks on the terminal for the password of an encrypted key: it is taken as wrong. */
static int no_password(char *buffer, int size, int is_writing, void *context)
{
	(void)is_writing;
	(void)context;
	if (size > 0)
		buffer[0] = '\0';
	return 0;
}

static void end_with_code(struct wire_connection *connection, int code)
{
	char noted[sizeof(connection->why)];
	char said[96] = "";

	if (connection->is_over)
		return;
	if (strerror_r(errno, said, sizeof(said)) != 0)
		said[0] = '\0';
	memcpy(noted, connection->why, sizeof(noted));
	if (noted[0] != '\0')
		end(connection, "%s", noted);
	else if (code == MOSQ_ERR_ERRNO)
		end(connection, "The connection broke: %s.", said);
	else
		end(connection, "The connection ended: %s", mosquitto_strerror(code));
}

static int set_up(struct wire_connection *connection)
{
	const struct wire_config *config = connection->config;
	int code = mosquitto_int_option(connection->mosquitto, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);

	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_int_option(connection->mosquitto, MOSQ_OPT_TCP_NODELAY, 1);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_tls_set(connection->mosquitto, config->ca_path, NULL, config->certificate_path,
			config->key_path, no_password);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_tls_opts_set(connection->mosquitto, 1, NULL, NULL);
	if (code != MOSQ_ERR_SUCCESS)
		return code;
	mosquitto_connect_callback_set(connection->mosquitto, on_connect);
	mosquitto_subscribe_callback_set(connection->mosquitto, on_subscribe);
	mosquitto_message_callback_set(connection->mosquitto, on_message);
	mosquitto_log_callback_set(connection->mosquitto, on_log);
	return mosquitto_connect(connection->mosquitto, config->host, config->port, KEEPALIVE_S);
}

bool client_wire_connection_init(
	struct wire_connection *connection, const struct wire_config *config, const struct wire_hooks *hooks)
{
	int code;

	*connection = (struct wire_connection){.config = config, .hooks = hooks};
	connection->last_message = &connection->first_message;
	snprintf(connection->command_topic, sizeof(connection->command_topic), "corridor/v1/%s/cmd", config->device);
	snprintf(connection->event_topic, sizeof(connection->event_topic), "corridor/v1/%s/evt", config->device);
	connection->mosquitto = mosquitto_new(config->device, true, connection);
	if (!connection->mosquitto) {
		end(connection, "There is no memory left.");
		return false;
	}
	code = set_up(connection);
	if (code != MOSQ_ERR_SUCCESS)
		end_with_code(connection, code);
	return !connection->is_over;
}

bool client_wire_connection_turn(struct wire_connection *connection, int wake_file, int64_t timeout_ms)
{
	struct mosquitto *mosquitto = connection->mosquitto;
	struct pollfd waits[2] = {
		{.fd = mosquitto_socket(mosquitto), .events = POLLIN},
		{.fd = wake_file, .events = POLLIN},
	};
	int code = MOSQ_ERR_SUCCESS;

	if (connection->is_over)
		return false;
	if (mosquitto_want_write(mosquitto))
		waits[0].events |= POLLOUT;
	if (poll(waits, 2, (int)timeout_ms) < 0 && errno != EINTR) {
		end_with_code(connection, MOSQ_ERR_ERRNO);
		return false;
	}
	if (waits[0].revents & POLLOUT)
		code = mosquitto_loop_write(mosquitto, 1);
	if (code == MOSQ_ERR_SUCCESS && (waits[0].revents & (POLLIN | POLLHUP | POLLERR)))
		code = mosquitto_loop_read(mosquitto, 1);
	pass_on(connection, connection->hooks);
	if (code == MOSQ_ERR_SUCCESS)
		code = mosquitto_loop_misc(mosquitto);
	if (code != MOSQ_ERR_SUCCESS)
		end_with_code(connection, code);
	return !connection->is_over;
}

void client_wire_connection_publish(struct wire_connection *connection, const char *bytes, size_t length)
{
	int code;

	if (connection->is_over || length > INT_MAX)
		return;
	code = mosquitto_publish(
		connection->mosquitto, NULL, connection->command_topic, (int)length, bytes, QOS, false);
	if (code != MOSQ_ERR_SUCCESS)
		end_with_code(connection, code);
}

void client_wire_connection_deinit(struct wire_connection *connection)
{
	if (!connection->mosquitto)
		return;
	if (!connection->is_over)
		mosquitto_disconnect(connection->mosquitto);
	mosquitto_destroy(connection->mosquitto);
	pass_on(connection, NULL);
	connection->mosquitto = NULL;
}
