/*
 * The conversations somebody takes part in: everything they may read is in one of them.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_MEMBERSHIP_H
#define STORE_SQLITE_MEMBERSHIP_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

struct membership {
	struct conversation_id conversation;
	enum side side;
	struct thread_id only; /* of a guest: the one thread they may see; 0: the whole conversation */
};

/* What a person takes part in, by conversation: struct membership in the arena. ERROR_BUSY with no memory. */
MUST_USE enum error membership_list(
	struct connection *connection, const struct person_id *person, struct arena *arena, struct list *memberships);

/* True when a thread of the conversation may be seen. */
bool membership_has(const struct list *memberships, struct conversation_id conversation, struct thread_id thread);

/* Narrows the list to one conversation, to nothing when it is not among them. */
struct list membership_only(const struct list *memberships, struct conversation_id conversation);

#endif
