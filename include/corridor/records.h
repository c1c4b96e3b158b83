/*
 * The C structs of every record, command argument, command result and event of the .def lists.
 *
 * Layer: include. A zeroed struct is one with every optional field absent. Texts and lists are borrowed: they live as
 * long as the arena they were decoded, decided or loaded in.
 */
#ifndef CORRIDOR_RECORDS_H
#define CORRIDOR_RECORDS_H

#include "corridor/fields.h"

/* clang-format off: lists of macros, laid out as the lists they are */
/* The leading member only exists because C has no empty struct. */
#define RECORD(name, doc) \
	struct name {     \
		char record_;
#define FIELD(record, TYPE, member, presence, class, limit, doc) CTYPE_##TYPE member;
#define END(name) \
	}         \
	;
#define COMMAND(symbol, wire, kind, roles, rule, who, doc)
#define EVENT(symbol, wire, audience, doc)
#include "corridor/records.def"
#include "corridor/commands.def"
#include "corridor/events.def"
#undef RECORD
#undef FIELD
#undef END
#undef COMMAND
#undef EVENT

enum command_kind {
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) COMMAND_##symbol,
#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#include "corridor/commands.def"
	COMMAND_COUNT
#undef COMMAND
};

enum event_kind {
#define EVENT(symbol, wire, audience, doc) EVENT_##symbol,
#include "corridor/events.def"
	EVENT_COUNT
#undef EVENT
#undef RECORD
#undef FIELD
#undef END
};

/* clang-format on */

#endif
