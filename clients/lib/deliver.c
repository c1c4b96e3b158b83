/*
 * The deliverer: runs the callbacks, and only then notes that an event or an answer was delivered.
 */
#include <stdio.h>
#include <string.h>

#include "inside.h"
#include "memory.h"

/* Beyond these no push is taken and no sync asked for until the program has caught up: its pace bounds the memory. */
enum { ROOM = 256 };

struct item *client_item_new(enum item_kind kind)
{
	struct item *item = client_memory_new(sizeof(*item));

	if (item)
		item->kind = kind;
	return item;
}

void client_item_free(struct item *item)
{
	if (!item)
		return;
	if (item->json)
		client_memory_wipe(item->json, strlen(item->json));
	client_memory_free(item->json);
	client_memory_free(item->conversation);
	client_memory_free(item->name);
	client_memory_free(item);
}

bool client_deliver_has_room(const struct corridor_client *client)
{
	return client->item_count < ROOM;
}

void client_deliver_put(struct corridor_client *client, struct item *item)
{
	if (!item)
		return;
	*client->last_item = item;
	client->last_item = &item->next;
	client->item_count++;
	pthread_cond_broadcast(&client->changed);
}

void client_deliver_put_state(struct corridor_client *client, enum corridor_state state, const char *sentence)
{
	struct item *item = client->config.on_state ? client_item_new(ITEM_STATE) : NULL;

	if (!item)
		return;
	item->state = state;
	snprintf(item->sentence, sizeof(item->sentence), "%s", sentence);
	client_deliver_put(client, item);
}

/* Waits for the next item and takes it; NULL when the client closes. *made_room: there was no room before. */
static struct item *take(struct corridor_client *client, bool *made_room)
{
	struct item *item;

	pthread_mutex_lock(&client->mutex);
	while (!client->first_item && !client->is_closing)
		pthread_cond_wait(&client->changed, &client->mutex);
	item = client->is_closing ? NULL : client->first_item;
	if (item) {
		*made_room = !client_deliver_has_room(client);
		client->first_item = item->next;
		if (!client->first_item)
			client->last_item = &client->first_item;
		client->item_count--;
		item->next = NULL;
	}
	pthread_mutex_unlock(&client->mutex);
	return item;
}

static void deliver_event(struct corridor_client *client, const struct item *item)
{
	const struct corridor_event event = {
		.pos = item->pos,
		.seq = item->seq,
		.conversation = item->conversation,
		.name = item->name,
		.json = item->json,
	};
	enum corridor_error error = CORRIDOR_OK;

	client->config.on_event(client->config.context, &event);
	if (item->pos == 0)
		return;
	pthread_mutex_lock(&client->mutex);
	/* Events of a sync come in order, so nothing before one is missing; a push says nothing about what is before it. */
	error = item->is_pushed ? client_outbox_note_delivered(client->outbox, item->pos)
				: client_outbox_set_position(client->outbox, item->pos);
	if (error)
		client_deliver_put_state(client, CORRIDOR_STATE_LOST, corridor_error_sentence(error));
	pthread_mutex_unlock(&client->mutex);
}

static void deliver_mark(struct corridor_client *client, const struct item *item)
{
	pthread_mutex_lock(&client->mutex);
	if (client_outbox_set_position(client->outbox, item->pos))
		client_deliver_put_state(client, CORRIDOR_STATE_LOST, corridor_error_sentence(CORRIDOR_ERROR_OUTBOX));
	pthread_mutex_unlock(&client->mutex);
}

static void hand_to_waiters(struct corridor_client *client, const char *txn, const struct item *item)
{
	for (struct waiter *waiter = client->waiters; waiter; waiter = waiter->next) {
		if (waiter->is_done || strcmp(waiter->txn, txn) != 0)
			continue;
		waiter->is_done = client_answer_init(&waiter->answer, txn, item->is_ok, item->pos, item->json,
					  strlen(item->json)) == CORRIDOR_OK;
	}
}

/* The answer to the head of the outbox: told first, then forgotten. */
static void deliver_answer(struct corridor_client *client, const struct item *item)
{
	struct corridor_answer answer = {.is_ok = item->is_ok, .pos = item->pos, .json = item->json};
	enum corridor_error error;

	snprintf(answer.txn, sizeof(answer.txn), "%s", item->conversation);
	if (client->config.on_answer)
		client->config.on_answer(client->config.context, item->name, &answer);

	pthread_mutex_lock(&client->mutex);
	error = client_outbox_remove(client->outbox, answer.txn);
	/* Discarded meanwhile is as good as removed. When it cannot be removed it is sent again: the broker does it once. */
	if (error == CORRIDOR_ERROR_OUTBOX)
		client_deliver_put_state(client, CORRIDOR_STATE_LOST, corridor_error_sentence(error));
	hand_to_waiters(client, answer.txn, item);
	if (strcmp(client->head.row.txn, answer.txn) == 0)
		client_work_drop_head(client);
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->mutex);
	client_wire_wake(client->wire);
}

static void deliver(struct corridor_client *client, const struct item *item)
{
	switch (item->kind) {
	case ITEM_EVENT:
		deliver_event(client, item);
		return;
	case ITEM_MARK:
		deliver_mark(client, item);
		return;
	case ITEM_ANSWER:
		deliver_answer(client, item);
		return;
	case ITEM_STATE:
		client->config.on_state(client->config.context, item->state, item->sentence);
		return;
	}
}

static void *run(void *context)
{
	struct corridor_client *client = context;
	bool made_room = false;
	struct item *item;

	while ((item = take(client, &made_room))) {
		deliver(client, item);
		client_item_free(item);
		if (made_room)
			client_wire_wake(client->wire);
	}
	return NULL;
}

enum corridor_error client_deliver_start(struct corridor_client *client)
{
	client->has_deliverer = pthread_create(&client->deliverer, NULL, run, client) == 0;
	return client->has_deliverer ? CORRIDOR_OK : CORRIDOR_ERROR_MEMORY;
}

void client_deliver_stop(struct corridor_client *client)
{
	if (client->has_deliverer)
		pthread_join(client->deliverer, NULL);
	client->has_deliverer = false;
	while (client->first_item) {
		struct item *item = client->first_item;

		client->first_item = item->next;
		client_item_free(item);
	}
}

bool client_deliver_is_me(const struct corridor_client *client)
{
	return client->has_deliverer && pthread_equal(pthread_self(), client->deliverer);
}
