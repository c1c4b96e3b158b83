/*
 * What a command does: the events it makes happen and what its receipt says.
 *
 * Layer: core. Thread: whichever runs the command. Owned by the command's arena.
 */
#ifndef CORE_DECISION_H
#define CORE_DECISION_H

#include "core/facts.h"

/* Why a command was refused, for a person. A zeroed field or sentence means the error's own. */
struct refusal {
	const char *field;      /* "args.to", or NULL */
	struct text sentence;   /* what is wrong and what to do */
	int64_t retry_after_ms; /* 0: do not wait */
};

struct decision {
	struct arena *arena;
	const struct command *command;
	const struct facts *facts;
	size_t event_count;
	size_t event_capacity;
	struct event *events; /* in the arena, moving as they grow; pos and seq are those the store will confirm */
	void *result;         /* struct <symbol>_result, zeroed by decision_init */
	struct refusal refusal;
};

/* Makes an empty decision for a command. ERROR_BUSY with no memory. */
MUST_USE enum error decision_init(
	struct decision *decision, struct arena *arena, const struct command *command, const struct facts *facts);

/* Adds an event and returns its zeroed data to fill in; NULL with no memory. It stands in the conversation of the facts
 * unless moved with decision_place. */
void *decision_add(struct decision *decision, enum event_kind kind, struct thread_id thread);

/* Moves the event added last into another conversation; the store gives it its seq. */
void decision_place(struct decision *decision, struct conversation_id conversation);

/* The position the next added event will get. */
int64_t decision_next_pos(const struct decision *decision);

/* Refuses with a field and a sentence; returns the error, for: return decision_refuse(...). */
MUST_USE enum error decision_refuse(
	struct decision *decision, enum error error, const char *field, const char *sentence);

/* Decides a WRITE command: runs decide_<symbol> of its row. OK: events and result are filled in. Any other error: the
 * command is refused, refusal says why, and nothing happens. The rules decided here are cited in decide_<noun>.c. */
MUST_USE enum error decide(struct decision *decision);

/* One per WRITE command, in decide_<noun>.c. */
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#define DECIDER_READ(symbol)
#define DECIDER_REPORT(symbol)
#define DECIDER_HINT(symbol)
#define DECIDER_WRITE(symbol)                                                                            \
	MUST_USE enum error decide_##symbol(const struct facts *facts, const struct symbol##_args *args, \
		struct decision *decision, struct symbol##_result *result);
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) DECIDER_##kind(symbol)
#include "corridor/commands.def"
#undef RECORD
#undef FIELD
#undef END
#undef DECIDER_READ
#undef DECIDER_REPORT
#undef DECIDER_HINT
#undef DECIDER_WRITE
#undef COMMAND

#endif
