/*
 * Events: taken from pushes when nothing is missing before them, asked for with sync otherwise.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"
#include "memory.h"
#include "moment.h"

/* Events per question, and the pauses after a refusal. */
enum { PAGE = 200, RETRY_MS = 250, AFTER_REFUSAL_MS = 30000 };

static void note_taken(void *context, int64_t pos)
{
	client_feed_note_taken(context, pos);
}

enum corridor_error client_sync_init(struct corridor_client *client)
{
	int64_t pos;
	enum corridor_error error = client_outbox_position(client->outbox, &pos);

	if (error)
		return error;
	client_feed_init(&client->feed, pos < 0 && !client->config.is_from_now ? 0 : pos);
	return client_outbox_delivered(client->outbox, note_taken, &client->feed);
}

static bool ask(struct corridor_client *client, const char *command, const char *args, int64_t now_ms)
{
	client_memory_free(client->sync.json);
	client->sync = (struct request){.send_at_ms = now_ms};
	return client_random_txn(client->sync.txn) &&
	       client_envelope_command(client->sync.txn, command, args, &client->sync.json) == CORRIDOR_OK;
}

void client_sync_begin(struct corridor_client *client, int64_t now_ms)
{
	char args[64];

	if (!client->config.on_event || client->sync_stage != SYNC_IDLE || !client->feed.is_behind)
		return;
	if (!client_deliver_has_room(client))
		return;
	if (client->feed.synced < 0) {
		if (ask(client, "session.hello", "{}", now_ms))
			client->sync_stage = SYNC_BEGINNING;
		return;
	}
	snprintf(args, sizeof(args), "{\"since\":%" PRId64 ",\"limit\":%d}", client->feed.synced, PAGE);
	if (ask(client, "sync", args, now_ms))
		client->sync_stage = SYNC_ASKED;
}

static struct item *event_item(const struct received *event, const char *json, size_t length)
{
	struct item *item = client_item_new(ITEM_EVENT);

	if (!item)
		return NULL;
	item->pos = event->pos;
	item->seq = event->seq;
	item->conversation = client_memory_string(event->conversation);
	item->name = client_memory_string(event->name);
	item->json = client_memory_text(json, length);
	if (item->conversation && item->name && item->json)
		return item;
	client_item_free(item);
	return NULL;
}

void client_sync_take_push(
	struct corridor_client *client, const struct received *received, const char *bytes, size_t length)
{
	bool has_room = client_deliver_has_room(client);
	/* Made before it is judged: what is judged as delivered must not get lost for want of memory. */
	struct item *item = client->config.on_event ? event_item(received, bytes, length) : NULL;
	enum feed_verdict verdict = has_room ? FEED_DELIVER : FEED_SKIP;

	if (!item)
		return;
	if (received->kind == RECEIVED_EVENT)
		verdict =
			client_feed_push(&client->feed, received->pos, received->conversation, received->seq, has_room);
	if (verdict != FEED_DELIVER) {
		client_item_free(item);
		return;
	}
	item->is_pushed = true;
	client_deliver_put(client, item);
}

/* One event of a sync's answer. False with no memory: then the answer is asked for again from here. */
static bool take_page_event(struct corridor_client *client, json_t *object)
{
	struct received event;
	struct item *item = NULL;
	char *json;

	client_received_event(object, &event);
	if (event.kind != RECEIVED_EVENT)
		return true;
	json = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15));
	if (json)
		item = event_item(&event, json, strlen(json));
	free(json);
	if (!item)
		return false;
	if (client_feed_page_event(&client->feed, event.pos, event.conversation, event.seq) == FEED_DELIVER)
		client_deliver_put(client, item);
	else
		client_item_free(item);
	return true;
}

static void put_mark(struct corridor_client *client)
{
	struct item *item = client_item_new(ITEM_MARK);

	if (item)
		item->pos = client->feed.synced;
	client_deliver_put(client, item);
}

static void restart(struct corridor_client *client)
{
	client_feed_restart(&client->feed);
	put_mark(client);
	client_deliver_put_state(
		client, CORRIDOR_STATE_RESTARTED, "The server's log began anew; all events come again.");
}

static void take_page(struct corridor_client *client, const json_t *result)
{
	const json_t *events = json_object_get(result, "events");
	int64_t upto = json_integer_value(json_object_get(result, "upto"));
	bool is_complete = json_is_true(json_object_get(result, "complete"));

	if (json_is_true(json_object_get(result, "resync_required"))) {
		/* From the very start it cannot be asked for anything more; take what there is. */
		if (client->feed.synced > 0) {
			restart(client);
			return;
		}
		is_complete = true;
	}
	for (size_t i = 0; i < json_array_size(events); i++)
		if (!take_page_event(client, json_array_get(events, i)))
			return;
	/* An answer that leads nowhere would be asked for again and again. */
	if (json_array_size(events) == 0 && upto <= client->feed.synced)
		is_complete = true;
	client_feed_page_end(&client->feed, upto, is_complete);
	put_mark(client);
	if (!client->feed.is_behind)
		client_deliver_put_state(client, CORRIDOR_STATE_CAUGHT_UP, "");
}

void client_sync_take_answer(struct corridor_client *client, const struct received *received, int64_t now_ms)
{
	const json_t *result = json_object_get(received->root, "result");
	enum sync_stage stage = client->sync_stage;

	if (!received->is_ok) {
		bool is_later = client_received_is_later(received);
		int64_t pause_ms = is_later ? RETRY_MS + received->retry_after_ms : AFTER_REFUSAL_MS;

		/* The same question again: its answer is the newest state whenever it comes. */
		client->sync.send_at_ms = now_ms + client_jitter_ms(2 * pause_ms);
		if (!is_later)
			client_deliver_put_state(client, CORRIDOR_STATE_LOST, received->sentence);
		return;
	}
	client->sync_stage = SYNC_IDLE;
	if (stage == SYNC_ASKED) {
		take_page(client, result);
		return;
	}
	client_feed_init(&client->feed, json_integer_value(json_object_get(result, "pos")));
	put_mark(client);
}
