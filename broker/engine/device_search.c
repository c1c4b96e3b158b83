/* Which devices belong to people with some roles: for transports that let nobody else hear something. */
#include "engine/state.h"

enum { SEARCH_ARENA_BYTES = 16 * 1024 * 1024 };

static enum error run_search(struct engine *engine, struct reader *reader, struct work *work)
{
	struct device_search *search = work->item;
	struct arena *arena = reader ? arena_new(SEARCH_ARENA_BYTES) : NULL;
	enum error error = ERROR_STORE_UNAVAILABLE;
	(void)engine;
	search->devices = (struct list){0};
	search->refused = (struct list){0};
	if (reader) {
		error = arena ? reader_devices_with_roles(reader, search->roles, arena, &search->devices) : ERROR_BUSY;
	}
	if (error == OK) {
		error = reader_refused_devices(reader, arena, &search->refused);
	}
	search->error = error;
	search->done(search);
	arena_free(arena);
	return error;
}

bool engine_search_devices(struct engine *engine, struct device_search *search)
{
	return submit_work(engine->reads, (struct work){.run = run_search, .item = search});
}
