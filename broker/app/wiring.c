#define _GNU_SOURCE /* uv.h */

#include "app/wiring.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "app/signals.h"
#include "base/calendar.h"
#include "base/text.h"
#include "gateway/gateway.h"
#include "mqtt/link.h"
#include "upkeep/folder.h"

/* A full or lost disk is known to /readyz within 5 seconds. */
/* Ten thousand events are looked over in about 40 ms: what a start may take of it. */
enum { PROBE_EVERY_MS = 2000, LOOKED_AT_FIRST = 10000 };

struct wiring {
	const struct config *config;
	const struct secret *secret;
	char *why;
	uv_loop_t loop;
	bool has_loop;
	struct signals signals;
	struct store *store;
	struct engine *engine;
	struct gateway *gateway;
	struct link *link;
	bool is_engine_started;
	bool is_gateway_started;
};

enum error wiring_open_record(const struct config *config, const struct secret *secret, struct store **store,
	struct engine **engine, char why[WIRING_WHY_BYTES])
{
	char path[FOLDER_PATH_BYTES];
	char problem[256] = "";
	enum error error = folder_database(config->data_dir, path, why);

	if (error)
		return error;
	error = store_open(&(struct store_config){.path = path, .bears_damage = true}, problem, store);
	if (error) {
		snprintf(why, WIRING_WHY_BYTES, "the record in %.200s cannot be opened: %s", config->data_dir, problem);
		return error;
	}
	*engine = engine_new(&(struct engine_config){
		.store = *store,
		.clock = clock_system(),
		.patient_key = secret_patient_key(secret),
		.version = CORRIDOR_VERSION,
		.queue_capacity = (size_t)config->writer_queue,
		.batch_limit = (size_t)config->batch_limit,
		.reader_count = (int)config->reader_threads,
		.commands_per_minute = config->commands_per_minute,
		.session_idle_ms = config->session_idle_minutes * MS_PER_MINUTE,
		.session_limit_ms = config->session_limit_hours * MS_PER_HOUR,
		.totp_is_single_use = config->totp_single_use,
		.warms_record = true,
		.looks_at_first = LOOKED_AT_FIRST,
		.probe_every_ms = PROBE_EVERY_MS,
		.reviews_ledger = true,
		.does_duties = true,
	});
	if (*engine)
		return OK;
	store_close(*store);
	*store = NULL;
	snprintf(why, WIRING_WHY_BYTES, "there is not enough memory for the engine.");
	return ERROR_BUSY;
}

static void look_at_mqtt(void *context, struct mqtt_health *health)
{
	struct link_counters counters;

	health->is_ready = link_is_ready(context, health->why);
	link_count(context, &counters);
	health->received = counters.received;
	health->published = counters.published;
	health->dropped = counters.dropped;
	health->connections = counters.connections;
	health->failures = counters.failures;
}

static enum error fail(struct wiring *wiring, enum error error, const char *sentence)
{
	snprintf(wiring->why, WIRING_WHY_BYTES, "%s", sentence);
	return error;
}

/* SIGHUP: what has to be renewed now and then is read again. What cannot be used is told and left, so that a half-made renewal
 * stops nobody. */
static void reload(void *context)
{
	struct wiring *wiring = context;
	const struct config *config = wiring->config;
	char why[256] = "";

	if (!wiring->is_gateway_started)
		return;
	if (gateway_reload(wiring->gateway, why) != OK)
		log_event(LOG_ERROR, "corridord.not_reloaded", "what=https_cert why=\"%s\"", why);
	if (gateway_check_certificate(config->mqtt_cert, config->mqtt_key, why) != OK)
		log_event(LOG_ERROR, "corridord.not_reloaded", "what=mqtt_cert why=\"%s\"", why);
	else
		link_reload(wiring->link);
}

static enum error make_loop(struct wiring *wiring)
{
	if (uv_loop_init(&wiring->loop) != 0)
		return fail(wiring, ERROR_BUSY, "the event loop cannot be made.");
	wiring->has_loop = true;
	if (signals_open(&wiring->signals, &wiring->loop, reload, wiring) != OK)
		return fail(wiring, ERROR_BUSY, "signals cannot be received.");
	return OK;
}

