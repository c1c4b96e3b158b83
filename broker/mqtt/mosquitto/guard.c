/*
 * The plugin that Mosquitto asks before every subscribe, unsubscribe, read and write.
 *
 * It exists because acl_file of Mosquitto 2.0 never checks SUBSCRIBE: any device could join "$share/x/corridor/v1/+/cmd"
 * and swallow its share of everybody's commands without reading one of them.
 *
 * It also knows who may hear the feed of counts, because the daemon tells it (guard_feed.h): a device that loses the right
 * hears nothing more, though it stays subscribed. Likewise it knows who is refused: their sessions end within a second or two.
 *
 * It also gives a device what it missed in the seconds between two connections (guard_memory.h).
 *
 * It also ends the sessions of certificates that were taken away (guard_revoked.h), which Mosquitto lets go on.
 *
 * As a judge it only ever vetoes. What it has nothing against it leaves (PLUGIN_DEFER) to the acl_file, which is asked next; a
 * broker started without an acl_file therefore refuses everything. So both belts must hold, whichever is misconfigured.
 *
 * Thread: Mosquitto's only one.
 */
#include "guard_feed.h"
#include "guard_memory.h"
#include "guard_revoked.h"
#include "guard_rules.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Only what Mosquitto looks up by name leaves the module; CMake hides the rest. */
#pragma GCC visibility push(default)
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>
#pragma GCC visibility pop

static mosquitto_plugin_id_t *our_identifier;
static struct guard_memory *memory;
static struct guard_feed *feed;
static struct guard_revoked *revoked;

/* False for a kind of access this plugin was not written for; those are refused. */
static bool translate_access(int access, enum guard_access *translated)
{
	static const struct {
		int theirs;
		enum guard_access ours;
	} table[] = {
		{MOSQ_ACL_READ, GUARD_READ},
		{MOSQ_ACL_WRITE, GUARD_WRITE},
		{MOSQ_ACL_SUBSCRIBE, GUARD_SUBSCRIBE},
		{MOSQ_ACL_UNSUBSCRIBE, GUARD_UNSUBSCRIBE},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].theirs == access) {
			*translated = table[i].ours;
			return true;
		}
	}
	return false;
}

/*
 * At most one line a second, or a device that is refused a thousand times a second fills the disk. The topic is not
 * logged: the client made it up. The user name was signed by our own authority.
 */
static void log_refusal(const char *user, int access)
{
	static time_t last_s;
	const time_t now_s = time(NULL);

	if (now_s == last_s)
		return;
	last_s = now_s;
	mosquitto_log_printf(MOSQ_LOG_NOTICE,
		"corridor guard: refused %s a topic that is not theirs, or a keepalive that is none (access %d)",
		user != NULL ? user : "nobody", access);
}

/* Queued by Mosquitto and sent after the subscription that is being judged has been made. */
static void give(void *context, const char *device, const void *payload, size_t length)
{
	char topic[128];

	(void)context;
	snprintf(topic, sizeof(topic), "corridor/v1/%s/evt", device);
	mosquitto_broker_publish_copy(device, topic, (int)length, payload, 1, false, NULL);
}

static void note_presence(const struct guard_request *request)
{
	char device[65];

	if (!guard_is_device(request->user))
		return;
	if (request->access == GUARD_SUBSCRIBE && guard_device_of_events(request->topic, device))
		guard_memory_subscribed(memory, request->user, time(NULL), give, NULL);
	else if (request->access == GUARD_WRITE)
		guard_memory_seen(memory, request->user, time(NULL));
	else if (request->access == GUARD_UNSUBSCRIBE && guard_device_of_events(request->topic, device))
		guard_memory_left(memory, request->user, time(NULL));
}

static bool is_revoked(const struct mosquitto *client, const char *user)
{
	X509 *certificate = mosquitto_client_certificate(client);
	bool is_so = guard_revoked_meet(revoked, user, certificate);

	X509_free(certificate);
	return is_so;
}

/* Not from inside of one of its own requests: Mosquitto would go on with a client that is gone. */
static void end_session(void *context, const char *user)
{
	(void)context;
	mosquitto_log_printf(
		MOSQ_LOG_NOTICE, "corridor guard: ended the session of %s, whose certificate is revoked", user);
	mosquitto_kick_client_by_username(user, false);
}

static int check_access(int event, void *event_data, void *userdata)
{
	const struct mosquitto_evt_acl_check *check = event_data;
	struct guard_request request = {
		.user = mosquitto_client_username(check->client),
		.topic = check->topic,
		.qos = check->qos,
		.is_retained = check->retain,
	};

	(void)event;
	(void)userdata;
	if (is_revoked(check->client, request.user))
		return MOSQ_ERR_ACL_DENIED;
	if (!guard_is_alive_often_enough(mosquitto_client_keepalive(check->client))) {
		log_refusal(request.user, check->access);
		return MOSQ_ERR_ACL_DENIED;
	}
	request.may_hear_feed = guard_feed_has(feed, request.user);
	request.is_refused = guard_feed_refuses(feed, request.user);
	if (translate_access(check->access, &request.access) && guard_is_allowed(&request)) {
		note_presence(&request);
		return MOSQ_ERR_PLUGIN_DEFER;
	}
	log_refusal(request.user, check->access);
	return MOSQ_ERR_ACL_DENIED;
}

