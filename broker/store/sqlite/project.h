/*
 * From events to tables: one project_<symbol> per row of events.def, run for each event when it is appended, and again
 * for all of them when the tables are rebuilt. So they use nothing but the event, its words and the tables.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_PROJECT_H
#define STORE_SQLITE_PROJECT_H

#include "store/sqlite/sqlite_store.h"

/* Runs the projection of an event, which stands in the log already. */
MUST_USE enum error project(struct sqlite_store *store, const struct event *event);

#define EVENT(symbol, wire, audience, doc)    \
	MUST_USE enum error project_##symbol( \
		struct sqlite_store *store, const struct event *event, const struct symbol##_data *data);
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/events.def"
#undef EVENT
#undef RECORD
#undef FIELD
#undef END

/* project_messages.c: a message has come into its thread: counts, newest message, search. */
MUST_USE enum error project_message(struct sqlite_store *store, const struct event *event);

/* project_threads.c: the asker gave what was asked for, and the clock of the event's case runs again. */
MUST_USE enum error project_resumed(struct sqlite_store *store, const struct event *event, int64_t reply_due_ms);
/* project_threads.c: the event opens a thread. What the data does not say is absent: a topic has none of a case. */
MUST_USE enum error project_thread_opened(struct sqlite_store *store, const struct event *event, enum thread_kind kind,
	enum thread_state state, const struct case_asked_data *data, struct thread_id from_case);

/* project_threads.c: a case moves into a state; reply_due and paused_left are set with it, 0 for none. */
MUST_USE enum error project_state(struct sqlite_store *store, const struct event *event, enum thread_state to,
	int64_t reply_due_ms, int64_t paused_left_ms);

/* project_referrals.c: a referral was made from the event's case, to a treatment function or, with 0, to the case's own. */
MUST_USE enum error project_referral_made(
	struct sqlite_store *store, const struct event *event, int32_t treatment_function);

/* project_mdt_outcomes.c: what an MDT decided is counted for each specialty, and its referrals noted. */
MUST_USE enum error project_mdt_outcomes(
	struct sqlite_store *store, const struct event *event, const struct mdt_decided_data *data);

#endif
