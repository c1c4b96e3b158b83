#include "gateway/inbox.h"

#include "gateway/auth.h"
#include "gateway/fanout.h"
#include "gateway/report.h"

enum {
	TAKE_COUNT = 256, /* items taken from a queue at once */
	HINT_CAPACITY = 1024
};

/* --- on the engine's threads ------------------------------------------------------------------------------------ */

static void wake_loop(void *context)
{
	struct gateway *gateway = context;

	uv_async_send(&gateway->wake);
}

static void request_finished(struct sink *sink, struct request *request)
{
	struct gateway *gateway = sink->context;

	if (queue_push(gateway->finished, request))
		request_free(request);
}

static void event_happened(struct sink *sink, struct broadcast *broadcast)
{
	struct gateway *gateway = sink->context;

	if (queue_push(gateway->events, broadcast_hold(broadcast)) == OK)
		return;
	broadcast_release(broadcast);
	atomic_store(&gateway->lost_events, true);
}

static void hint_passed(struct sink *sink, struct passing_hint *hint)
{
	struct gateway *gateway = sink->context;

	if (queue_push(gateway->hints, hint_hold(hint)))
		hint_release(hint);
}

/* --- on the loop's thread --------------------------------------------------------------------------------------- */

bool gateway_submit(struct gateway *gateway, struct request *request)
{
	if (gateway->requests_out >= gateway->config.limits.queue_capacity) {
		request_free(request);
		return false;
	}
	gateway->requests_out++;
	engine_submit(gateway->config.engine, request);
	return true;
}

static void take_finished(struct gateway *gateway, void *item)
{
	struct request *request = item;
	struct connection *connection = connection_find(gateway, request->peer);

	gateway->requests_out--;
	if (connection && connection->socket)
		web_socket_finished(connection->socket, request);
	else if (connection)
		report_finished(connection, request);
	request_free(request);
}

static void take_answer(struct gateway *gateway, void *item)
{
	static void (*const ANSWERED[])(struct session_query * query) = {
		[QUERY_SIGN_IN] = auth_signed_in,
		[QUERY_INVITATION] = auth_invitation_found,
		[QUERY_ENROL] = auth_signed_in,
		[QUERY_PASSWORD] = auth_password_changed,
		[QUERY_RECOVERY_CODES] = auth_recovery_codes_made,
		[QUERY_SIGN_OUT] = auth_signed_out,
		[QUERY_REQUEST] = http_session_answered,
		[QUERY_SESSION] = session_answered,
	};
	struct session_query *query = item;

	gateway->queries_out--;
	ANSWERED[query->purpose](query);
	query_free(query);
}

static void take_event(struct gateway *gateway, void *item)
{
	const struct broadcast *broadcast = item;

	if (broadcast->event.kind == EVENT_session_ended)
		sessions_end_one(gateway, broadcast->event.data);
	fanout_event(gateway, broadcast);
	broadcast_release(item);
}

static void take_hint(struct gateway *gateway, void *item)
{
	fanout_hint(gateway, item);
	hint_release(item);
}

/* One helping from a queue, so that a flood does not keep the loop from its sockets. Returns true when there is more.
 *  */
static bool take_some(struct gateway *gateway, struct queue *queue, void (*take)(struct gateway *gateway, void *item))
{
	void *items[TAKE_COUNT];
	size_t count = queue_take_all(queue, items, TAKE_COUNT, 0);

	for (size_t i = 0; i < count; i++)
		take(gateway, items[i]);
	return count == TAKE_COUNT;
}

/* Among what was lost may be the end of a session. */
static void lose_track(struct gateway *gateway)
{
	fanout_lost(gateway);
	sessions_ask_all(gateway);
}

static void wake_up(uv_async_t *wake)
{
	struct gateway *gateway = wake->data;
	bool has_more = false;

	/* What was queued after the lost ones would look like a gap to the client: it is told before that. */
	if (atomic_exchange(&gateway->lost_events, false))
		lose_track(gateway);
	has_more |= take_some(gateway, gateway->answers, take_answer);
	has_more |= take_some(gateway, gateway->finished, take_finished);
	has_more |= take_some(gateway, gateway->events, take_event);
	has_more |= take_some(gateway, gateway->hints, take_hint);
	if (has_more)
		uv_async_send(&gateway->wake);
}

enum error inbox_open(struct gateway *gateway)
{
	size_t capacity = gateway->config.limits.queue_capacity;

	gateway->sink = (struct sink){request_finished, event_happened, hint_passed, gateway};
	gateway->wake.data = gateway;
	if (uv_async_init(gateway->config.loop, &gateway->wake, wake_up) != 0)
		return ERROR_BUSY;
	gateway->has_wake = true;
	gateway->finished = queue_new(capacity, wake_loop, gateway);
	gateway->answers = queue_new(capacity, wake_loop, gateway);
	gateway->events = queue_new(capacity, wake_loop, gateway);
	gateway->hints = queue_new(HINT_CAPACITY, wake_loop, gateway);
	if (!gateway->finished || !gateway->answers || !gateway->events || !gateway->hints)
		return ERROR_BUSY;
	return OK;
}

/* --- the end ---------------------------------------------------------------------------------------------------- */

static void drop_request(struct gateway *gateway, void *item)
{
	(void)gateway;
	request_free(item);
}

static void drop_query(struct gateway *gateway, void *item)
{
	(void)gateway;
	query_free(item);
}

static void drop_event(struct gateway *gateway, void *item)
{
	(void)gateway;
	broadcast_release(item);
}

static void drop_hint(struct gateway *gateway, void *item)
{
	(void)gateway;
	hint_release(item);
}

static void drop_all(struct gateway *gateway, struct queue *queue, void (*drop)(struct gateway *gateway, void *item))
{
	while (queue && take_some(gateway, queue, drop))
		continue;
}

void inbox_empty(struct gateway *gateway)
{
	drop_all(gateway, gateway->finished, drop_request);
	drop_all(gateway, gateway->answers, drop_query);
	drop_all(gateway, gateway->events, drop_event);
	drop_all(gateway, gateway->hints, drop_hint);
}

void inbox_close(struct gateway *gateway)
{
	queue_free(gateway->finished);
	queue_free(gateway->answers);
	queue_free(gateway->events);
	queue_free(gateway->hints);
}
