#include "store/sqlite/restored.h"

#include "base/clock.h"
#include "store/sqlite/hooks.h"

enum error restored_owe(struct connection *copy)
{
	return connection_run(copy, "INSERT OR IGNORE INTO chores(name) VALUES('restored')");
}

static int64_t leap_from(int64_t pos, int64_t now_ms)
{
	int64_t by_time = now_ms * RESTORED_PER_MS;

	return by_time > pos ? by_time : pos + RESTORED_BY_WRONG_CLOCK;
}

static enum error append_restored(struct sqlite_store *store)
{
	const struct clock *clock = clock_system();
	int64_t now_ms = clock->wall_ms(clock);
	struct record_restored_data data = {.upto = store->head.pos};
	struct event event = {.kind = EVENT_record_restored,
		.pos = leap_from(store->head.pos, now_ms),
		.at_ms = now_ms,
		.by = {"system"},
		.data = &data};
	enum error error = sqlite_begin(&store->store);

	if (error != OK)
		return error;
	error = sqlite_append(&store->store, &event, 1);
	if (error == OK)
		error = connection_run(&store->connection, "DELETE FROM chores WHERE name = 'restored'");
	if (error == OK)
		return sqlite_commit(&store->store);
	sqlite_rollback(&store->store);
	return error;
}

enum error restored_if_owed(struct sqlite_store *store)
{
	int64_t is_owed = 0;
	enum error error =
		connection_number(&store->connection, "SELECT count(*) FROM chores WHERE name = 'restored'", &is_owed);

	return error == OK && is_owed != 0 ? append_restored(store) : error;
}
