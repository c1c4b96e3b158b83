/*
 * What happened: an event of the log.
 *
 * Layer: core. Thread: any.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "core/record.h"

enum audience {
	AUDIENCE_MEMBERS,
	AUDIENCE_MEMBERS_AND_COORDINATORS,
	AUDIENCE_CONTACTS,
	AUDIENCE_ADMINISTRATORS,
	AUDIENCE_NOBODY
};

struct event_row {
	enum event_kind kind;
	const char *wire; /* "case.asked" */
	enum audience audience;
	const char *doc;
	const struct record_type *data;
};

/* The row of an event; kind must be below EVENT_COUNT. */
const struct event_row *event_row(enum event_kind kind);

/* The row with this wire name, or NULL. */
const struct event_row *event_find(struct text wire);

struct event {
	int64_t pos;                         /* 1, 2, 3 ... over the whole log */
	struct conversation_id conversation; /* 0: none */
	int64_t seq;                         /* 1, 2, 3 ... within the conversation; 0 without one */
	struct thread_id thread;             /* 0: none */
	enum event_kind kind;
	int64_t at_ms;
	struct person_id by; /* "system" for what the daemon does itself */
	struct device_id device;
	struct transaction_id txn;
	const void *data;     /* struct <symbol>_data */
	bool words_destroyed; /* some of its words or identity are gone */
};

/* The n-th person, from 0, that the event's data names in a field of its own; "" when there are fewer. Who an event told to
 * CONTACTS is about comes first. */
struct person_id event_person(const struct event *event, size_t n);

#endif
