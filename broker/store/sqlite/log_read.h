/*
 * Events, read back from the log with what is left of their words.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_LOG_READ_H
#define STORE_SQLITE_LOG_READ_H

#include "core/event.h"
#include "store/sqlite/statement.h"

/* The columns that log_read expects, in this order. */
#define LOG_COLUMNS "pos, conversation, seq, thread, kind, at, by, device, txn, data"

/* Everything of an event but its decoded data; kind_wire and data are borrowed until the next step. */
struct log_row {
	struct event event;
	struct text kind_wire;
	struct text data;
};
void log_read_row(struct sql *sql, struct log_row *row);

/* The event in the present row of sql, its data decoded into the arena. kept (may be NULL) gets its words.
 * ERROR_INTERNAL when the row is not an event this program knows; ERROR_BUSY with no memory. */
MUST_USE enum error log_read(
	struct connection *connection, struct sql *sql, struct arena *arena, struct event *event, struct list *kept);

/* The event at a position; *found says whether there is one. */
MUST_USE enum error log_load(struct connection *connection, int64_t pos, struct arena *arena, struct event *event,
	struct list *kept, bool *found);

/* --- messages: the events that say something in a thread ---------------------------------------------------------- */

struct message_kind_row {
	enum event_kind event;
	enum message_kind kind;
	const char *body; /* the field that an amendment replaces */
};

/* NULL when such an event is no message. */
const struct message_kind_row *message_kind_of(enum event_kind kind);

/* For the WHERE of a query: the wire names of all of them. */
#define MESSAGE_KINDS "('case.asked', 'topic.opened', 'message.sent', 'case.answered', 'case.information_requested')"

#endif