/* Only the daemon may write to a device's events and to the list (judged before this is called). What must queue behind messages that the
 * device is being given is given too, and the original dropped: to its sender, ACL_DENIED is an ordinary PUBACK. */
static int take_message(int event, void *event_data, void *userdata)
{
	const struct mosquitto_evt_message *message = event_data;
	char device[65];

	(void)event;
	(void)userdata;
	if (guard_is_roll(mosquitto_client_username(message->client), message->topic))
		guard_feed_set(feed, message->payload, message->payloadlen);
	if (message->qos == 0 || !guard_device_of_events(message->topic, device))
		return MOSQ_ERR_SUCCESS;
	if (!guard_memory_keep(memory, device, message->payload, message->payloadlen, time(NULL)))
		return MOSQ_ERR_SUCCESS;
	give(NULL, device, message->payload, message->payloadlen);
	return MOSQ_ERR_ACL_DENIED;
}

static int note_disconnect(int event, void *event_data, void *userdata)
{
	const struct mosquitto_evt_disconnect *left = event_data;
	const char *user = mosquitto_client_username(left->client);

	(void)event;
	(void)userdata;
	if (guard_is_device(user))
		guard_memory_left(memory, user, time(NULL));
	if (user != NULL)
		guard_revoked_left(revoked, user);
	return MOSQ_ERR_SUCCESS;
}

/* Once a second, for as long as they come back: a certificate that is good opens a connection, and no more. */
static void kick(void *context, const char *device)
{
	(void)context;
	if (mosquitto_kick_client_by_clientid(device, false) == MOSQ_ERR_SUCCESS)
		mosquitto_log_printf(
			MOSQ_LOG_NOTICE, "corridor guard: ended the session of %s, which is refused", device);
}

static int sweep(int event, void *event_data, void *userdata)
{
	static time_t last_s;

	(void)event;
	(void)event_data;
	(void)userdata;
	guard_memory_turn(memory);
	if (time(NULL) != last_s) {
		last_s = time(NULL);
		guard_memory_sweep(memory, last_s);
		guard_feed_each_refused(feed, kick, NULL);
		if (guard_revoked_refresh(revoked))
			mosquitto_log_printf(
				MOSQ_LOG_NOTICE, "corridor guard: read a new list of revoked certificates");
		guard_revoked_sweep(revoked, end_session, NULL);
	}
	return MOSQ_ERR_SUCCESS;
}

static const struct {
	int event;
	MOSQ_FUNC_generic_callback call;
} callbacks[] = {
	{MOSQ_EVT_ACL_CHECK, check_access},
	{MOSQ_EVT_MESSAGE, take_message},
	{MOSQ_EVT_DISCONNECT, note_disconnect},
	{MOSQ_EVT_TICK, sweep},
};

int mosquitto_plugin_version(int supported_version_count, const int *supported_versions)
{
	for (int i = 0; i < supported_version_count; i++) {
		if (supported_versions[i] == MOSQ_PLUGIN_VERSION)
			return MOSQ_PLUGIN_VERSION;
	}
	return -1;
}

/* The file that plugin_opt_crl_file names. */
static struct guard_revoked *open_list(const struct mosquitto_opt *options, int count)
{
	struct guard_revoked *opened = NULL;

	for (int i = 0; i < count && !opened; i++) {
		if (strcmp(options[i].key, "crl_file") == 0)
			opened = guard_revoked_new(options[i].value);
	}
	if (!opened)
		mosquitto_log_printf(
			MOSQ_LOG_ERR, "corridor guard: plugin_opt_crl_file must name a list of revoked certificates");
	return opened;
}

int mosquitto_plugin_init(
	mosquitto_plugin_id_t *identifier, void **userdata, struct mosquitto_opt *options, int option_count)
{
	(void)userdata;
	our_identifier = identifier;
	memory = guard_memory_new();
	feed = guard_feed_new();
	if (memory == NULL || feed == NULL)
		return MOSQ_ERR_NOMEM;
	revoked = open_list(options, option_count);
	if (revoked == NULL)
		return MOSQ_ERR_INVAL;
	for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++) {
		int result = mosquitto_callback_register(identifier, callbacks[i].event, callbacks[i].call, NULL, NULL);

		if (result != MOSQ_ERR_SUCCESS)
			return result;
	}
	return MOSQ_ERR_SUCCESS;
}

/* Mosquitto unloads the module but would keep the callbacks. */
int mosquitto_plugin_cleanup(void *userdata, struct mosquitto_opt *options, int option_count)
{
	(void)userdata;
	(void)options;
	(void)option_count;
	for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++)
		mosquitto_callback_unregister(our_identifier, callbacks[i].event, callbacks[i].call, NULL);
	guard_memory_free(memory);
	memory = NULL;
	guard_feed_free(feed);
	feed = NULL;
	guard_revoked_free(revoked);
	revoked = NULL;
	return MOSQ_ERR_SUCCESS;
}
