/*
 * People and devices, read from their tables.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_PERSON_READ_H
#define STORE_SQLITE_PERSON_READ_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* A person, and on which side of a conversation they stand (0: none); texts in the arena. Unknown: found = false, with
 * the id. */
MUST_USE enum error person_read(struct connection *connection, const struct person_id *id,
	struct conversation_id conversation, struct arena *arena, struct person_facts *person);

/* The specialists that a link names, the lead first: struct person_facts in the arena. */
MUST_USE enum error person_read_specialists(struct connection *connection, struct link_id link,
	struct conversation_id conversation, struct arena *arena, struct list *specialists);

/* How many cases somebody was asked in a conversation since Monday (Europe/London). */
MUST_USE enum error person_asked_this_week(struct connection *connection, struct conversation_id conversation,
	const struct person_id *person, int64_t now_ms, int64_t *count);

/* What message rows and list rows say of a person; absent texts for one who is not there ("system"). */
struct person_name {
	struct text display_name;
	struct text job_title;
	struct text professional_number;
	struct text organisation_name;
};
MUST_USE enum error person_name(
	struct connection *connection, const struct person_id *id, struct arena *arena, struct person_name *name);

/* The device, or found = false. */
MUST_USE enum error device_read(struct connection *connection, const struct device_id *id, struct device_facts *device);

#endif
