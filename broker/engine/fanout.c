/* Who hears what: broadcasts of committed events, and hints. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/state.h"

enum { LISTENERS_ARENA_BYTES = 16 * 1024 * 1024, LISTENERS_KEPT = 10000 };

/* --- listeners: the same for every event of a conversation until people or links change ---------------------------------- */

static struct listeners *listeners_hold(struct listeners *listeners)
{
	atomic_fetch_add(&listeners->references, 1);
	return listeners;
}

static void listeners_release(struct listeners *listeners)
{
	if (atomic_fetch_sub(&listeners->references, 1) == 1) {
		arena_free(listeners->arena);
	}
}

static void release_value(void *value)
{
	listeners_release(value);
}

static struct listeners *listeners_new(struct reader *reader, const struct event *event)
{
	struct arena *arena = arena_new(LISTENERS_ARENA_BYTES);
	struct listeners *listeners = arena ? arena_take(arena, sizeof *listeners) : NULL;
	if (!listeners) {
		arena_free(arena);
		return NULL;
	}
	listeners->arena = arena;
	atomic_init(&listeners->references, 1);
	if (reader_recipients(reader, event, arena, &listeners->recipients) != OK) {
		arena_free(arena);
		return NULL;
	}
	return listeners;
}

void fanout_forget_listeners(struct engine *engine)
{
	map_free(engine->listeners, release_value);
	engine->listeners = map_new();
}

/* Gives one reference; NULL with no memory or an unreadable store. */
static struct listeners *find_listeners(struct engine *engine, const struct event *event)
{
	struct reader *reader = store_reader(engine->config.store);
	char key[48];
	snprintf(key, sizeof key, "%lld %d", (long long)event->conversation.pos, (int)event_row(event->kind)->audience);
	bool is_kept = event->conversation.pos != 0 && engine->listeners;
	struct listeners *listeners = is_kept ? map_find(engine->listeners, text_of(key)) : NULL;
	if (listeners && !(listeners->recipients.depend_on_thread && event->thread.pos)) {
		return listeners_hold(listeners);
	}
	bool is_new = !listeners;
	listeners = listeners_new(reader, event);
	bool is_of_thread = listeners && listeners->recipients.depend_on_thread && event->thread.pos;
	if (listeners && is_new && is_kept && !is_of_thread && map_count(engine->listeners) < LISTENERS_KEPT &&
		map_set(engine->listeners, text_of(key), listeners, NULL) == OK) {
		listeners_hold(listeners);
	}
	return listeners;
}

/* --- broadcasts --------------------------------------------------------------------------------------------------------- */

struct broadcast *broadcast_hold(struct broadcast *broadcast)
{
	__atomic_add_fetch(&broadcast->references, 1, __ATOMIC_ACQ_REL);
	return broadcast;
}

void broadcast_release(struct broadcast *broadcast)
{
	if (__atomic_sub_fetch(&broadcast->references, 1, __ATOMIC_ACQ_REL) == 0) {
		listeners_release(broadcast->listeners);
		request_free(broadcast->origin);
	}
}

/* Nothing outside a thread leaves who hears what as it was: people, links and devices are told of there. But for what is
 * told to nobody, of which an import brings thousands. */
static void forget_stale_listeners(struct engine *engine, const struct event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct event *event = &events[i];
		if (event->thread.pos == 0 && event_row(event->kind)->audience != AUDIENCE_NOBODY) {
			fanout_forget_listeners(engine);
			return;
		}
	}
}

/* What happens outside of conversations is for the same people throughout a command, however much of it there is: a
 * reference to those of the event before, or NULL. */
static struct listeners *same_as_before(const struct request *request, const struct event *event)
{
	const struct broadcast *before =
		request->broadcast_count > 0 ? &request->broadcasts[request->broadcast_count - 1] : NULL;
	bool is_same = before && event->conversation.pos == 0 && before->event.conversation.pos == 0 &&
		       event_row(before->event.kind)->audience == event_row(event->kind)->audience &&
		       event_row(event->kind)->audience == AUDIENCE_ADMINISTRATORS;
	return is_same ? listeners_hold(before->listeners) : NULL;
}

enum error fanout_prepare(struct engine *engine, struct request *request, const struct event *events, size_t count)
{
	request->broadcasts = arena_take(request->arena, (count + 1) * sizeof *request->broadcasts);
	if (!request->broadcasts) {
		return ERROR_BUSY;
	}
	forget_stale_listeners(engine, events, count);
	for (size_t i = 0; i < count; i++) {
		struct broadcast *broadcast = &request->broadcasts[i];
		struct listeners *listeners = same_as_before(request, &events[i]);
		if (!listeners) {
			listeners = find_listeners(engine, &events[i]);
		}
		if (!listeners) {
			fanout_release(engine, request);
			return ERROR_BUSY;
		}
		__atomic_add_fetch(&request->references, 1, __ATOMIC_ACQ_REL);
		*broadcast = (struct broadcast){.references = 1,
			.origin = request,
			.listeners = listeners,
			.event = events[i],
			.recipients = listeners->recipients};
		request->broadcast_count = i + 1;
	}
	return OK;
}

