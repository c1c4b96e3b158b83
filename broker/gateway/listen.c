#include "gateway/listen.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/callbacks.h"
#include "gateway/door.h"
#include "gateway/upgrade.h"

enum {
	NETWORK_SECONDS = 10,           /* for TLS, request heads and bodies to make progress */
	KEEPALIVE_SECONDS = 30,         /* of a connection between two requests */
	HEADER_BYTES = 32768,           /* all header values of a request; one with more is cut off unanswered */
	READ_BYTES = 4096,              /* largest piece of a message handed over at once */
	WRITE_BYTES = 16 * 1024 * 1024, /* what one lws_write may pass to the socket at once */
	CLOSING_ROUNDS = 1000
};

/* ECDHE with AEAD only (ASVS 12.1.2). */
static const char TLS12_SUITES[] = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
				   "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
				   "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
static const char TLS13_SUITES[] = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256";

/* The library's own words, errors only: they name no content. */
static void log_library(int level, const char *line)
{
	size_t length = strcspn(line, "\n");

	if (level == LLL_ERR)
		log_event(LOG_WARNING, "gateway.library", "%.*s", (int)length, line);
}

static uint64_t options_for(const char *host)
{
	uint64_t options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			   LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_VALIDATE_UTF8 |
			   LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME |
			   LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN;

	/* With IPv6 on, an IPv4 address given as interface binds the wildcard. */
	return strchr(host, ':') ? options : options | LWS_SERVER_OPTION_DISABLE_IPV6;
}

static void name_protocols(struct gateway *gateway)
{
	gateway->web_protocols[0] = (struct lws_protocols){
		.name = "corridor-http", .callback = callback_http, .tx_packet_size = WRITE_BYTES};
	gateway->web_protocols[1] = (struct lws_protocols){.name = UPGRADE_PROTOCOL,
		.callback = callback_socket,
		.rx_buffer_size = READ_BYTES,
		.tx_packet_size = WRITE_BYTES};
	gateway->ops_protocols[0] = (struct lws_protocols){
		.name = "corridor-ops", .callback = callback_http, .tx_packet_size = WRITE_BYTES};
}

static struct lws_context *open_context(struct gateway *gateway)
{
	void *loops[] = {gateway->config.loop};
	struct lws_context_creation_info info = {0};

	info.options = options_for(gateway->config.host);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.foreign_loops = loops;
	info.user = gateway;
	info.pcontext = &gateway->context;
	info.timeout_secs = NETWORK_SECONDS;
	info.max_http_header_data = HEADER_BYTES;
	info.gid = -1;
	info.uid = -1;
	return lws_create_context(&info);
}

static struct lws_vhost *open_web(struct gateway *gateway)
{
	const struct gateway_config *config = &gateway->config;
	struct lws_context_creation_info info = {0};

	info.options = options_for(config->host);
	info.vhost_name = "corridor";
	info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
	info.protocols = gateway->web_protocols;
	info.ssl_cert_filepath = config->certificate_path;
	info.ssl_private_key_filepath = config->key_path;
	info.ssl_cipher_list = TLS12_SUITES;
	info.tls1_3_plus_cipher_list = TLS13_SUITES;
	info.ssl_options_set = (long)(SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1);
	info.alpn = "http/1.1";
	info.keepalive_timeout = KEEPALIVE_SECONDS;
	info.timeout_secs_ah_idle = NETWORK_SECONDS;
	info.retry_and_idle_policy = &gateway->validity;
	return lws_create_vhost(gateway->context, &info);
}

static struct lws_vhost *open_ops(struct gateway *gateway)
{
	struct lws_context_creation_info info = {0};

	info.options = options_for(gateway->config.ops_host);
	info.vhost_name = "ops";
	info.iface = gateway->config.ops_host;
	info.port = gateway->config.ops_port;
	info.protocols = gateway->ops_protocols;
	info.keepalive_timeout = KEEPALIVE_SECONDS;
	info.timeout_secs_ah_idle = NETWORK_SECONDS;
	return lws_create_vhost(gateway->context, &info);
}

/* libwebsockets tells only that it failed: the usual mistakes are found beforehand. */
static bool can_read(const char *path, char why[256])
{
	if (path && access(path, R_OK) == 0)
		return true;
	snprintf(why, 256, "%.200s cannot be read", path ? path : "the certificate");
	return false;
}

enum error listen_open(struct gateway *gateway, char why[256])
{
	const struct gateway_config *config = &gateway->config;

	if (!can_read(config->certificate_path, why) || !can_read(config->key_path, why))
		return ERROR_BAD_REQUEST;
	lws_set_log_level(LLL_ERR, log_library);
	name_protocols(gateway);
	gateway->validity = (struct lws_retry_bo){
		.secs_since_valid_ping = config->limits.ping_seconds,
		.secs_since_valid_hangup = (uint16_t)(config->limits.ping_seconds + config->limits.pong_seconds),
	};
	gateway->context = open_context(gateway);
	if (!gateway->context) {
		snprintf(why, 256, "the network library does not start; is its libuv plugin installed?");
		return ERROR_BUSY;
	}
	gateway->web = open_web(gateway);
	if (!gateway->web)
		snprintf(why, 256, "cannot serve with this certificate and key: %.200s", config->certificate_path);
	else if (config->ops_port >= 0 && !(gateway->ops = open_ops(gateway)))
		snprintf(why, 256, "cannot listen on %.100s port %d; is it taken?", config->ops_host, config->ops_port);
	else if (door_open(gateway, why) == OK)
		return OK;
	listen_close(gateway);
	return ERROR_BUSY;
}

static void see_closing(uv_handle_t *handle, void *context)
{
	bool *is_closing = context;

	*is_closing = *is_closing || uv_is_closing(handle);
}

/* libwebsockets closes its handles through the loop, some only after others: it is done when none is closing. */
static void run_until_closed(uv_loop_t *loop)
{
	for (int i = 0; i < CLOSING_ROUNDS; i++) {
		bool is_closing = false;

		uv_run(loop, UV_RUN_NOWAIT);
		uv_walk(loop, see_closing, &is_closing);
		if (!is_closing)
			return;
	}
}

void listen_close(struct gateway *gateway)
{
	if (!gateway->context)
		return;
	door_close(gateway);
	lws_context_destroy(gateway->context);
	run_until_closed(gateway->config.loop);
	/* The second call frees what the first could not, as the loop is ours. */
	if (gateway->context)
		lws_context_destroy(gateway->context);
	run_until_closed(gateway->config.loop);
	gateway->web = NULL;
	gateway->ops = NULL;
}
