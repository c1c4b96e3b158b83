#include "tests/unit/mqtt/fake_engine.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { ARENA_BYTES = 16 * 1024 * 1024 };

static atomic_int alive;

int fake_engine_alive(void)
{
	return atomic_load(&alive);
}

struct request *request_new(struct sink *sink, uint64_t peer)
{
	struct request *request = memory_new(sizeof(*request));

	if (!request)
		return NULL;
	request->arena = arena_new(ARENA_BYTES);
	if (!request->arena) {
		memory_free(request);
		return NULL;
	}
	request->sink = sink;
	request->peer = peer;
	atomic_fetch_add(&alive, 1);
	return request;
}

void request_free(struct request *request)
{
	if (!request)
		return;
	arena_free(request->arena);
	memory_free(request);
	atomic_fetch_sub(&alive, 1);
}

static void answer_sync(struct engine *engine, struct request *request)
{
	struct sync_result *result = request->result;
	struct event *events = arena_take(request->arena, engine->sync_events * sizeof(*events));
	char *body = arena_take(request->arena, engine->sync_body_bytes);

	memset(body, 'x', engine->sync_body_bytes);
	for (size_t i = 0; i < engine->sync_events; i++) {
		struct message_sent_data *data = arena_take(request->arena, sizeof(*data));

		data->message.pos = (int64_t)i + 1;
		data->body = (struct text){body, engine->sync_body_bytes};
		events[i] = (struct event){
			.pos = (int64_t)i + 1, .kind = EVENT_message_sent, .by = {"a.khan"}, .at_ms = 1, .data = data};
	}
	result->events = (struct list){events, engine->sync_events};
	result->upto = (int64_t)engine->sync_events;
	result->complete = true;
}

void engine_submit(struct engine *engine, struct request *request)
{
	atomic_fetch_add(&engine->submitted, 1);
	request->pos = 7;
	request->result = arena_take(request->arena, request->command.row->result->size);
	if (request->command.row->kind == COMMAND_sync)
		answer_sync(engine, request);
	if (request->command.row->kind == COMMAND_typing)
		((struct typing_result *)request->result)->thread.pos = 12;
	request->sink->finished(request->sink, request);
}

/* The references are counted with the compiler's atomics because the header's member is a plain int. */
struct broadcast *broadcast_hold(struct broadcast *broadcast)
{
	__atomic_add_fetch(&broadcast->references, 1, __ATOMIC_SEQ_CST);
	return broadcast;
}

void broadcast_release(struct broadcast *broadcast)
{
	if (__atomic_sub_fetch(&broadcast->references, 1, __ATOMIC_SEQ_CST) > 0)
		return;
	request_free(broadcast->origin);
}

struct passing_hint *hint_hold(struct passing_hint *hint)
{
	__atomic_add_fetch(&hint->references, 1, __ATOMIC_SEQ_CST);
	return hint;
}

void hint_release(struct passing_hint *hint)
{
	if (__atomic_sub_fetch(&hint->references, 1, __ATOMIC_SEQ_CST) > 0)
		return;
	arena_free(hint->arena);
	atomic_fetch_sub(&alive, 1);
}

static struct list devices_in(struct arena *arena, const char *const *devices, size_t count)
{
	struct device_id *ids = arena_take(arena, count * sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		snprintf(ids[i].text, sizeof(ids[i].text), "%s", devices[i]);
	return (struct list){ids, count};
}

void fake_engine_answer(struct engine *engine)
{
	struct device_search *search = engine->held;
	struct arena *arena = arena_new(4096);

	engine->held = NULL;
	search->error = engine->search_error;
	if (engine->found_count > 0)
		search->devices = devices_in(arena, engine->found, engine->found_count);
	if (engine->refused_count > 0)
		search->refused = devices_in(arena, engine->refused, engine->refused_count);
	search->done(search);
	arena_free(arena);
}

bool engine_search_devices(struct engine *engine, struct device_search *search)
{
	if (engine->refuses_searches)
		return false;
	engine->searches++;
	engine->searched_roles = search->roles;
	engine->held = search;
	if (!engine->holds_searches)
		fake_engine_answer(engine);
	return true;
}

struct broadcast *fake_broadcast(int64_t pos, const char *const *devices, size_t count)
{
	struct request *origin = request_new(NULL, 0);
	struct broadcast *broadcast = arena_take(origin->arena, sizeof(*broadcast));
	struct message_sent_data *data = arena_take(origin->arena, sizeof(*data));

	data->message.pos = pos;
	data->body = text_of("Hello.");
	broadcast->references = 1;
	broadcast->origin = origin;
	broadcast->recipients.devices = devices_in(origin->arena, devices, count);
	broadcast->event =
		(struct event){.pos = pos, .kind = EVENT_message_sent, .by = {"a.khan"}, .at_ms = 1, .data = data};
	snprintf(broadcast->event.txn.text, sizeof(broadcast->event.txn.text), "said-%lld", (long long)pos);
	snprintf(broadcast->event.device.text, sizeof(broadcast->event.device.text), "%s", devices[0]);
	return broadcast;
}

struct passing_hint *fake_hint(const char *device)
{
	struct arena *arena = arena_new(4096);
	struct passing_hint *hint = arena_take(arena, sizeof(*hint));

	atomic_fetch_add(&alive, 1);
	hint->references = 1;
	hint->arena = arena;
	hint->kind = HINT_TYPING;
	hint->thread.pos = 12;
	snprintf(hint->by.text, sizeof(hint->by.text), "a.khan");
	hint->recipients.devices = devices_in(arena, &device, 1);
	return hint;
}