/* The link first: the gateway asks it whether it is ready. */
static enum error make_transports(struct wiring *wiring)
{
	const struct config *config = wiring->config;

	wiring->link = link_new(&(struct link_config){
		.host = config->mqtt_host,
		.port = (int)config->mqtt_port,
		.ca = config->mqtt_ca,
		.certificate = config->mqtt_cert,
		.key = config->mqtt_key,
		.client_id = "corridord",
		.keepalive_s = (int)config->mqtt_keepalive_seconds,
		.packet_bytes = (size_t)config->mqtt_packet_bytes,
		.queue_capacity = LINK_QUEUE_CAPACITY,
		.engine = wiring->engine,
	});
	if (!wiring->link || engine_add_sink(wiring->engine, link_sink(wiring->link)) != OK)
		return fail(wiring, ERROR_BUSY, "there is not enough memory for the MQTT link.");
	wiring->gateway = gateway_new(&(struct gateway_config){
		.loop = &wiring->loop,
		.engine = wiring->engine,
		.host = config->https_listen.host,
		.port = config->https_listen.port,
		.certificate_path = config->https_cert,
		.key_path = config->https_key,
		.mqtt_certificate_path = config->mqtt_cert,
		.origins = config->origin.items,
		.origin_count = config->origin.count,
		.web_root = config->web_root,
		.crl_file = config->crl_file,
		.ops_host = config->ops_listen.host,
		.ops_port = config->ops_listen.port,
		.cookie_key = secret_cookie_key(wiring->secret),
		.session_limit_ms = config->session_limit_hours * MS_PER_HOUR,
		.session_idle_ms = config->session_idle_minutes * MS_PER_MINUTE,
		.version = CORRIDOR_VERSION,
		.look_at_mqtt = look_at_mqtt,
		.mqtt_context = wiring->link,
	});
	if (!wiring->gateway)
		return fail(wiring, ERROR_BUSY, "there is not enough memory for the gateway.");
	return OK;
}

static enum error start(struct wiring *wiring)
{
	char problem[256] = "";
	enum error error;

	error = engine_start(wiring->engine);
	if (error)
		return fail(wiring, error, "the engine's threads cannot be started.");
	wiring->is_engine_started = true;
	error = gateway_start(wiring->gateway, problem);
	if (error)
		return fail(wiring, error, problem);
	wiring->is_gateway_started = true;
	error = link_start(wiring->link);
	if (error)
		return fail(wiring, error, "the MQTT link's thread cannot be started.");
	log_event(LOG_INFO, "corridord.started", "version=%s https=%d ops=%d data_dir=\"%s\"", CORRIDOR_VERSION,
		gateway_port(wiring->gateway), gateway_ops_port(wiring->gateway), wiring->config->data_dir);
	return OK;
}

/* In reverse; copes with what was never made. The link goes after the engine, whose last receipts it still publishes. */
static void take_apart(struct wiring *wiring)
{
	if (wiring->is_gateway_started)
		gateway_stop(wiring->gateway);
	if (wiring->is_engine_started)
		engine_stop(wiring->engine);
	if (wiring->link)
		link_stop(wiring->link);
	gateway_free(wiring->gateway);
	link_free(wiring->link);
	engine_free(wiring->engine);
	store_close(wiring->store);
	if (!wiring->has_loop)
		return;
	signals_close(&wiring->signals);
	uv_run(&wiring->loop, UV_RUN_DEFAULT);
	uv_loop_close(&wiring->loop);
}

enum error wiring_run(const struct config *config, const struct secret *secret, char why[WIRING_WHY_BYTES])
{
	struct wiring wiring = {.config = config, .secret = secret, .why = why};
	enum error error;

	error = make_loop(&wiring);
	if (!error)
		error = wiring_open_record(config, secret, &wiring.store, &wiring.engine, why);
	if (!error)
		error = make_transports(&wiring);
	if (!error)
		error = start(&wiring);
	if (!error)
		uv_run(&wiring.loop, UV_RUN_DEFAULT);
	take_apart(&wiring);
	if (!error)
		log_event(LOG_INFO, "corridord.stopped", "version=%s", CORRIDOR_VERSION);
	return error;
}
