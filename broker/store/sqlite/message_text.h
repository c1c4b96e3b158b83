/*
 * What a message says: as it was written, and as it reads now.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_MESSAGE_TEXT_H
#define STORE_SQLITE_MESSAGE_TEXT_H

#include "base/buffer.h"
#include "core/event.h"
#include "store/sqlite/connection.h"

/* The words of a message; absent where there are none or they were destroyed. */
struct message_text {
	struct text patient_name;
	struct text title;
	struct text body;
	struct text in_primary_care;
	struct text would_change_my_mind;
	struct text next_actor;
};

/* The words that an event was written with; all absent for an event that is no message. */
struct message_text message_text_of(const struct event *event);

/* A message with what came of it. */
struct message_now {
	bool found;
	struct event event;
	struct message_text text;  /* as it reads now */
	struct text original_body; /* of an amended message */
	int64_t amended_pos;       /* of the newest amendment; 0: none */
	int64_t amended_at_ms;
	struct text amendment_reason;
	int64_t redacted_pos; /* 0: not redacted */
};

/* Loads a message into the arena; found = false when there is no message at that position. ERROR_BUSY with no
 * memory. */
MUST_USE enum error message_load(
	struct connection *connection, struct message_id message, struct arena *arena, struct message_now *now);

/* The same for an event that is loaded already and is a message. */
MUST_USE enum error message_complete(
	struct connection *connection, const struct event *event, struct arena *arena, struct message_now *now);

/* Appends what the search index holds of a message: always in the same order, or it could not be removed again. */
void message_text_index(const struct message_text *text, struct buffer *out);

#endif
