#include "gateway/gateway.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "gateway/addresses.h"
#include "gateway/auth.h"
#include "gateway/certificate.h"
#include "gateway/door.h"
#include "gateway/fanout.h"
#include "gateway/inbox.h"
#include "gateway/listen.h"
#include "gateway/static_files.h"

enum { TICK_MS = 1000, PRUNE_TICKS = 30, GOODBYE_MS = 2000, GOODBYE_STEP_MS = 20 };
enum { SECONDS_A_DAY = 86400, WARN_BEFORE_EXPIRY_S = 14 * SECONDS_A_DAY };

/* --- configuration ---------------------------------------------------------------------------------------------- */

static void fill_size(size_t *limit, size_t value)
{
	*limit = *limit ? *limit : value;
}

static void fill_limits(struct gateway_limits *limits)
{
	fill_size(&limits->connections, 20000);
	fill_size(&limits->connections_per_address, 15000);
	fill_size(&limits->sockets_per_person, 1000);
	fill_size(&limits->commands_in_flight, 1000);
	fill_size(&limits->queue_capacity, 16384);
	fill_size(&limits->outbox_frames, 2048);
	fill_size(&limits->outbox_bytes, (size_t)4 * 1024 * 1024);
	limits->session_check_ms = limits->session_check_ms ? limits->session_check_ms : 15000;
	limits->failed_sign_ins = limits->failed_sign_ins ? limits->failed_sign_ins : 100;
	limits->ping_seconds = limits->ping_seconds ? limits->ping_seconds : 25;
	limits->pong_seconds = limits->pong_seconds ? limits->pong_seconds : 10;
}

static enum error fill_config(struct gateway *gateway, const struct gateway_config *config)
{
	gateway->config = *config;
	gateway->config.clock = config->clock ? config->clock : clock_system();
	gateway->config.host = config->host ? config->host : "127.0.0.1";
	gateway->config.ops_host = config->ops_host ? config->ops_host : "127.0.0.1";
	gateway->config.version = config->version ? config->version : "";
	fill_limits(&gateway->config.limits);
	if (config->cookie_key.length > 0)
		return OK;
	log_event(LOG_WARNING, "gateway.random_cookie_key", "sessions=%s", "end_with_this_process");
	gateway->config.cookie_key = (struct text){gateway->random_key, sizeof gateway->random_key};
	return random_bytes(gateway->random_key, sizeof gateway->random_key);
}

/* The header lines of every answer (ASVS 3.4). Old Safari does not take 'self' for wss. */
static enum error write_standing_headers(struct gateway *gateway)
{
	struct buffer text = {0};

	buffer_append_string(&text, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
				    "img-src 'self' blob:; font-src 'self'; connect-src 'self'");
	for (size_t i = 0; i < gateway->config.origin_count; i++)
		if (strncmp(gateway->config.origins[i], "https://", 8) == 0)
			buffer_append_format(&text, " wss://%s", gateway->config.origins[i] + 8);
	buffer_append_string(&text, "; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
				    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sw\r\n"
				    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
				    "X-Content-Type-Options: nosniff\r\n"
				    "X-Frame-Options: DENY\r\n"
				    "Referrer-Policy: no-referrer\r\n"
				    "Cross-Origin-Opener-Policy: same-origin\r\n"
				    "Cross-Origin-Resource-Policy: same-origin\r\n"
				    "Permissions-Policy: camera=(self), microphone=(), geolocation=()\r\n");
	gateway->standing_headers = text.data;
	return text.failed ? ERROR_BUSY : OK;
}

static enum error open_maps(struct gateway *gateway)
{
	gateway->connections = map_new();
	gateway->addresses = map_new();
	gateway->sessions = map_new();
	gateway->people = map_new();
	if (!gateway->connections || !gateway->addresses || !gateway->sessions || !gateway->people)
		return ERROR_BUSY;
	return OK;
}

struct gateway *gateway_new(const struct gateway_config *config)
{
	struct gateway *gateway = memory_new(sizeof *gateway);
	enum error error;

	if (!gateway)
		return NULL;
	error = fill_config(gateway, config);
	if (!error)
		error = write_standing_headers(gateway);
	if (!error)
		error = open_maps(gateway);
	if (!error)
		error = inbox_open(gateway);
	if (!error)
		error = engine_add_sink(config->engine, &gateway->sink);
	if (!error)
		return gateway;
	gateway_free(gateway);
	return NULL;
}

/* --- life ------------------------------------------------------------------------------------------------------- */

static void tick(uv_timer_t *timer)
{
	struct gateway *gateway = timer->data;

	/* A timeout set outside of libwebsockets' own callbacks is only looked at when it next wakes up. */
	lws_cancel_service(gateway->context);
	door_tick(gateway);
	sessions_tick(gateway);
	if (gateway->ticks++ % PRUNE_TICKS == 0)
		addresses_prune(gateway);
}