void fanout_deliver(struct engine *engine, struct broadcast *broadcasts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t s = 0; s < engine->sink_count; s++) {
			engine->sinks[s]->happened(engine->sinks[s], &broadcasts[i]);
		}
	}
	atomic_fetch_add(&engine->events, (int_fast64_t)count);
	for (size_t i = 0; i < count; i++) {
		broadcast_release(&broadcasts[i]);
	}
}

void fanout_release(struct engine *engine, struct request *request)
{
	(void)engine;
	size_t count = request->broadcast_count;
	request->broadcast_count = 0;
	for (size_t i = 0; i < count; i++) {
		broadcast_release(&request->broadcasts[i]);
	}
}

/* --- hints -------------------------------------------------------------------------------------------------------------- */

struct passing_hint *hint_hold(struct passing_hint *hint)
{
	__atomic_add_fetch(&hint->references, 1, __ATOMIC_ACQ_REL);
	return hint;
}

void hint_release(struct passing_hint *hint)
{
	if (__atomic_sub_fetch(&hint->references, 1, __ATOMIC_ACQ_REL) == 0) {
		arena_free(hint->arena);
	}
}

static struct passing_hint *hint_new(enum hint_kind kind, struct person_id by)
{
	struct arena *arena = arena_new(LISTENERS_ARENA_BYTES);
	struct passing_hint *hint = arena ? arena_take(arena, sizeof *hint) : NULL;
	if (!hint) {
		arena_free(arena);
		return NULL;
	}
	*hint = (struct passing_hint){.references = 1, .arena = arena, .kind = kind, .by = by};
	return hint;
}

static void drop_person(struct list *people, struct person_id person, struct arena *arena)
{
	const struct person_id *from = people->items;
	struct person_id *kept = arena_take(arena, people->count * sizeof *kept + 1);
	size_t count = 0;
	for (size_t i = 0; kept && i < people->count; i++) {
		if (strcmp(from[i].text, person.text) != 0) {
			kept[count++] = from[i];
		}
	}
	*people = (struct list){kept, count};
}

/* A device whose owner cannot be told hears nothing: a hint is lost cheaply. */
static void drop_devices_of(struct reader *reader, struct list *devices, struct person_id person, struct arena *arena)
{
	const struct device_id *from = devices->items;
	struct device_id *kept = arena_take(arena, devices->count * sizeof *kept + 1);
	size_t count = 0;
	for (size_t i = 0; kept && i < devices->count; i++) {
		struct device_facts device = {0};
		if (reader_device(reader, from[i], &device) == OK && strcmp(device.person.text, person.text) != 0) {
			kept[count++] = from[i];
		}
	}
	*devices = (struct list){kept, count};
}

/* The others hear it, not the person themselves. Takes the hint. */
static void pass_hint(struct engine *engine, struct reader *reader, struct passing_hint *hint)
{
	drop_person(&hint->recipients.people, hint->by, hint->arena);
	drop_devices_of(reader, &hint->recipients.devices, hint->by, hint->arena);
	for (size_t i = 0; i < engine->sink_count; i++) {
		engine->sinks[i]->hinted(engine->sinks[i], hint);
	}
	hint_release(hint);
}

enum error fanout_typing(
	struct engine *engine, struct reader *reader, const struct request *request, const struct facts *facts)
{
	struct passing_hint *hint = hint_new(HINT_TYPING, request->command.person);
	if (!hint) {
		return ERROR_BUSY;
	}
	hint->conversation = facts->conversation.id;
	hint->thread = facts->thread.id;
	struct event event = {.conversation = facts->conversation.id, .kind = EVENT_message_sent};
	enum error error = reader_recipients(reader, &event, hint->arena, &hint->recipients);
	if (error != OK) {
		hint_release(hint);
		return error;
	}
	pass_hint(engine, reader, hint);
	return OK;
}

struct presence {
	struct person_id person;
	bool is_online;
};

static enum error run_presence(struct engine *engine, struct reader *reader, struct work *work)
{
	struct presence *presence = work->item;
	struct passing_hint *hint = hint_new(presence->is_online ? HINT_ONLINE : HINT_OFFLINE, presence->person);
	if (hint && reader && reader_contacts(reader, presence->person, hint->arena, &hint->recipients) == OK) {
		pass_hint(engine, reader, hint);
	} else if (hint) {
		hint_release(hint);
	}
	memory_free(presence);
	return OK;
}

void engine_presence(struct engine *engine, struct person_id person, bool is_online)
{
	/* when readers are behind, who is there matters less than what was said */
	bool is_affordable = queue_length(engine->reads) < engine->config.queue_capacity / 4;
	struct presence *presence = is_affordable ? memory_new(sizeof *presence) : NULL;
	if (!presence) {
		return;
	}
	*presence = (struct presence){person, is_online};
	if (!submit_work(engine->reads, (struct work){.run = run_presence, .item = presence})) {
		memory_free(presence);
	}
}
