/*
 * The identifiers of Corridor: one struct per kind, so that no two can be swapped by mistake.
 *
 * Layer: include. All are values: copy them freely. The zero value of each means "none".
 *
 * What happens in Corridor is named by the log position that created it: thread t812 was opened by the event at
 * position 812, and its first message is m812. People, devices and neighbourhoods carry handles chosen by people;
 * organisations their ODS code.
 */
#ifndef CORRIDOR_IDS_H
#define CORRIDOR_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "corridor/limits.h"

struct text {
	const char *data; /* UTF-8, not NUL-terminated; NULL is "absent" */
	size_t length;    /* bytes */
};

struct person_id {
	char text[LIMIT_HANDLE_BYTES + 1]; /* [a-z0-9][a-z0-9.-]{0,63} */
};
struct device_id {
	char text[LIMIT_HANDLE_BYTES + 1]; /* [a-z0-9][a-z0-9-]{0,63} */
};
struct neighbourhood_id {
	char text[LIMIT_HANDLE_BYTES + 1]; /* [a-z0-9][a-z0-9-]{0,63} */
};
struct organisation_id {
	char text[LIMIT_ODS_BYTES + 1]; /* [A-Z0-9]{3,10} (ODS) */
};
struct transaction_id {
	char text[LIMIT_TXN_BYTES + 1]; /* [A-Za-z0-9._-]{1,64} */
};
struct nhs_number {
	char text[11]; /* ten digits, check digit verified */
};

struct conversation_id {
	int64_t pos; /* wire: "c812" */
};
struct thread_id {
	int64_t pos; /* wire: "t812" */
};
struct message_id {
	int64_t pos; /* wire: "m812" */
};
struct link_id {
	int64_t pos; /* wire: "l812" */
};
struct cover_id {
	int64_t pos; /* wire: "v812" */
};
struct session_id {
	int64_t pos; /* wire: "s812" */
};
struct invitation_id {
	int64_t pos; /* wire: "i812" */
};
struct meeting_id {
	int64_t pos; /* wire: "g812" */
};
struct action_id {
	int64_t pos; /* wire: "a812" */
};

/* A number with two decimals; zeroed: not known, which is not the same as 0. */
struct decimal {
	int64_t hundredths;
	bool is_known;
};

static inline struct decimal decimal_of(int64_t hundredths)
{
	return (struct decimal){hundredths, true};
}

/* A sequence of records or ids; the record's description says of which type. */
struct list {
	const void *items;
	size_t count;
};

#endif
