/*
 * Who takes part in a link's conversation: the specialists it names, their deputies while they are away, and the clinicians of
 * its neighbourhood.
 *
 * Layer: store, SQLite driver. Thread: the writer's, inside a transaction.
 */
#ifndef STORE_SQLITE_MEMBERS_H
#define STORE_SQLITE_MEMBERS_H

#include "store/sqlite/sqlite_store.h"

/* Makes the members of a conversation what links, leave and people say now: who is no longer one of them goes at once, who is
 * new is one since pos. Specialists stand before the team: somebody who is both stands on the specialists' side. */
MUST_USE enum error members_refresh(struct sqlite_store *store, struct conversation_id conversation, int64_t pos);

#endif
