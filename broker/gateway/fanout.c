#include "gateway/fanout.h"

#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "codec/codec.h"

static struct person_sockets *add_person(struct gateway *gateway, struct person_id person)
{
	struct person_sockets *entry = memory_new(sizeof *entry);

	if (!entry)
		return NULL;
	entry->person = person;
	ring_init(&entry->sockets);
	if (map_set(gateway->people, text_of(entry->person.text), entry, NULL) == OK)
		return entry;
	memory_free(entry);
	return NULL;
}

enum error fanout_join(struct web_socket *socket)
{
	struct gateway *gateway = socket->connection->gateway;
	struct person_id person = socket->session->person;
	struct person_sockets *entry = map_find(gateway->people, text_of(person.text));

	if (entry && entry->count >= gateway->config.limits.sockets_per_person)
		return ERROR_RATE_LIMITED;
	if (!entry)
		entry = add_person(gateway, person);
	if (!entry)
		return ERROR_BUSY;
	ring_add(&entry->sockets, &socket->of_person);
	socket->person = entry;
	if (++entry->count == 1)
		engine_presence(gateway->config.engine, person, true);
	return OK;
}

void fanout_leave(struct web_socket *socket)
{
	struct gateway *gateway = socket->connection->gateway;
	struct person_sockets *entry = socket->person;

	if (!entry)
		return;
	socket->person = NULL;
	ring_remove(&socket->of_person);
	if (--entry->count > 0)
		return;
	engine_presence(gateway->config.engine, entry->person, false);
	map_remove(gateway->people, text_of(entry->person.text));
	memory_free(entry);
}

/* --- one thing to many ------------------------------------------------------------------------------------------ */

/* The same event in its two spellings; each is made when the first hears it. */
struct spellings {
	const struct event *event;
	struct frame *plain;
	struct frame *with_txn;
};

static struct frame *spell_event(const struct event *event, bool with_txn)
{
	struct buffer text = {0};
	struct frame *frame = NULL;

	codec_encode_event(event, with_txn, &text);
	if (!text.failed)
		frame = frame_new(buffer_text(&text));
	buffer_deinit(&text);
	return frame;
}

static void send_event(struct web_socket *socket, struct spellings *spellings)
{
	bool is_origin = strcmp(socket->session->device.text, spellings->event->device.text) == 0;
	struct frame **frame = is_origin ? &spellings->with_txn : &spellings->plain;

	if (!*frame)
		*frame = spell_event(spellings->event, is_origin);
	if (*frame)
		web_socket_send(socket, *frame);
	else
		web_socket_close(socket, CLOSE_RESYNC, "resync");
}

void fanout_event(struct gateway *gateway, const struct broadcast *broadcast)
{
	const struct person_id *people = broadcast->recipients.people.items;
	struct spellings spellings = {.event = &broadcast->event};

	for (size_t i = 0; i < broadcast->recipients.people.count; i++) {
		struct person_sockets *entry = map_find(gateway->people, text_of(people[i].text));
		struct ring *link = entry ? entry->sockets.next : NULL;

		while (link && link != &entry->sockets) {
			struct web_socket *socket = RING_ITEM(link, struct web_socket, of_person);

			link = link->next;
			send_event(socket, &spellings);
		}
	}
	frame_release(spellings.plain);
	frame_release(spellings.with_txn);
}

static struct frame *spell_hint(const struct passing_hint *passing)
{
	struct hint hint = {
		.event = passing->kind == HINT_TYPING ? "typing" : "presence",
		.conversation = passing->conversation,
		.thread = passing->thread,
		.by = passing->by,
	};
	struct buffer text = {0};
	struct frame *frame = NULL;

	if (passing->kind != HINT_TYPING)
		hint.state = passing->kind == HINT_ONLINE ? "online" : "offline";
	codec_encode_hint(&hint, &text);
	if (!text.failed)
		frame = frame_new(buffer_text(&text));
	buffer_deinit(&text);
	return frame;
}

void fanout_hint(struct gateway *gateway, const struct passing_hint *hint)
{
	const struct person_id *people = hint->recipients.people.items;
	struct frame *frame = spell_hint(hint);

	for (size_t i = 0; frame && i < hint->recipients.people.count; i++) {
		struct person_sockets *entry = map_find(gateway->people, text_of(people[i].text));
		struct ring *link = entry ? entry->sockets.next : NULL;

		/* Nobody needs to be told what they do themselves. */
		if (strcmp(people[i].text, hint->by.text) == 0)
			continue;
		while (link && link != &entry->sockets) {
			struct web_socket *socket = RING_ITEM(link, struct web_socket, of_person);

			link = link->next;
			/* A hint is never the reason for closing a slow reader. */
			if (socket->outbox.count < gateway->config.limits.outbox_frames / 2)
				web_socket_send(socket, frame);
		}
	}
	frame_release(frame);
}

void fanout_lost(struct gateway *gateway)
{
	struct person_sockets *entry;
	struct text key;
	size_t cursor = 0;
	void *value;

	log_event(LOG_WARNING, "gateway.lost_events", "sockets=%zu", gateway->socket_count);
	while (map_next(gateway->people, &cursor, &key, &value)) {
		entry = value;
		for (struct ring *link = entry->sockets.next; link != &entry->sockets; link = link->next)
			web_socket_close(RING_ITEM(link, struct web_socket, of_person), CLOSE_RESYNC, "resync");
	}
}

void fanout_free(struct gateway *gateway)
{
	map_free(gateway->people, memory_free);
	gateway->people = NULL;
}