enum error gateway_start(struct gateway *gateway, char why[256])
{
	const struct gateway_config *config = &gateway->config;
	enum error error = OK;

	if (config->web_root)
		error = files_load(config->web_root, &gateway->files, why);
	if (!error)
		error = gateway_reload(gateway, why);
	if (!error)
		error = listen_open(gateway, why);
	if (error)
		return error;
	gateway->tick.data = gateway;
	if (uv_timer_init(config->loop, &gateway->tick) != 0)
		return ERROR_BUSY;
	gateway->has_tick = true;
	uv_timer_start(&gateway->tick, tick, TICK_MS, TICK_MS);
	log_event(LOG_INFO, "gateway.listening", "host=%s port=%d ops_port=%d", config->host, gateway_port(gateway),
		gateway_ops_port(gateway));
	return OK;
}

/* A certificate that nobody renews is told of in time. */
static void tell_expiry(const struct gateway *gateway)
{
	int64_t left_s = certificate_expires_s(gateway->certificate) - gateway_wall_now_ms(gateway) / 1000;

	log_event(left_s < WARN_BEFORE_EXPIRY_S ? LOG_WARNING : LOG_INFO, "gateway.certificate",
		"path=\"%s\" days_left=%lld", gateway->config.certificate_path, (long long)(left_s / SECONDS_A_DAY));
}

enum error gateway_reload(struct gateway *gateway, char why[256])
{
	const struct gateway_config *config = &gateway->config;
	struct certificate *fresh = NULL;
	enum error error = certificate_read(
		config->certificate_path, config->key_path, gateway_wall_now_ms(gateway) / 1000, &fresh, why);

	if (error)
		return error;
	certificate_free(gateway->certificate);
	gateway->certificate = fresh;
	tell_expiry(gateway);
	return OK;
}

enum error gateway_check_certificate(const char *chain_path, const char *key_path, char why[256])
{
	struct certificate *certificate = NULL;
	enum error error = certificate_read(
		chain_path, key_path, clock_system()->wall_ms(clock_system()) / 1000, &certificate, why);

	certificate_free(certificate);
	return error;
}

int gateway_port(const struct gateway *gateway)
{
	return door_port(gateway);
}

int gateway_ops_port(const struct gateway *gateway)
{
	return gateway->ops ? lws_get_vhost_listen_port(gateway->ops) : 0;
}

static void say_goodbye(struct gateway *gateway)
{
	struct connection *connection;
	struct text key;
	size_t cursor = 0;
	void *value;

	while (map_next(gateway->connections, &cursor, &key, &value)) {
		connection = value;
		if (connection->socket)
			web_socket_close(connection->socket, CLOSE_GOING_AWAY, "going away");
	}
}

/* Wakes uv_run(ONCE) often enough to look at the time. */
static void step(uv_timer_t *timer)
{
	(void)timer;
}

static void wait_for_sockets(struct gateway *gateway)
{
	int64_t until = gateway_now_ms(gateway) + GOODBYE_MS;

	uv_timer_start(&gateway->tick, step, GOODBYE_STEP_MS, GOODBYE_STEP_MS);
	while (gateway->socket_count > 0 && gateway_now_ms(gateway) < until)
		uv_run(gateway->config.loop, UV_RUN_ONCE);
	uv_timer_stop(&gateway->tick);
}

static void see_closed(uv_handle_t *handle)
{
	bool *is_open = handle->data;

	*is_open = false;
}

/* Closes a handle of ours and runs the loop until that is done. */
static void close_handle(struct gateway *gateway, uv_handle_t *handle, bool *is_open)
{
	if (!*is_open)
		return;
	handle->data = is_open;
	uv_close(handle, see_closed);
	while (*is_open)
		uv_run(gateway->config.loop, UV_RUN_NOWAIT);
}

void gateway_stop(struct gateway *gateway)
{
	if (!gateway->context || gateway->is_stopping)
		return;
	gateway->is_stopping = true;
	say_goodbye(gateway);
	wait_for_sockets(gateway);
	listen_close(gateway);
	close_handle(gateway, (uv_handle_t *)&gateway->tick, &gateway->has_tick);
	log_event(LOG_INFO, "gateway.stopped", NULL);
}

void gateway_free(struct gateway *gateway)
{
	if (!gateway)
		return;
	listen_close(gateway);
	close_handle(gateway, (uv_handle_t *)&gateway->tick, &gateway->has_tick);
	inbox_empty(gateway);
	close_handle(gateway, (uv_handle_t *)&gateway->wake, &gateway->has_wake);
	inbox_close(gateway);
	map_free(gateway->connections, NULL);
	fanout_free(gateway);
	sessions_free(gateway);
	addresses_free(gateway);
	files_free(gateway->files);
	certificate_free(gateway->certificate);
	memory_free(gateway->standing_headers);
	memory_free(gateway);
}
