/*
 * The READ commands: one query_<symbol> per READ row of commands.def, in query_<noun>.c. A row without one does not
 * link.
 *
 * Layer: store, SQLite driver. Thread: the reader's, inside a snapshot.
 */
#ifndef STORE_SQLITE_QUERIES_H
#define STORE_SQLITE_QUERIES_H

#include "core/decision.h"
#include "store/sqlite/connection.h"

/* Who asks, what is known of them, and where the answer lives. */
struct query {
	struct connection *connection;
	const struct command *command;
	const struct facts *facts;
	struct arena *arena;
	struct refusal *refusal;
};

/* A page is cut, and not complete, when its texts take more than this: answers stay far below what an arena may
 * hold. */
enum { QUERY_ANSWER_BYTES = 1024 * 1024 };

/* An event as this reader may see it: the txn is told only to the device that chose it (design 4.3). */
void query_hide_txn(const struct query *query, struct event *event);

/* Refuses with a field and a sentence; returns ERROR_BAD_REQUEST. */
MUST_USE enum error query_refuse(struct query *query, const char *field, const char *sentence);

/* How many rows are wanted: the default where none were named, and never more than the limit. */
int64_t query_limit(int64_t wanted, int64_t by_default, int64_t most);

#define RECORD(name, doc)
#define FIELD(record, TYPE, member, presence, class, limit, doc)
#define END(name)
#define QUERY_READ(symbol)                  \
	MUST_USE enum error query_##symbol( \
		struct query *query, const struct symbol##_args *args, struct symbol##_result *result);
#define QUERY_REPORT(symbol) QUERY_READ(symbol)
#define QUERY_WRITE(symbol)
#define QUERY_HINT(symbol)
#define COMMAND(symbol, wire, kind, roles, rule, who, doc) QUERY_##kind(symbol)
#include "corridor/commands.def"
#undef RECORD
#undef FIELD
#undef END
#undef QUERY_READ
#undef QUERY_REPORT
#undef QUERY_WRITE
#undef QUERY_HINT
#undef COMMAND

#endif
