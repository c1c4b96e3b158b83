/* Requests: made by transports, answered through their sinks. */
#include "base/memory.h"
#include "base/text.h"
#include "engine/state.h"

/* A command of the largest frame, its facts, its decision and the largest page of results fit; more is refused. */
enum { REQUEST_ARENA_BYTES = 32 * 1024 * 1024 };

struct request *request_new(struct sink *sink, uint64_t peer)
{
	struct arena *arena = arena_new(REQUEST_ARENA_BYTES);
	struct request *request = arena ? arena_take(arena, sizeof *request) : NULL;
	if (!request) {
		arena_free(arena);
		return NULL;
	}
	request->arena = arena;
	request->sink = sink;
	request->peer = peer;
	request->references = 1;
	return request;
}

/* The request lives in its own arena: the last reference takes all with it. */
void request_free(struct request *request)
{
	if (request && __atomic_sub_fetch(&request->references, 1, __ATOMIC_ACQ_REL) == 0) {
		arena_free(request->arena);
	}
}

void request_refuse(struct request *request, enum error error, int64_t retry_after_ms)
{
	request->error = error;
	/* what an earlier refusal said is not why this one is */
	request->refusal = (struct refusal){.retry_after_ms = retry_after_ms};
}

void request_finish(struct engine *engine, struct request *request)
{
	if (request->error == OK) {
		atomic_fetch_add(&engine->commands, 1);
	} else {
		atomic_fetch_add(&engine->refusals, 1);
		atomic_fetch_add(&engine->refused[request->error], 1);
	}
	if (error_class(request->error == OK ? ERROR_BAD_REQUEST : request->error) == ERROR_CLASS_LATER &&
		request->refusal.retry_after_ms == 0) {
		request->refusal.retry_after_ms =
			request->error == ERROR_STORE_UNAVAILABLE ? RETRY_STORE_MS : RETRY_BUSY_MS;
	}
	request->sink->finished(request->sink, request);
}

bool requests_came(const struct engine *engine, int64_t *before)
{
	int64_t commands = (int64_t)atomic_load(&engine->commands);
	bool have_come = commands != *before;
	*before = commands;
	return have_come;
}
