/* What the daemon asks of itself, as "system": it goes through the writer's queue like every command, and nobody hears it. */
#include <string.h>

#include "engine/state.h"

static void hear_nothing(struct sink *sink, struct broadcast *broadcast)
{
	(void)sink;
	(void)broadcast;
}

static void hear_no_hint(struct sink *sink, struct passing_hint *hint)
{
	(void)sink;
	(void)hint;
}

struct sink sink_of_system(void (*finished)(struct sink *sink, struct request *request), void *context)
{
	return (struct sink){finished, hear_nothing, hear_no_hint, context};
}

bool ask_as_system(struct engine *engine, struct sink *sink, enum command_kind kind)
{
	const struct command_row *row = command_row(kind);
	struct request *request = request_new(sink, 0);
	struct command *command = request ? &request->command : NULL;
	void *args = request ? arena_take(request->arena, row->args->size) : NULL;
	if (!args) {
		request_free(request);
		return false;
	}
	command->row = row;
	command->args = args;
	memcpy(command->person.text, "system", sizeof "system");
	if (!submit_write(engine, request)) {
		request_free(request);
		return false;
	}
	return true;
}
