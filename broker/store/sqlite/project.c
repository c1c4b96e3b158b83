#include "store/sqlite/project.h"

#include "store/sqlite/project_access.h"
#include "store/sqlite/project_audience.h"
#include "store/sqlite/project_report.h"

typedef enum error (*projector)(struct sqlite_store *store, const struct event *event);

#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#define EVENT(symbol, wire, audience, doc)                                                     \
	static enum error call_##symbol(struct sqlite_store *store, const struct event *event) \
	{                                                                                      \
		return project_##symbol(store, event, event->data);                            \
	}
#include "corridor/events.def"
#undef EVENT

#define EVENT(symbol, wire, audience, doc) [EVENT_##symbol] = call_##symbol,
static const projector projectors[EVENT_COUNT] = {
#include "corridor/events.def"
};

enum error project(struct sqlite_store *store, const struct event *event)
{
	enum error error = projectors[event->kind](store, event);

	if (error == OK)
		error = project_audience(store, event);
	if (error == OK)
		error = project_report(store, event);
	return error == OK ? project_place(store, event) : error;
}
