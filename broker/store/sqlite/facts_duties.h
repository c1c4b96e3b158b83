/*
 * What is due by now: core/duties.h. A further kind is a query here.
 *
 * Layer: store, SQLite driver. Thread: that of the connection.
 */
#ifndef STORE_SQLITE_FACTS_DUTIES_H
#define STORE_SQLITE_FACTS_DUTIES_H

#include "core/facts.h"
#include "store/sqlite/connection.h"

/* At most limit struct duty_facts in the arena, all of one kind: the first of enum duty_kind of which any is due. */
MUST_USE enum error facts_duties(
	struct connection *connection, int64_t now_ms, int64_t limit, struct arena *arena, struct list *duties);

#endif
