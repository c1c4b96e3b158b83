#include "core/decision.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

enum { EVENTS_AT_FIRST = 4 };

enum error decision_init(
	struct decision *decision, struct arena *arena, const struct command *command, const struct facts *facts)
{
	decision->arena = arena;
	decision->command = command;
	decision->facts = facts;
	decision->event_count = 0;
	decision->event_capacity = 0;
	decision->events = NULL;
	decision->refusal = (struct refusal){0};
	decision->result = arena_take(arena, command->row->result->size);
	return decision->result ? OK : ERROR_BUSY;
}

int64_t decision_next_pos(const struct decision *decision)
{
	return decision->facts->next_pos + (int64_t)decision->event_count;
}

static bool make_room(struct decision *decision)
{
	if (decision->event_count < decision->event_capacity) {
		return true;
	}
	size_t capacity = decision->event_capacity > 0 ? 2 * decision->event_capacity : EVENTS_AT_FIRST;
	struct event *events = arena_take(decision->arena, capacity * sizeof *events);
	if (!events) {
		return false;
	}
	if (decision->event_count > 0) {
		memcpy(events, decision->events, decision->event_count * sizeof *events);
	}
	decision->events = events;
	decision->event_capacity = capacity;
	return true;
}

void *decision_add(struct decision *decision, enum event_kind kind, struct thread_id thread)
{
	const struct facts *facts = decision->facts;
	void *data = arena_take(decision->arena, event_row(kind)->data->size);
	if (!data || !make_room(decision)) {
		return NULL;
	}
	int64_t pos = decision_next_pos(decision);
	struct event *event = &decision->events[decision->event_count++];
	*event = (struct event){
		.pos = pos,
		.conversation = facts->conversation.id,
		.thread = thread,
		.kind = kind,
		.at_ms = facts->now_ms,
		.by = decision->command->person,
		.device = decision->command->device,
		.txn = decision->command->txn,
		.data = data,
	};
	return data;
}

void decision_place(struct decision *decision, struct conversation_id conversation)
{
	assert(decision->event_count > 0);
	decision->events[decision->event_count - 1].conversation = conversation;
}

enum error decision_refuse(struct decision *decision, enum error error, const char *field, const char *sentence)
{
	decision->refusal = (struct refusal){.field = field, .sentence = text_of(sentence)};
	return error;
}

/* --- dispatch: one decide_<symbol> per WRITE row ------------------------------------------------------------------------ */

typedef enum error (*decider)(struct decision *decision);

#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)

#define DECIDER_READ(symbol)
#define DECIDER_REPORT(symbol)
#define DECIDER_HINT(symbol)
#define DECIDER_WRITE(symbol)                                                                                 \
	static enum error call_##symbol(struct decision *decision)                                            \
	{                                                                                                     \
		return decide_##symbol(decision->facts, decision->command->args, decision, decision->result); \
	}
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) DECIDER_##kind(symbol)
#include "corridor/commands.def"
#undef DECIDER_READ
#undef DECIDER_REPORT
#undef DECIDER_HINT
#undef DECIDER_WRITE
#undef COMMAND

#define DECIDER_READ(symbol) NULL
#define DECIDER_REPORT(symbol) NULL
#define DECIDER_HINT(symbol) NULL
#define DECIDER_WRITE(symbol) call_##symbol
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) [COMMAND_##symbol] = DECIDER_##kind(symbol),
static const decider deciders[COMMAND_COUNT] = {
#include "corridor/commands.def"
};

/* The seq of a conversation's next event is only known for the conversation of the facts; the store gives the others. */
static void number_events(struct decision *decision)
{
	int64_t seq = decision->facts->conversation.last_seq;
	for (size_t i = 0; i < decision->event_count; i++) {
		struct event *event = &decision->events[i];
		if (event->conversation.pos != 0 && event->conversation.pos == decision->facts->conversation.id.pos) {
			event->seq = ++seq;
		}
	}
}

enum error decide(struct decision *decision)
{
	decider call = deciders[decision->command->row->kind];
	assert(call && "only WRITE commands are decided");
	enum error error = call(decision);
	if (error != OK) {
		decision->event_count = 0;
		return error;
	}
	number_events(decision);
	return OK;
}
