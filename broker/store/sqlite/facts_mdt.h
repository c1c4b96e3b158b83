/*
 * What decisions about virtual MDTs and actions may know: part of facts.c.
 *
 * Layer: store, SQLite driver. Thread: that of the connection. Everything read lives in the arena; ERROR_BUSY with no
 * memory.
 */
#ifndef STORE_SQLITE_FACTS_MDT_H
#define STORE_SQLITE_FACTS_MDT_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* The conversation as an MDT; leaves conversation->found as it is when it is none. */
MUST_USE enum error facts_mdt(
	struct connection *connection, struct arena *arena, struct conversation_facts *conversation);

/* A meeting with its agenda; found = false when there is none. */
MUST_USE enum error facts_meeting(
	struct connection *connection, struct meeting_id id, struct arena *arena, struct meeting_facts *meeting);

/* The earliest meeting of the conversation that has not closed, other than this one, and if this one is known, not before
 * it; 0: none. */
MUST_USE enum error facts_next_meeting(struct connection *connection, struct conversation_id conversation,
	const struct meeting_facts *after, struct meeting_id *next);

/* What a thread is besides when it is a case of an MDT; does nothing otherwise. */
MUST_USE enum error facts_mdt_case(struct connection *connection, struct arena *arena, struct thread_facts *thread);

/* True when the person is a guest of the thread and has not left. */
MUST_USE enum error facts_is_guest(
	struct connection *connection, const struct person_id *person, struct thread_id thread, bool *is_guest);

/* The treatment functions of the links that name a person, each once. */
MUST_USE enum error facts_functions(
	struct connection *connection, const struct person_id *person, struct arena *arena, struct list *functions);

/* The action; found = false when there is none. */
MUST_USE enum error facts_action(struct connection *connection, struct action_id id, struct action_facts *action);

#endif
