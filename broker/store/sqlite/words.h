/*
 * What somebody wrote and who the patient is, kept beside the log so that it can be destroyed.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_WORDS_H
#define STORE_SQLITE_WORDS_H

#include "core/event.h"
#include "store/sqlite/connection.h"

/* The most destroyable fields that one event can have. */
enum { WORDS_PER_EVENT = 64 };

/* Keeps the words of an event while it is encoded, and writes their salted digests into the encoding instead. */
struct words_keeper {
	struct words_sink sink; /* first */
	struct connection *connection;
	int64_t pos;
	int64_t count;
};
struct words_keeper words_keeper_of(struct connection *connection, int64_t pos);

/* One field of an event that is still there. */
struct kept_words {
	struct text field;
	enum field_class class;
	struct text bytes;
};

/* What is left of an event's words: struct kept_words in the arena. ERROR_BUSY with no memory. */
MUST_USE enum error words_load(struct connection *connection, int64_t pos, struct arena *arena, struct list *kept);

/* The bytes of a field, or absent. */
struct text words_find(const struct list *kept, const char *field);

/* A source of them for record_decode. */
struct kept_source {
	struct words_source source; /* first */
	const struct list *kept;
};
struct kept_source kept_source_of(const struct list *kept);

/* Destroys the words of a class of an event, with their salts; *count fields were destroyed. */
MUST_USE enum error words_destroy(struct connection *connection, int64_t pos, enum field_class class, int64_t *count);

#endif
