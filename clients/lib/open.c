/*
 * The beginning and the end of a client.
 */
#include <mosquitto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "certificate.h"
#include "inside.h"
#include "memory.h"

/* libmosquitto counts its users without a lock. */
static pthread_mutex_t library_mutex = PTHREAD_MUTEX_INITIALIZER;

static void use_library(bool is_first)
{
	pthread_mutex_lock(&library_mutex);
	if (is_first)
		mosquitto_lib_init();
	else
		mosquitto_lib_cleanup();
	pthread_mutex_unlock(&library_mutex);
}

static bool copy_text(const char *from, const char **to)
{
	*to = client_memory_string(from);
	return *to || !from;
}

static void free_text(const char *text)
{
	union {
		const char *borrowed;
		char *owned;
	} either = {text};

	client_memory_free(either.owned);
}

static bool copy_config(const struct corridor_client_config *from, struct corridor_client_config *to)
{
	*to = *from;
	/* All six, whatever becomes of one: none of them may stay borrowed. */
	bool is_host = copy_text(from->host, &to->host);
	bool is_ca = copy_text(from->ca_path, &to->ca_path);
	bool is_certificate = copy_text(from->certificate_path, &to->certificate_path);
	bool is_key = copy_text(from->key_path, &to->key_path);
	bool is_outbox = copy_text(from->outbox_path, &to->outbox_path);
	bool is_program = copy_text(from->program, &to->program);

	return is_host && is_ca && is_certificate && is_key && is_outbox && is_program;
}

static enum corridor_error check(const struct corridor_client_config *config)
{
	if (!config->host || !config->ca_path || !config->certificate_path || !config->key_path || !config->outbox_path)
		return CORRIDOR_ERROR_ARGUMENT;
	if (config->port < 1 || config->port > 65535 || strlen(config->host) > 255 || config->wait_turn_ms < 0)
		return CORRIDOR_ERROR_ARGUMENT;
	if (access(config->ca_path, R_OK) != 0 || (!config->is_offline && access(config->key_path, R_OK) != 0))
		return CORRIDOR_ERROR_CERTIFICATE;
	return CORRIDOR_OK;
}

static enum corridor_error start(struct corridor_client *client)
{
	const struct wire_config config = {
		.host = client->config.host,
		.port = client->config.port,
		.ca_path = client->config.ca_path,
		.certificate_path = client->config.certificate_path,
		.key_path = client->config.key_path,
		.device = client->device,
	};
	const struct wire_hooks hooks = client_work_hooks(client);
	enum corridor_error error = client_wire_new(&config, &hooks, &client->wire);

	if (error)
		return error;
	error = client_deliver_start(client);
	if (error)
		return error;
	return client_wire_start(client->wire);
}

static enum corridor_error set_up(struct corridor_client *client)
{
	enum corridor_error error = check(&client->config);

	if (error)
		return error;
	error = client_certificate_device(client->config.certificate_path, client->device);
	if (error)
		return error;
	snprintf(client->server, sizeof(client->server), "%s:%d", client->config.host, client->config.port);
	error = client_turn_take(client->config.outbox_path, client->config.wait_turn_ms, &client->turn);
	if (error)
		return error;
	error = client_outbox_open(client->config.outbox_path, client->device, client->server, &client->outbox);
	if (error)
		return error;
	error = client_sync_init(client);
	if (error || client->config.is_offline)
		return error;
	return start(client);
}

enum corridor_error corridor_client_open(const struct corridor_client_config *config, struct corridor_client **out)
{
	struct corridor_client *client;
	pthread_condattr_t monotonic;
	enum corridor_error error = CORRIDOR_ERROR_MEMORY;

	if (!config || !out)
		return CORRIDOR_ERROR_ARGUMENT;
	client = client_memory_new(sizeof(*client));
	if (!client)
		return CORRIDOR_ERROR_MEMORY;
	use_library(true);
	client->turn = (struct turn){-1, -1};
	client->last_item = &client->first_item;
	pthread_mutex_init(&client->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&client->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);

	if (copy_config(config, &client->config))
		error = set_up(client);
	if (error) {
		corridor_client_close(client);
		return error;
	}
	*out = client;
	return CORRIDOR_OK;
}

/* Lets callers that still wait leave with CORRIDOR_ERROR_CLOSED. */
static void drain(struct corridor_client *client)
{
	pthread_mutex_lock(&client->mutex);
	client->is_closing = true;
	pthread_cond_broadcast(&client->changed);
	while (client->caller_count > 0)
		pthread_cond_wait(&client->changed, &client->mutex);
	pthread_mutex_unlock(&client->mutex);
	client_wire_stop(client->wire);
	client_deliver_stop(client);
}

void corridor_client_close(struct corridor_client *client)
{
	if (!client)
		return;
	drain(client);
	client_wire_free(client->wire);
	client_work_drop_head(client);
	client_memory_free(client->sync.json);
	client_feed_deinit(&client->feed);
	client_outbox_close(client->outbox);
	client_turn_give_up(&client->turn);
	pthread_cond_destroy(&client->changed);
	pthread_mutex_destroy(&client->mutex);
	free_text(client->config.host);
	free_text(client->config.ca_path);
	free_text(client->config.certificate_path);
	free_text(client->config.key_path);
	free_text(client->config.outbox_path);
	free_text(client->config.program);
	client_memory_free(client);
	use_library(false);
}

bool corridor_client_is_wanted(struct corridor_client *client)
{
	return client_turn_is_wanted(&client->turn);
}
