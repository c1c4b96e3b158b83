/*
 * The wire's hooks: what is sent, when it is sent again, and where answers go.
 */
#include <stdio.h>
#include <string.h>

#include "inside.h"
#include "memory.h"
#include "moment.h"

/* AGAIN_MS: no answer for so long is taken as lost. LOOK_MS: how often to ask for events anyway, since the very last push
 * may be the one that was lost. */
enum { AGAIN_MS = 5000, LATER_MS = 250, IDLE_MS = 1000, LOOK_MS = 60000 };

void client_work_drop_head(struct corridor_client *client)
{
	client_outbox_row_deinit(&client->head.row);
	if (client->head.json)
		client_memory_wipe(client->head.json, strlen(client->head.json));
	client_memory_free(client->head.json);
	client->head = (struct head){0};
}

static void ready(void *context)
{
	struct corridor_client *client = context;
	int64_t now_ms = client_moment_ms();

	pthread_mutex_lock(&client->mutex);
	client->is_ready = true;
	client->was_ready = true;
	client->problem[0] = '\0';
	/* Nobody knows what became of what was on its way: all of it goes out again, with the same txn. */
	client->head.send_at_ms = now_ms;
	client->sync.send_at_ms = now_ms;
	for (struct request *request = client->requests; request; request = request->next)
		request->send_at_ms = now_ms;
	client_feed_connected(&client->feed);
	client_deliver_put_state(client, CORRIDOR_STATE_CONNECTED, "");
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->mutex);
}

static void lost(void *context, const char *why)
{
	struct corridor_client *client = context;

	pthread_mutex_lock(&client->mutex);
	client->is_ready = false;
	client->failures++;
	snprintf(client->problem, sizeof(client->problem), "%s", why);
	if (!client->is_closing)
		client_deliver_put_state(client, CORRIDOR_STATE_LOST, why);
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->mutex);
}

static int64_t sooner(int64_t a_ms, int64_t b_ms)
{
	return a_ms < b_ms ? a_ms : b_ms;
}

/* Sends what is due and returns when the next thing is. */
static int64_t send_due(struct corridor_client *client, struct request *request, int64_t now_ms)
{
	if (request->is_done || !request->json)
		return INT64_MAX;
	if (request->send_at_ms <= now_ms) {
		client_wire_publish(client->wire, request->json, strlen(request->json));
		request->was_sent = true;
		request->send_at_ms = now_ms + AGAIN_MS;
	}
	return request->send_at_ms;
}

/* Takes up the oldest kept command when none is on its way. */
static void take_up(struct corridor_client *client, int64_t now_ms)
{
	struct head *head = &client->head;

	if (head->row.id != 0 || client_outbox_next(client->outbox, 0, &head->row) != CORRIDOR_OK || head->row.id == 0)
		return;
	head->send_at_ms = now_ms;
	if (client_envelope_command(head->row.txn, head->row.command, head->row.args, &head->json) != CORRIDOR_OK)
		client_work_drop_head(client);
}

static int64_t send_head(struct corridor_client *client, int64_t now_ms)
{
	struct head *head = &client->head;

	take_up(client, now_ms);
	if (head->row.id == 0 || head->is_answered)
		return INT64_MAX;
	if (head->send_at_ms <= now_ms) {
		client_wire_publish(client->wire, head->json, strlen(head->json));
		head->send_at_ms = now_ms + AGAIN_MS;
		/* Only told to people; the command goes out whether it can be counted or not. */
		if (client_outbox_note_attempt(client->outbox, head->row.id) == CORRIDOR_OK)
			head->row.attempts++;
	}
	return head->send_at_ms;
}

static int64_t work(void *context)
{
	struct corridor_client *client = context;
	int64_t now_ms = client_moment_ms();
	int64_t next_ms = now_ms + IDLE_MS;

	pthread_mutex_lock(&client->mutex);
	for (struct request *request = client->requests; request; request = request->next)
		next_ms = sooner(next_ms, send_due(client, request, now_ms));
	next_ms = sooner(next_ms, send_head(client, now_ms));
	if (now_ms - client->looked_at_ms >= LOOK_MS) {
		client->looked_at_ms = now_ms;
		client_feed_connected(&client->feed);
	}
	client_sync_begin(client, now_ms);
	if (client->sync_stage != SYNC_IDLE)
		next_ms = sooner(next_ms, send_due(client, &client->sync, now_ms));
	pthread_mutex_unlock(&client->mutex);
	return next_ms - now_ms;
}

static void take_head_answer(
	struct corridor_client *client, const struct received *received, const char *bytes, size_t length)
{
	struct head *head = &client->head;
	struct item *item;

	if (head->is_answered)
		return;
	if (client_received_is_later(received)) {
		head->send_at_ms = client_moment_ms() + LATER_MS + received->retry_after_ms;
		if (client_outbox_note_problem(client->outbox, head->row.id, received->sentence) != CORRIDOR_OK)
			client_deliver_put_state(
				client, CORRIDOR_STATE_LOST, corridor_error_sentence(CORRIDOR_ERROR_OUTBOX));
		return;
	}
	item = client_item_new(ITEM_ANSWER);
	if (!item)
		return;
	item->pos = received->pos;
	item->is_ok = received->is_ok;
	item->conversation = client_memory_string(received->txn);
	item->name = client_memory_string(head->row.command);
	item->json = client_memory_text(bytes, length);
	if (!item->conversation || !item->name || !item->json) {
		/* The same answer comes again when the command is sent again. */
		client_item_free(item);
		return;
	}
	head->is_answered = true;
	client_deliver_put(client, item);
}

static void take_request_answer(
	struct request *request, const struct received *received, const char *bytes, size_t length)
{
	if (client_received_is_later(received)) {
		request->send_at_ms = client_moment_ms() + LATER_MS + received->retry_after_ms;
		return;
	}
	request->is_done = client_answer_init(&request->answer, request->txn, received->is_ok, received->pos, bytes,
				   length) == CORRIDOR_OK;
}

static void take_answer(
	struct corridor_client *client, const struct received *received, const char *bytes, size_t length)
{
	if (client->head.row.id != 0 && strcmp(client->head.row.txn, received->txn) == 0) {
		take_head_answer(client, received, bytes, length);
		return;
	}
	if (client->sync_stage != SYNC_IDLE && strcmp(client->sync.txn, received->txn) == 0) {
		client_sync_take_answer(client, received, client_moment_ms());
		return;
	}
	for (struct request *request = client->requests; request; request = request->next) {
		if (request->is_done || strcmp(request->txn, received->txn) != 0)
			continue;
		take_request_answer(request, received, bytes, length);
		pthread_cond_broadcast(&client->changed);
	}
}

static void received(void *context, const char *bytes, size_t length)
{
	struct corridor_client *client = context;
	struct received message;

	client_received_init(&message, bytes, length);
	pthread_mutex_lock(&client->mutex);
	if (message.kind == RECEIVED_ANSWER)
		take_answer(client, &message, bytes, length);
	else if (message.kind == RECEIVED_EVENT || message.kind == RECEIVED_HINT)
		client_sync_take_push(client, &message, bytes, length);
	pthread_mutex_unlock(&client->mutex);
	client_received_deinit(&message);
}

struct wire_hooks client_work_hooks(struct corridor_client *client)
{
	return (struct wire_hooks){.ready = ready, .lost = lost, .received = received, .work = work, .context = client};
}
